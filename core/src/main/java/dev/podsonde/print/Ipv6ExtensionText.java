package dev.podsonde.print;

import dev.podsonde.decode.IpProtocol;
import dev.podsonde.decode.Ipv6;
import dev.podsonde.packet.WireBytes;

/** Extension headers of IPv6 (RFC 8200 §4), but for those that end the chain. */
final class Ipv6ExtensionText {
  private static final int LENGTH = 1;
  private static final int OPTIONS = 2;
  private static final int UNIT = 8;

  private static final int PAD1 = 0;
  private static final int PADN = 1;
  private static final int ROUTER_ALERT = 0x05;
  private static final int JUMBO = 0xc2;
  private static final int HOME_ADDRESS = 0xc9;
  private static final int OPTION_LENGTH_MIN = 2;
  private static final int ROUTER_ALERT_LENGTH = 4;
  private static final int JUMBO_LENGTH = 6;
  private static final int HOME_ADDRESS_LENGTH = 18;
  private static final long JUMBO_MIN = 65_536;

  private static final int FRAGMENT_LENGTH = 8;
  private static final int FRAGMENT_OFFSET = 2;
  private static final int FRAGMENT_IDENTIFICATION = 4;
  private static final int FRAGMENT_OFFSET_MASK = 0xfff8;

  private static final int ROUTING_TYPE = 2;
  private static final int ROUTING_SEGMENTS_LEFT = 3;
  private static final int ROUTING_RESERVED = 4;
  private static final int ROUTING_ADDRESSES = 8;
  private static final int SOURCE_ROUTE = 0;
  private static final int MOBILE_IPV6 = 2;
  private static final int SEGMENT_ROUTING = 4;
  private static final int SEGMENT_LAST_ENTRY = 4;
  private static final int SEGMENT_FLAGS = 5;
  private static final int SEGMENT_TAG = 6;

  private Ipv6ExtensionText() {}

  /** {@return whether the header is one that another one follows} */
  static boolean isExtension(int nextHeader) {
    return switch (nextHeader) {
      case IpProtocol.HOP_BY_HOP,
          IpProtocol.DESTINATION_OPTIONS,
          IpProtocol.FRAGMENT,
          IpProtocol.ROUTING ->
          true;
      default -> false;
    };
  }

  /**
   * Prints the header at {@code header}.
   *
   * @param payloadLength what the IPv6 header says
   * @return its length; negative when nothing behind it is to be printed
   */
  static int print(PacketText text, int nextHeader, int header, int ip6, int payloadLength) {
    return switch (nextHeader) {
      case IpProtocol.HOP_BY_HOP -> {
        text.protocol = "hbh";
        yield printOptions(text, "HBH ", header, true, payloadLength);
      }
      case IpProtocol.DESTINATION_OPTIONS -> {
        text.protocol = "dstopt";
        yield printOptions(text, "DSTOPT ", header, text.verbosity > 0, -1);
      }
      case IpProtocol.FRAGMENT -> printFragment(text, header, ip6);
      default -> printRouting(text, header);
    };
  }

  /** {@return the length that a hop-by-hop header gives to a jumbogram; 0 when it gives none} */
  static long jumboLength(WireBytes bytes, int header, int payloadLength) {
    int end = header + headerLength(bytes, header);
    for (int option = header + OPTIONS; payloadLength == 0 && option < end; ) {
      int type = bytes.u8(option);
      int length = type == PAD1 ? 1 : bytes.has(option + 1, 1) ? bytes.u8(option + 1) + 2 : 0;
      if (length == 0 || length > end - option) {
        return 0;
      }
      if (type == JUMBO) {
        long jumboLength = length == JUMBO_LENGTH ? bytes.u32(option + 2) : 0;
        return jumboLength < JUMBO_MIN ? 0 : jumboLength;
      }
      option += length;
    }
    return 0;
  }

  private static int headerLength(WireBytes bytes, int header) {
    return (bytes.u8(header + LENGTH) + 1) * UNIT;
  }

  private static int printOptions(
      PacketText text, String name, int header, boolean areRead, int payloadLength) {
    int length = headerLength(text.bytes, header);
    text.bytes.require(header, length);
    text.out.append(name);
    if (areRead && !printOptions(text, header + OPTIONS, header + length, payloadLength)) {
      text.invalid();
      return -1;
    }
    return length;
  }

