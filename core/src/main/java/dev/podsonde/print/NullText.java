package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** The BSD loopback, LINKTYPE_NULL and LINKTYPE_LOOP: an address family, then its packet. */
final class NullText {
  private static final int HEADER_LENGTH = 4;

  private NullText() {}

  /**
   * Prints a packet of {@code length} bytes on the wire.
   *
   * @return how many bytes its header takes
   */
  static int print(PacketText text, int length) {
    text.protocol = "null";
    WireBytes bytes = text.bytes;
    int family = family(bytes.i32(0));
    if (text.options.linkHeader()) {
      header(text, family, length);
    }
    switch (family) {
      case 2 -> Ipv4Text.print(text, HEADER_LENGTH, length - HEADER_LENGTH);
      case 24, 28, 30 -> Ipv6Text.print(text, HEADER_LENGTH, length - HEADER_LENGTH);
      default -> {
        if (!text.options.linkHeader()) {
          header(text, family, length);
        }
        text.unprinted(HEADER_LENGTH);
      }
    }
    return HEADER_LENGTH;
  }

  /**
   * The family is in the byte order of whoever captured it. As all families are below 65536, the
   * order in which the upper half is not zero is the wrong one; little-endian is tried first.
   */
  private static int family(int bigEndian) {
    int littleEndian = Integer.reverseBytes(bigEndian);
    return (littleEndian & 0xffff_0000) == 0 ? littleEndian : bigEndian;
  }

  private static void header(PacketText text, int family, int length) {
    String name = name(family);
    if (text.options.quiet() == 0) {
      text.out.append("AF ").append(name).append(" (").appendUnsigned(family).append(')');
    } else {
      text.out.append(name);
      if (name.equals("Unknown")) {
        text.out.append(" AF ").appendUnsigned(family);
      }
    }
    text.out.append(", length ").append(length).append(": ");
  }

  /** {@return the name of an address family of one of the BSDs} */
  private static String name(int family) {
    return switch (family) {
      case 2 -> "IPv4";
      case 6 -> "NS";
      case 7 -> "ISO";
      case 16 -> "Appletalk";
      case 23 -> "IPX";
      case 24, 28, 30 -> "IPv6";
      default -> "Unknown";
    };
  }
}
