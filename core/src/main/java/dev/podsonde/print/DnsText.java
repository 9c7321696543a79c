package dev.podsonde.print;

import dev.podsonde.dns.DnsHeader;
import dev.podsonde.dns.DnsLabel;
import dev.podsonde.dns.RecordType;
import dev.podsonde.packet.WireBytes;

/** DNS (RFC 1035). */
final class DnsText {
  private static final String[] OPCODES = {
    "", " inv_q", " stat", " op3", " notify", " update", " op6", " op7",
    " op8", " updateA", " updateD", " updateDA", " updateM", " updateMA", " zoneInit", " zoneRef"
  };

  /** tcpdump glues two to the ID: 17 and 21. */
  private static final String[] RCODES = {
    "", " FormErr", " ServFail", " NXDomain", " NotImp", " Refused", " YXDomain", " YXRRSet",
    " NXRRSet", " NotAuth", " NotZone", " Resp11", " Resp12", " Resp13", " Resp14", " NoChange",
    " BadVers", "Resp17", " Resp18", " Resp19", " Resp20", "Resp21", " Resp22", " BadCookie"
  };

  private static final int INVERSE_QUERY = 1;

  /** Bits that a query should not have. */
  private static final int ODD_QUERY_FLAGS =
      DnsHeader.AA | DnsHeader.TC | DnsHeader.RA | DnsHeader.Z | DnsHeader.RCODE;

  private static final int QUESTION_FIXED_LENGTH = 4;
  private static final int RDLENGTH = 8;
  private static final int EXTENDED_RCODE = 4;
  private static final int TCP_LENGTH = 2;

  private DnsText() {}

  /** Prints the payload of a TCP segment at {@code payload}: a message behind its length. */
  static void printOverTcp(PacketText text, int payload, int length) {
    text.protocol = "domain";
    if (length < TCP_LENGTH) {
      text.out.append(" [DNS over TCP: length ").append(length).append(" < 2]");
      text.invalid();
      return;
    }
    int messageLength = text.bytes.u16(payload);
    if (messageLength != length - TCP_LENGTH) {
      text.out.append(" [prefix length(").append(messageLength);
      text.out.append(") != length(").append(length - TCP_LENGTH).append(")]");
      text.invalid();
      return;
    }
    text.out.append(' ');
    print(text, payload + TCP_LENGTH, messageLength, false);
  }

  /** Prints the message at {@code dns}, carried by UDP or by multicast DNS. */
  static void print(PacketText text, int dns, int length, boolean multicast) {
    text.protocol = "domain";
    if (length < DnsHeader.LENGTH) {
      text.out.append("domain [length ").append(length).append(" < 12]");
      text.invalid();
      return;
    }
    if (text.isCut(dns, DnsHeader.LENGTH)) {
      return;
    }
    int flags = DnsHeader.flags(text.bytes, dns);
    boolean isWhole =
        (flags & DnsHeader.QR) != 0
            ? printResponse(text, dns, flags, multicast)
            : printQuery(text, dns, flags, multicast);
    if (isWhole) {
      text.out.append(" (").append(length).append(')');
    } else {
      text.truncated();
    }
  }

  private static boolean printResponse(PacketText text, int dns, int flags, boolean multicast) {
    TextBuffer out = text.out;
    WireBytes bytes = text.bytes;
    int questions = DnsHeader.questionCount(bytes, dns);
    int answers = DnsHeader.answerCount(bytes, dns);
    int authorities = DnsHeader.authorityCount(bytes, dns);
    int additionals = DnsHeader.additionalCount(bytes, dns);
    out.append(DnsHeader.id(bytes, dns)).append(OPCODES[DnsHeader.opcode(flags)]);
    printRcode(out, (flags & DnsHeader.RCODE) | extendedRcode(bytes, dns));
    appendIf(out, (flags & DnsHeader.AA) != 0, '*');
    appendIf(out, (flags & DnsHeader.RA) == 0, '-');
    appendIf(out, (flags & DnsHeader.TC) != 0, '|');
    appendIf(out, (flags & DnsHeader.AD) != 0, '$');
    printCount(out, questions != 1, questions, "q]");
    int at = dns + DnsHeader.LENGTH;
    for (int i = 0; i < questions; i++) {
      appendIf(out, i > 0, ',');
      if (text.verbosity > 1) {
        out.append(" q:");
        at = DnsRecordText.printQuestion(text, dns, at, multicast);
      } else {
        int fixed = DnsLabel.skipName(bytes, at);
        at = fixed < 0 ? -1 : fixed + QUESTION_FIXED_LENGTH;
      }
      if (at < 0) {
        return false;
      }
    }
    out.append(' ').append(answers).append('/').append(authorities);
    out.append('/').append(additionals);
    at = printFirstSection(text, dns, at, answers, multicast);
    return text.verbosity < 2
        ? at >= 0
        : printFurtherSections(text, dns, at, authorities, additionals, multicast);
  }

