package dev.podsonde.print;

import dev.podsonde.dns.DnsLabel;
import dev.podsonde.dns.RecordType;
import dev.podsonde.packet.WireBytes;
import org.jspecify.annotations.Nullable;

/** Questions and resource records (RFC 1035 §4.1.2, §4.1.3). */
final class DnsRecordText {
  private static final int TYPE = 0;
  private static final int CLASS = 2;
  private static final int QUESTION_FIXED_LENGTH = 4;

  private static final int TTL = 4;
  private static final int RDLENGTH = 8;
  private static final int RDATA = 10;

  private static final int IN = 1;
  private static final int CHAOS = 3;
  private static final int HESIOD = 4;
  private static final int ANY = 255;

  /** QU in a question, cache-flush in a record (RFC 6762 §5.4, §10.2). */
  private static final int MULTICAST_BIT = 0x8000;

  /** DO, in the lower half of an OPT record's TTL (RFC 6891 §6.1.3). */
  private static final int DNSSEC_OK = 0x8000;

  private DnsRecordText() {}

  /** {@return the offset after the question; -1 when it is cut or malformed} */
  static int printQuestion(PacketText text, int dns, int question, boolean multicast) {
    WireBytes bytes = text.bytes;
    int fixed = DnsLabel.skipName(bytes, question);
    if (fixed < 0 || !bytes.has(fixed, QUESTION_FIXED_LENGTH)) {
      return -1;
    }
    printType(text.out, bytes.u16(fixed + TYPE));
    int questionClass = bytes.u16(fixed + CLASS);
    printClass(text.out, multicast ? questionClass & ~MULTICAST_BIT : questionClass);
    if (multicast) {
      text.out.append((questionClass & MULTICAST_BIT) != 0 ? " (QU)" : " (QM)");
    }
    text.out.append("? ");
    int end = DnsNameText.print(text, dns, question);
    return end < 0 ? -1 : end + QUESTION_FIXED_LENGTH;
  }

  /** {@return the offset after the record; -1 when its data is cut or malformed} */
  static int print(PacketText text, int dns, int record, boolean multicast) {
    WireBytes bytes = text.bytes;
    int fixed;
    if (text.verbosity > 0) {
      text.out.append(' ');
      fixed = DnsNameText.print(text, dns, record);
      if (fixed < 0) {
        return -1;
      }
    } else {
      fixed = DnsLabel.skipName(bytes, record);
    }
    if (fixed < 0 || !bytes.has(fixed, RDATA)) {
      return bytes.length();
    }
    int type = bytes.u16(fixed + TYPE);
    int recordClass = bytes.u16(fixed + CLASS);
    int plainClass = multicast ? recordClass & ~MULTICAST_BIT : recordClass;
    if (type != RecordType.OPT) {
      printClass(text.out, plainClass);
    }
    if (multicast && (recordClass & MULTICAST_BIT) != 0) {
      text.out.append(" (Cache flush)");
    }
    if (type != RecordType.OPT && text.verbosity > 2) {
      printTtl(text.out, bytes.u32(fixed + TTL));
    }
    printType(text.out, type);
    int data = fixed + RDATA;
    int end = data + bytes.u16(fixed + RDLENGTH);
    if (end > bytes.length()) {
      return -1;
    }
    boolean isWhole =
        type == RecordType.OPT
            ? printOpt(text, plainClass, bytes.u16(fixed + TTL + 2), data, end)
            : printData(text, dns, type, data, end);
    return isWhole ? end : -1;
  }

  private static void printType(TextBuffer out, int type) {
    @Nullable String name = RecordType.name(type);
    if (name == null) {
      out.append(" Type").append(type);
    } else {
      out.append(' ').append(name);
    }
  }

  private static void printClass(TextBuffer out, int recordClass) {
    switch (recordClass) {
      case IN -> {}
      case CHAOS -> out.append(" CHAOS");
      case HESIOD -> out.append(" HS");
      case ANY -> out.append(" ANY");
      default -> out.append(" (Class ").append(recordClass).append(')');
    }
  }

  private static void printTtl(TextBuffer out, long seconds) {
    out.append(" [");
    DurationText.print(out, seconds);
    out.append(']');
  }

  /** {@return whether the data was all there; types without a case are printed without data} */
  private static boolean printData(PacketText text, int dns, int type, int data, int end) {
    return switch (type) {
      case RecordType.A -> printIpv4(text, data);
      case RecordType.AAAA -> printIpv6(text, data);
      case RecordType.NS, RecordType.CNAME, RecordType.PTR, RecordType.DNAME ->
          printName(text, dns, data);
      case RecordType.SOA -> text.verbosity == 0 || printStartOfAuthority(text, dns, data);
      case RecordType.MX -> printMailExchange(text, dns, data);
      case RecordType.TXT -> printStrings(text, data, end);
      case RecordType.SRV -> printService(text, dns, data);
      case RecordType.A6 -> printA6(text, dns, data);
      case RecordType.URI -> printUri(text, data, end);
      case RecordType.TSIG -> text.verbosity == 0 || printTransactionSignature(text, dns, data);
      default -> true;
    };
  }

