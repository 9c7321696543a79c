package dev.podsonde.print;

import dev.podsonde.decode.Ipv4;
import dev.podsonde.decode.Ipv6;

/** Which printer a packet begins with, by its capture's link type. */
final class LinkText {
  private LinkText() {}

  /**
   * Prints a packet of {@code length} bytes on the wire.
   *
   * @param linkType a LINKTYPE_ number
   * @return how many bytes the link header takes
   */
  static int print(PacketText text, int linkType, int length) {
    return switch (linkType) {
      case 0, 108 -> NullText.print(text, length);
      case 1 -> EthernetText.print(text, 0, length);
      case 12, 14, 101, 228, 229 -> raw(text, length);
      case 113 -> LinuxCookedText.print(text, length);
      case 276 -> LinuxCookedText.printV2(text, length);
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
