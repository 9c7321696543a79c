package dev.podsonde.print;

import dev.podsonde.decode.Ipv4;
import dev.podsonde.decode.Ipv6;
import dev.podsonde.packet.WireBytes;

/** Node Information Queries (RFC 4620). */
final class Icmp6NodeInformationText {
  static final int QUERY = 139;
  static final int REPLY = 140;

  private static final int QTYPE = 4;
  private static final int FLAGS = 6;
  private static final int DATA = 16;
  private static final int TTL_LENGTH = 4;
  private static final int WHO_ARE_YOU_LENGTH = 12;

  private static final int NOOP = 0;
  private static final int NODE_NAME = 2;
  private static final int NODE_ADDRESSES = 3;
  private static final int IPV4_ADDRESSES = 4;
  private static final int TRUNCATED = 1;

  /** From the lowest bit on. */
  private static final String ADDRESSES_FLAGS = "TACLSG";

  /** Of a query for IPv4 addresses; its reply is printed with the names of all. */
  private static final String IPV4_QUERY_FLAGS = "TA";

  private Icmp6NodeInformationText() {}

  /** Prints the message at {@code icmp6}. */
  static void print(PacketText text, int icmp6, int length, int type, int code) {
    if (type == QUERY) {
      printQuery(text, icmp6, code);
    } else if (length > text.bytes.length() - icmp6) {
      text.truncated();
    } else {
      printReply(text, icmp6, code);
    }
  }

  private static void printQuery(PacketText text, int icmp6, int code) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int available = bytes.length() - icmp6;
    if (available == WHO_ARE_YOU_LENGTH) {
      out.append(" who-are-you request");
      return;
    }
    if (text.isCut(icmp6, DATA)) {
      return;
    }
    out.append(" (");
    int qtype = bytes.u16(icmp6 + QTYPE);
    printQtype(text, icmp6, qtype, IPV4_QUERY_FLAGS);
    if ((qtype == NODE_ADDRESSES || qtype == IPV4_ADDRESSES)
        && (bytes.u16(icmp6 + FLAGS) & TRUNCATED) != 0) {
      out.append(" [invalid flag Truncate present]");
    }
    if (qtype == NOOP) {
      out.append(available != DATA && text.verbosity > 0 ? ", invalid len)" : ")");
      return;
    }
    printSubject(text, icmp6 + DATA, available - DATA, code);
    out.append(')');
  }

  private static void printSubject(PacketText text, int subject, int available, int code) {
    switch (code) {
      case 0, 2 -> {
        int needed = code == 0 ? Ipv6.ADDRESS_LENGTH : Ipv4.ADDRESS_LENGTH;
        if (available < needed) {
          return;
        }
        if (available != needed) {
          text.out.append(text.verbosity > 0 ? ", invalid subject len" : "");
          return;
        }
        text.out.append(", subject=");
        if (code == 0) {
          text.ipv6Address(subject);
        } else {
          text.ipv4Address(subject);
        }
      }
      case 1 -> {
        text.out.append(", subject=DNS name");
        printName(text, subject);
      }
      default -> text.out.append(", unknown subject");
    }
  }

  private static void printReply(PacketText text, int icmp6, int code) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (text.isCut(icmp6, DATA)) {
      return;
    }
    int available = bytes.length() - icmp6;
    boolean isOdd = available != DATA && text.verbosity > 0;
    out.append(" (");
    switch (code) {
      case 0 -> {
        out.append(text.verbosity > 0 ? "success, " : "");
        printAnswer(text, icmp6, available, isOdd);
      }
      case 1 -> out.append(isOdd ? "refused, invalid length" : "refused");
      case 2 -> out.append(isOdd ? "unknown, invalid length" : "unknown");
      default -> {}
    }
    out.append(')');
  }

  private static void printAnswer(PacketText text, int icmp6, int available, boolean isOdd) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int qtype = bytes.u16(icmp6 + QTYPE);
    printQtype(text, icmp6, qtype, ADDRESSES_FLAGS);
    switch (qtype) {
      case NOOP -> out.append(isOdd ? ", invalid length" : "");
      case NODE_NAME -> {
        printName(text, icmp6 + DATA + TTL_LENGTH);
        if ((bytes.u16(icmp6 + FLAGS) & 1) != 0) {
          out.append(" [TTL=").append(bytes.u32(icmp6 + DATA)).append(']');
        }
      }
      case NODE_ADDRESSES -> {
        int entryLength = TTL_LENGTH + Ipv6.ADDRESS_LENGTH;
        for (int at = DATA; at + entryLength <= available; at += entryLength) {
          out.append(' ');
          text.ipv6Address(icmp6 + at + TTL_LENGTH);
          out.append('(').append(bytes.u32(icmp6 + at)).append(')');
        }
      }
      case IPV4_ADDRESSES -> {
        int entryLength = TTL_LENGTH + Ipv4.ADDRESS_LENGTH;
        for (int at = DATA; at < available; at += entryLength) {
          bytes.require(icmp6 + at, entryLength);
          out.append(' ');
          text.ipv4Address(icmp6 + at + TTL_LENGTH);
          out.append('(').append(bytes.u32(icmp6 + at)).append(')');
        }
      }
      default -> {}
    }
  }

  private static void printQtype(PacketText text, int icmp6, int qtype, String ipv4Flags) {
    switch (qtype) {
      case NOOP -> text.out.append("noop");
      case NODE_NAME -> text.out.append("node name");
      case NODE_ADDRESSES -> {
        text.out.append("node addresses");
        printFlags(text, ADDRESSES_FLAGS, icmp6);
      }
      case IPV4_ADDRESSES -> {
        text.out.append("ipv4 addresses");
        printFlags(text, ipv4Flags, icmp6);
      }
      default -> text.out.append("unknown");
    }
  }

  private static void printFlags(PacketText text, String names, int icmp6) {
    int flags = text.bytes.u16(icmp6 + FLAGS);
    if (flags == 0) {
      return;
    }
    text.out.append(" [");
    int start = text.out.length();
    for (int i = 0; i < names.length(); i++) {
      if ((flags & (1 << i)) != 0) {
        text.out.append(names.charAt(i));
      }
    }
    text.out.append(text.out.length() == start ? "none]" : "]");
  }

  /** Labels without compression, up to the end of the packet. */
  private static void printName(PacketText text, int name) {
    WireBytes bytes = text.bytes;
    int end = bytes.length();
    int at = name;
    text.out.append(", \"");
    while (at < end) {
      int length = bytes.u8(at++);
      if (length == 0) {
        boolean isCut = at + 1 == end && bytes.u8(at) == 0;
        text.out.append(at == end ? "." : isCut ? "" : "???");
        break;
      }
      if (length > end - at) {
        text.out.append("???");
        break;
      }
      DnsNameText.printCharacters(text, at, length);
      at += length;
      if (at + 1 < end && bytes.u8(at) != 0) {
        text.out.append('.');
      }
    }
    text.out.append('"');
  }
}
