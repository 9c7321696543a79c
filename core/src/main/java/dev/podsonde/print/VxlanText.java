package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** VXLAN (RFC 7348 §5). */
final class VxlanText {
  private static final int FLAGS = 0;
  private static final int FLAG_IDENTIFIER = 0x08;
  private static final int NETWORK_IDENTIFIER = 4;
  private static final int HEADER_LENGTH = 8;

  private VxlanText() {}

  /** Prints the packet at {@code vxlan}. */
  static void print(PacketText text, int vxlan, int length) {
    text.protocol = "vxlan";
    WireBytes bytes = text.bytes;
    text.out.append("VXLAN");
    if (length < HEADER_LENGTH) {
      text.invalid();
      return;
    }
    int flags = bytes.u8(vxlan + FLAGS);
    text.out.append((flags & FLAG_IDENTIFIER) != 0 ? ", flags [I]" : ", flags [invalid]");
    text.out.append(" (0x").appendHex(flags, 2).append("), ");
    int networkIdentifier = bytes.u24(vxlan + NETWORK_IDENTIFIER);
    text.out.append("vni ").append(networkIdentifier).append('\n');
    bytes.require(vxlan, HEADER_LENGTH);
    if (text.enter()) {
      EthernetText.print(text, vxlan + HEADER_LENGTH, length - HEADER_LENGTH);
      text.leave();
    }
  }
}
