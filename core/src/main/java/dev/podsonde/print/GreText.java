package dev.podsonde.print;

import dev.podsonde.decode.EtherType;
import dev.podsonde.packet.WireBytes;

/** GRE (RFC 2784, RFC 2890; with routing RFC 1701), and its form in PPTP (RFC 2637 §4.1). */
final class GreText {
  private static final int FLAG_CHECKSUM = 0x8000;
  private static final int FLAG_ROUTING = 0x4000;
  private static final int FLAG_KEY = 0x2000;
  private static final int FLAG_SEQUENCE = 0x1000;
  private static final int FLAG_SOURCE_ROUTE = 0x0800;
  private static final int FLAG_ACKNOWLEDGMENT = 0x0080;
  private static final int VERSION = 0x0007;
  private static final int VERSION_PPTP = 1;

  private static final int PROTOCOL_TYPE = 2;
  private static final int HEADER_LENGTH = 4;

  /** Of the checksum with its offset, the key, and the numbers. */
  private static final int FIELD_LENGTH = 4;

  private static final int CHECKSUM_OFFSET = 2;
  private static final int KEY_CALL = 2;

  private static final int ROUTE_OFFSET = 2;
  private static final int ROUTE_LENGTH = 3;
  private static final int ROUTE_HEADER_LENGTH = 4;
  private static final int ROUTE_IPV4 = 0x0800;
  private static final int ROUTE_AUTONOMOUS_SYSTEMS = 0xfffe;
  private static final int IPV4_LENGTH = 4;
  private static final int AUTONOMOUS_SYSTEM_LENGTH = 2;

  private GreText() {}

  /** Prints the packet at {@code gre}. */
  static void print(PacketText text, int gre, int length) {
    text.protocol = "gre";
    int windowLength = text.narrow(gre, length);
    if (!text.isCut(gre, PROTOCOL_TYPE)) {
      print(text, text.bytes.u16(gre), gre, length);
    }
    text.bytes.limit(windowLength);
  }

  private static void print(PacketText text, int flags, int gre, int length) {
    int version = flags & VERSION;
    text.out.append("GREv").append(version);
    if (version > VERSION_PPTP) {
      text.out.append(" ERROR: unknown-version");
    } else {
      if (text.verbosity > 0) {
        printFlags(text.out, flags);
      }
      if (version == VERSION_PPTP) {
        printPptp(text, flags, gre, length);
      } else {
        printGeneric(text, flags, gre, length);
      }
    }
  }

  private static void printFlags(TextBuffer out, int flags) {
    out.append(", Flags [");
    int start = out.length();
    printFlag(out, start, flags & FLAG_CHECKSUM, "checksum present");
    printFlag(out, start, flags & FLAG_ROUTING, "routing present");
    printFlag(out, start, flags & FLAG_KEY, "key present");
    printFlag(out, start, flags & FLAG_SEQUENCE, "sequence# present");
    printFlag(out, start, flags & FLAG_SOURCE_ROUTE, "source routing present");
    printFlag(out, start, flags & FLAG_ACKNOWLEDGMENT, "ack present");
    out.append(out.length() == start ? "none]" : "]");
  }

  private static void printFlag(TextBuffer out, int start, int flag, String name) {
    if (flag != 0) {
      out.append(out.length() == start ? "" : ", ").append(name);
    }
  }

  private static void printGeneric(PacketText text, int flags, int gre, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (text.isCut(gre + PROTOCOL_TYPE, 2)) {
      return;
    }
    int type = bytes.u16(gre + PROTOCOL_TYPE);
    int field = gre + HEADER_LENGTH;
    if ((flags & (FLAG_CHECKSUM | FLAG_ROUTING)) != 0) {
      if (text.isCut(field, 2)) {
        return;
      }
      if (text.verbosity > 0) {
        out.append(", sum 0x").appendHex(bytes.u16(field));
      }
      if (text.isCut(field + CHECKSUM_OFFSET, 2)) {
        return;
      }
      out.append(", off 0x").appendHex(bytes.u16(field + CHECKSUM_OFFSET));
      field += FIELD_LENGTH;
    }
    if ((flags & FLAG_KEY) != 0) {
      if (text.isCut(field, FIELD_LENGTH)) {
        return;
      }
      out.append(", key=0x").appendHex(bytes.u32(field));
      field += FIELD_LENGTH;
    }
    if ((flags & FLAG_SEQUENCE) != 0) {
      if (text.isCut(field, FIELD_LENGTH)) {
        return;
      }
      out.append(", seq ").appendUnsigned(bytes.i32(field));
      field += FIELD_LENGTH;
    }
    if ((flags & FLAG_ROUTING) != 0) {
      field = printRoutes(text, field, gre + length);
      if (field < 0) {
        text.truncated();
        return;
      }
    }
    printLength(text, type, length);
    out.append(text.verbosity > 0 ? "\n\t" : ": ");
    if (text.enter()) {
      printPayload(text, type, field, length - (field - gre));
      text.leave();
    }
  }