  /** {@return false when an option's length cannot be} */
  private static boolean printOptions(PacketText text, int options, int end, int payloadLength) {
    WireBytes bytes = text.bytes;
    boolean isJumboSeen = false;
    for (int option = options; option < end; ) {
      int type = bytes.u8(option);
      int left = end - option;
      if (type != PAD1 && isShort(text, "remaining length", left, OPTION_LENGTH_MIN)) {
        return false;
      }
      int length = type == PAD1 ? 1 : bytes.u8(option + 1) + 2;
      if (isShort(text, "remaining length", left, length)) {
        return false;
      }
      boolean isValid =
          switch (type) {
            case ROUTER_ALERT -> printRouterAlert(text, option, left, length);
            case JUMBO -> printJumbo(text, option, left, length, payloadLength, isJumboSeen);
            case HOME_ADDRESS -> printHomeAddress(text, option, left, length);
            default -> printOther(text, type, length);
          };
      if (!isValid) {
        return false;
      }
      isJumboSeen |= type == JUMBO;
      option += length;
    }
    if (text.verbosity > 0) {
      text.out.append(' ');
    }
    return true;
  }

  private static boolean isShort(PacketText text, String what, int left, int needed) {
    if (left < needed) {
      complain(text, what, left, "<", needed);
      return true;
    }
    return false;
  }

  private static void complain(
      PacketText text, String what, int value, String operator, int limit) {
    text.out.append(" [").append(what).append(' ').append(value);
    text.out.append(' ').append(operator).append(' ').append(limit).append(']');
  }

  private static boolean printOther(PacketText text, int type, int length) {
    if (text.verbosity > 0) {
      switch (type) {
        case PAD1 -> text.out.append("(pad1)");
        case PADN -> text.out.append("(padn)");
        default -> {
          text.out.append("(unknown opt-type 0x").appendHex(type, 2);
          text.out.append(" len=").append(length - 2).append(')');
        }
      }
    }
    return true;
  }

  private static boolean printRouterAlert(PacketText text, int option, int left, int length) {
    if (isShort(text, "(rtalert) remaining length", left, ROUTER_ALERT_LENGTH)) {
      return false;
    }
    if (length != ROUTER_ALERT_LENGTH) {
      complain(text, "(rtalert) length", length - 2, "!=", ROUTER_ALERT_LENGTH - 2);
      return false;
    }
    if (text.verbosity > 0) {
      text.out.append("(rtalert: 0x").appendHex(text.bytes.u16(option + 2), 4).append(") ");
    }
    return true;
  }

  private static boolean printJumbo(
      PacketText text, int option, int left, int length, int payloadLength, boolean isSeen) {
    if (isShort(text, "(jumbo) remaining length", left, JUMBO_LENGTH)) {
      return false;
    }
    if (length != JUMBO_LENGTH) {
      complain(text, "(jumbo) length", length - 2, "!=", JUMBO_LENGTH - 2);
      return false;
    }
    if (text.verbosity == 0) {
      return true;
    }
    long jumboLength = text.bytes.u32(option + 2);
    text.out.append("(jumbo: ").append(jumboLength);
    if (isSeen) {
      text.out.append(" - already seen");
    } else if (payloadLength < 0) {
      text.out.append(" - not a hop-by-hop option");
    } else if (payloadLength != 0) {
      text.out.append(" - payload len != 0");
    } else if (jumboLength < JUMBO_MIN) {
      text.out.append(" - < 65536");
    }
    text.out.append(") ");
    return true;
  }

  /** RFC 6275 §6.3. */
  private static boolean printHomeAddress(PacketText text, int option, int left, int length) {
    if (isShort(text, "(homeaddr) remaining length", left, HOME_ADDRESS_LENGTH)
        || isShort(text, "(homeaddr) length", length - 2, HOME_ADDRESS_LENGTH - 2)) {
      return false;
    }
    if (text.verbosity == 0) {
      return true;
    }
    text.out.append("(homeaddr: ");
    text.ipv6Address(option + 2);
    if (!printSubOptions(text, option + HOME_ADDRESS_LENGTH, option + length)) {
      return false;
    }
    text.out.append(')');
    return true;
  }

