package dev.podsonde.print;

import dev.podsonde.decode.Ipv4;
import dev.podsonde.decode.Ipv6;

/** Which printer a packet begins with, by its capture's link type. */
final class LinkText {
  // LINKTYPE_ numbers; raw IP packets have had several.
  private static final int NULL = 0;
  private static final int ETHERNET = 1;
  private static final int RAW_BSD = 12;
  private static final int RAW_OPENBSD = 14;
  private static final int RAW = 101;
  private static final int LOOP = 108;
  private static final int LINUX_SLL = 113;
  private static final int IPV4 = 228;
  private static final int IPV6 = 229;
  private static final int LINUX_SLL2 = 276;

  private LinkText() {}

  /**
   * Prints a packet of {@code length} bytes on the wire.
   *
   * @param linkType a LINKTYPE_ number
   * @return how many bytes the link header takes
   */
  static int print(PacketText text, int linkType, int length) {
    return switch (linkType) {
      case NULL, LOOP -> NullText.print(text, length);
      case ETHERNET -> EthernetText.print(text, 0, length);
      case RAW_BSD, RAW_OPENBSD, RAW, IPV4, IPV6 -> raw(text, length);
      case LINUX_SLL -> LinuxCookedText.print(text, length);
      case LINUX_SLL2 -> LinuxCookedText.printV2(text, length);
      default -> unsupported(text);
    };
  }

  private static int raw(PacketText text, int length) {
    if (text.options.linkHeader()) {
      text.out.append("ip: ");
    }
    text.protocol = "ipn";
    int version = Ipv4.version(text.bytes, 0);
    switch (version) {
      case 4 -> Ipv4Text.print(text, 0, length);
      case Ipv6.VERSION -> Ipv6Text.print(text, 0, length);
      default -> text.out.append("unknown ip ").append(version);
    }
    return 0;
  }

  private static int unsupported(PacketText text) {
    text.protocol = "unsupported";
    text.out.append("UNSUPPORTED");
    DumpText.hexAndAscii(text, 0, text.bytes.length());
    return 0;
  }
}