  /**
   * {@return the offset behind the entry that ends them; -1 when one is longer than what is there}
   */
  private static int printRoutes(PacketText text, int routes, int end) {
    WireBytes bytes = text.bytes;
    for (int route = routes; ; ) {
      if (!bytes.has(route, ROUTE_HEADER_LENGTH)) {
        return -1;
      }
      int family = bytes.u16(route);
      int offset = bytes.u8(route + ROUTE_OFFSET);
      int length = bytes.u8(route + ROUTE_LENGTH);
      route += ROUTE_HEADER_LENGTH;
      if (family == 0 && length == 0) {
        return route;
      }
      boolean isWhole =
          switch (family) {
            case ROUTE_IPV4 -> printRoute(text, "ip", IPV4_LENGTH, route, offset, length);
            case ROUTE_AUTONOMOUS_SYSTEMS ->
                printRoute(text, "asn", AUTONOMOUS_SYSTEM_LENGTH, route, offset, length);
            default -> {
              text.out.append(", (rtaf=0x").appendHex(family).append(')');
              yield true;
            }
          };
      if (!isWhole || length > end - route) {
        return -1;
      }
      route += length;
    }
  }

  /**
   * Prints one route; the hop that comes next has an asterisk.
   *
   * @return false when a hop is cut off
   */
  private static boolean printRoute(
      PacketText text, String family, int hopLength, int route, int offset, int length) {
    TextBuffer out = text.out;
    boolean isWhole = true;
    out.append(", (rtaf=").append(family);
    if (offset % hopLength != 0) {
      out.append(", badoffset=").append(offset);
    } else if (length % hopLength != 0) {
      out.append(", badlength=").append(length);
    } else if (offset >= length) {
      out.append(", badoff/len=").append(offset).append('/').append(length);
    } else {
      isWhole = printHops(text, hopLength, route, offset, length);
    }
    out.append(')');
    return isWhole;
  }

  private static boolean printHops(
      PacketText text, int hopLength, int route, int offset, int length) {
    for (int hop = 0; hop < length; hop += hopLength) {
      if (!text.bytes.has(route + hop, hopLength)) {
        return false;
      }
      text.out.append(hop == offset ? " *" : " ");
      if (hopLength == IPV4_LENGTH) {
        text.out.appendIpv4(text.bytes.i32(route + hop));
      } else {
        text.out.appendHex(text.bytes.u16(route + hop));
      }
    }
    return true;
  }

  private static void printLength(PacketText text, int type, int length) {
    if (text.options.linkHeader()) {
      EtherTypeText.protocol(text.out, type);
    }
    text.out.append(", length ").append(length);
  }

  private static void printPayload(PacketText text, int type, int payload, int length) {
    if (type == EtherType.TRANSPARENT_ETHERNET_BRIDGING) {
      EthernetText.print(text, payload, length);
    } else if (type == EtherType.ARP
        || type == EtherType.REVERSE_ARP
        || !EtherTypeText.print(text, type, payload, length)) {
      text.out.append("gre-proto-0x").appendHex(type);
    }
  }

  private static void printPptp(PacketText text, int flags, int gre, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (text.isCut(gre + PROTOCOL_TYPE, 2)) {
      return;
    }
    int type = bytes.u16(gre + PROTOCOL_TYPE);
    int field = gre + HEADER_LENGTH;
    if ((flags & FLAG_KEY) != 0) {
      if (text.isCut(field, FIELD_LENGTH)) {
        return;
      }
      out.append(", call ").append(bytes.u16(field + KEY_CALL));
      field += FIELD_LENGTH;
    }
    if ((flags & FLAG_SEQUENCE) != 0) {
      if (text.isCut(field, FIELD_LENGTH)) {
        return;
      }
      out.append(", seq ").appendUnsigned(bytes.i32(field));
      field += FIELD_LENGTH;
    }
    if ((flags & FLAG_ACKNOWLEDGMENT) != 0) {
      if (text.isCut(field, FIELD_LENGTH)) {
        return;
      }
      out.append(", ack ").appendUnsigned(bytes.i32(field));
    }
    boolean hasPayload = (flags & FLAG_SEQUENCE) != 0;
    out.append(hasPayload ? "" : ", no-payload");
    printLength(text, type, length);
    if (hasPayload) {
      out.append(text.verbosity > 0 ? "\n\t" : ": ").append("gre-proto-0x").appendHex(type);
    }
  }
}