  private static boolean printQuery(PacketText text, int dns, int flags, boolean multicast) {
    TextBuffer out = text.out;
    WireBytes bytes = text.bytes;
    int questions = DnsHeader.questionCount(bytes, dns);
    int answers = DnsHeader.answerCount(bytes, dns);
    int authorities = DnsHeader.authorityCount(bytes, dns);
    int additionals = DnsHeader.additionalCount(bytes, dns);
    out.append(DnsHeader.id(bytes, dns)).append(OPCODES[DnsHeader.opcode(flags)]);
    appendIf(out, (flags & DnsHeader.RD) != 0, '+');
    appendIf(out, (flags & DnsHeader.CD) != 0, '%');
    if ((flags & ODD_QUERY_FLAGS) != 0) {
      out.append(" [b2&3=0x").appendHex(flags).append(']');
    }
    if (DnsHeader.opcode(flags) == INVERSE_QUERY) {
      printCount(out, questions != 0, questions, "q]");
      printCount(out, answers != 1, answers, "a]");
    } else {
      printCount(out, answers != 0, answers, "a]");
      printCount(out, questions != 1, questions, "q]");
    }
    printCount(out, authorities != 0, authorities, "n]");
    printCount(out, additionals != 0, additionals, "au]");
    int at = dns + DnsHeader.LENGTH;
    for (int i = 0; i < questions; i++) {
      if (i > 0 && at >= bytes.length()) {
        return false;
      }
      at = DnsRecordText.printQuestion(text, dns, at, multicast);
      if (at < 0) {
        return false;
      }
    }
    if (text.verbosity < 2) {
      return true;
    }
    at = printFirstSection(text, dns, at, answers, multicast);
    return printFurtherSections(text, dns, at, authorities, additionals, multicast);
  }

  /** {@return the offset after the answers; -1 when they are not all there} */
  private static int printFirstSection(
      PacketText text, int dns, int at, int count, boolean multicast) {
    int end = at;
    for (int i = 0; i < count && end >= 0; i++) {
      if (i > 0) {
        if (end >= text.bytes.length()) {
          return -1;
        }
        text.out.append(',');
      }
      end = DnsRecordText.print(text, dns, end, multicast);
    }
    return end;
  }

  private static boolean printFurtherSections(
      PacketText text, int dns, int at, int authorities, int additionals, boolean multicast) {
    int end = printFurtherSection(text, dns, at, " ns:", authorities, multicast);
    return printFurtherSection(text, dns, end, " ar:", additionals, multicast) >= 0;
  }

  private static int printFurtherSection(
      PacketText text, int dns, int at, String title, int count, boolean multicast) {
    if (at < 0 || count == 0) {
      return at;
    }
    if (at >= text.bytes.length()) {
      return -1;
    }
    text.out.append(title);
    return printFirstSection(text, dns, at, count, multicast);
  }

  private static void printRcode(TextBuffer out, int rcode) {
    if (rcode < RCODES.length) {
      out.append(RCODES[rcode]);
    } else {
      out.append(" Resp").append(rcode);
    }
  }

  private static void printCount(TextBuffer out, boolean isOdd, int count, String unit) {
    if (isOdd) {
      out.append(" [").append(count).append(unit);
    }
  }

  private static void appendIf(TextBuffer out, boolean condition, char character) {
    if (condition) {
      out.append(character);
    }
  }

  /** {@return the upper bits of the RCODE, which the OPT record has (RFC 6891 §6.1.3), in place} */
  private static int extendedRcode(WireBytes bytes, int dns) {
    int additionals = DnsHeader.additionalCount(bytes, dns);
    if (additionals == 0) {
      return 0;
    }
    int at = dns + DnsHeader.LENGTH;
    for (int i = DnsHeader.questionCount(bytes, dns); i > 0; i--) {
      at = DnsLabel.skipName(bytes, at);
      if (at < 0) {
        return 0;
      }
      at += QUESTION_FIXED_LENGTH;
    }
    int records = DnsHeader.answerCount(bytes, dns) + DnsHeader.authorityCount(bytes, dns);
    for (int i = 0; i < records + additionals; i++) {
      int fixed = DnsLabel.skipName(bytes, at);
      if (fixed < 0 || !bytes.has(fixed, EXTENDED_RCODE + 1)) {
        return 0;
      }
      if (i >= records && bytes.u16(fixed) == RecordType.OPT) {
        return bytes.u8(fixed + EXTENDED_RCODE) << 4;
      }
      if (!bytes.has(fixed, RDLENGTH + 2)) {
        return 0;
      }
      at = fixed + RDLENGTH + 2 + bytes.u16(fixed + RDLENGTH);
    }
    return 0;
  }
}