  private static boolean printSubOptions(PacketText text, int options, int end) {
    WireBytes bytes = text.bytes;
    for (int option = options; option < end; ) {
      int type = bytes.u8(option);
      int left = end - option;
      if (type != PAD1 && isShort(text, "remaining length", left, OPTION_LENGTH_MIN)) {
        return false;
      }
      int length = type == PAD1 ? 1 : bytes.u8(option + 1) + 2;
      if (isShort(text, "remaining length", left, length)) {
        return false;
      }
      switch (type) {
        case PAD1 -> text.out.append(", pad1");
        case PADN -> text.out.append(", padn");
        default -> {
          text.out.append(", unknown subopt-type 0x").appendHex(type, 2);
          text.out.append(" len=").append(length - 2);
        }
      }
      option += length;
    }
    return true;
  }

  private static int printFragment(PacketText text, int header, int ip6) {
    text.protocol = "frag6";
    WireBytes bytes = text.bytes;
    text.out.append("frag (");
    bytes.require(header + FRAGMENT_IDENTIFICATION, 4);
    if (text.verbosity > 0) {
      text.out.append("0x").appendHex(bytes.u32(header + FRAGMENT_IDENTIFICATION), 8).append(':');
    }
    int offset = bytes.u16(header + FRAGMENT_OFFSET) & FRAGMENT_OFFSET_MASK;
    text.out.append(offset).append('|');
    int length =
        Ipv6.HEADER_LENGTH
            + bytes.u16(ip6 + Ipv6.PAYLOAD_LENGTH)
            - (header - ip6)
            - FRAGMENT_LENGTH;
    if (length < 0) {
      text.out.append("[length < 0] (invalid))");
    } else {
      text.out.append(length).append(')');
    }
    if (offset != 0) {
      return -1;
    }
    text.out.append(' ');
    return FRAGMENT_LENGTH;
  }

  private static int printRouting(PacketText text, int header) {
    WireBytes bytes = text.bytes;
    if (text.isCut(header, 1)) {
      return -1;
    }
    text.protocol = "rt6";
    TextBuffer out = text.out;
    out.append("RT6");
    int units = bytes.u8(header + LENGTH);
    out.append(" (len=").append(units);
    int type = bytes.u8(header + ROUTING_TYPE);
    out.append(", type=").append(type);
    if (type == SOURCE_ROUTE) {
      out.append(" [Deprecated]");
    }
    int segmentsLeft = bytes.u8(header + ROUTING_SEGMENTS_LEFT);
    out.append(", segleft=").append(segmentsLeft);
    boolean isValid =
        switch (type) {
          case SOURCE_ROUTE, MOBILE_IPV6 -> printSourceRoute(text, header, units);
          case SEGMENT_ROUTING -> printSegments(text, header, units);
          default -> {
            out.append(" (unknown type)");
            yield false;
          }
        };
    if (!isValid) {
      text.invalid();
      return -1;
    }
    out.append(") ");
    return (units + 1) * UNIT;
  }

  private static boolean printSourceRoute(PacketText text, int header, int units) {
    long reserved = text.bytes.u32(header + ROUTING_RESERVED);
    if (reserved != 0 || text.verbosity > 0) {
      text.out.append(", rsv=0x").appendHex(reserved);
    }
    if (units % 2 == 1) {
      text.out.append(" [length ").append(units).append(']');
      return false;
    }
    printAddresses(text, header, units / 2);
    return true;
  }

  /** RFC 8754 §2. */
  private static boolean printSegments(PacketText text, int header, int units) {
    WireBytes bytes = text.bytes;
    int lastEntry = bytes.u8(header + SEGMENT_LAST_ENTRY);
    text.out.append(", last-entry=").append(lastEntry);
    int flags = bytes.u8(header + SEGMENT_FLAGS);
    if (flags != 0 || text.verbosity > 0) {
      text.out.append(", flags=0x").appendHex(flags);
    }
    int tag = bytes.u16(header + SEGMENT_TAG);
    text.out.append(", tag=").appendHex(tag);
    if (units % 2 == 1) {
      text.out.append(" (invalid length ").append(units).append(')');
      return false;
    }
    printAddresses(text, header, units / 2);
    return true;
  }

  private static void printAddresses(PacketText text, int header, int count) {
    for (int i = 0; i < count; i++) {
      int address = header + ROUTING_ADDRESSES + i * Ipv6.ADDRESS_LENGTH;
      text.bytes.require(address, Ipv6.ADDRESS_LENGTH);
      text.out.append(", [").append(i).append(']');
      text.ipv6Address(address);
    }
  }
}