  private static boolean printIpv4(PacketText text, int data) {
    if (!text.bytes.has(data, 4)) {
      return false;
    }
    text.out.append(' ').appendIpv4(text.bytes.i32(data));
    return true;
  }

  private static boolean printIpv6(PacketText text, int data) {
    if (!text.bytes.has(data, 16)) {
      return false;
    }
    text.out.append(' ').appendIpv6(text.bytes.i64(data), text.bytes.i64(data + 8));
    return true;
  }

  private static boolean printName(PacketText text, int dns, int data) {
    text.out.append(' ');
    return DnsNameText.print(text, dns, data) >= 0;
  }

  private static boolean printStartOfAuthority(PacketText text, int dns, int data) {
    text.out.append(' ');
    int mailbox = DnsNameText.print(text, dns, data);
    if (mailbox < 0) {
      return false;
    }
    text.out.append(' ');
    int numbers = DnsNameText.print(text, dns, mailbox);
    if (numbers < 0 || !text.bytes.has(numbers, 20)) {
      return false;
    }
    for (int i = 0; i < 20; i += 4) {
      text.out.append(' ').append(text.bytes.u32(numbers + i));
    }
    return true;
  }

  private static boolean printMailExchange(PacketText text, int dns, int data) {
    text.out.append(' ');
    if (!text.bytes.has(data, 2) || DnsNameText.print(text, dns, data + 2) < 0) {
      return false;
    }
    text.out.append(' ').append(text.bytes.u16(data));
    return true;
  }

  private static boolean printStrings(PacketText text, int data, int end) {
    for (int at = data; at < end; ) {
      text.out.append(" \"");
      at = DnsNameText.printString(text, at);
      if (at < 0) {
        return false;
      }
      text.out.append('"');
    }
    return true;
  }

  /** RFC 2782. */
  private static boolean printService(PacketText text, int dns, int data) {
    WireBytes bytes = text.bytes;
    text.out.append(' ');
    if (!bytes.has(data, 6) || DnsNameText.print(text, dns, data + 6) < 0) {
      return false;
    }
    text.out.append(':').append(bytes.u16(data + 4));
    text.out.append(' ').append(bytes.u16(data)).append(' ').append(bytes.u16(data + 2));
    return true;
  }

  /** RFC 2874: a prefix length, the address bits behind the prefix, a name for the prefix. */
  private static boolean printA6(PacketText text, int dns, int data) {
    WireBytes bytes = text.bytes;
    if (!bytes.has(data, 1)) {
      return false;
    }
    int prefixLength = bytes.u8(data);
    if (prefixLength > 128) {
      text.out.append(' ').append(prefixLength).append("(bad plen)");
      return true;
    }
    int suffixLength = 16 - prefixLength / 8;
    if (prefixLength < 128) {
      bytes.require(data + 1, suffixLength);
      long high = 0;
      long low = 0;
      for (int i = 0; i < suffixLength; i++) {
        high = high << 8 | low >>> 56;
        low = low << 8 | bytes.u8(data + 1 + i);
      }
      text.out.append(' ').append(prefixLength).append(' ').appendIpv6(high, low);
    }
    if (prefixLength == 0) {
      return true;
    }
    text.out.append(' ');
    return DnsNameText.print(text, dns, data + 1 + suffixLength) >= 0;
  }

  /** RFC 7553. */
  private static boolean printUri(PacketText text, int data, int end) {
    if (end - data < 4) {
      text.out.append(" len ").append(end - data).append(" is too short (< 4)");
      return true;
    }
    text.out.append(' ').append(text.bytes.u16(data));
    text.out.append(' ').append(text.bytes.u16(data + 2)).append(' ');
    return DnsNameText.printCharacters(text, data + 4, end - data - 4);
  }

  /** RFC 8945 §4.2. */
  private static boolean printTransactionSignature(PacketText text, int dns, int data) {
    WireBytes bytes = text.bytes;
    text.out.append(' ');
    int time = DnsNameText.print(text, dns, data);
    if (time < 0) {
      return false;
    }
    int fudge = time + 6;
    if (!printNumber(text, " fudge=", fudge) || !printNumber(text, " maclen=", fudge + 2)) {
      return false;
    }
    int originalId = fudge + 4 + bytes.u16(fudge + 2);
    return printNumber(text, " origid=", originalId)
        && printNumber(text, " error=", originalId + 2)
        && printNumber(text, " otherlen=", originalId + 4);
  }

  private static boolean printNumber(PacketText text, String label, int at) {
    if (!text.bytes.has(at, 2)) {
      return false;
    }
    text.out.append(label).append(text.bytes.u16(at));
    return true;
  }

  private static boolean printOpt(PacketText text, int udpSize, int flags, int data, int end) {
    text.out.append(" UDPsize=").append(udpSize);
    if ((flags & DNSSEC_OK) != 0) {
      text.out.append(" DO");
    }
    if (data == end) {
      return true;
    }
    text.out.append(" [");
    for (int at = data; at < end; ) {
      at = EdnsOptionText.print(text, at);
      if (at < 0) {
        return false;
      }
      if (at < end) {
        text.out.append(',');
      }
    }
    text.out.append(']');
    return true;
  }
}
