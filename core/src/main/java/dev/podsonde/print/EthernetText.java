package dev.podsonde.print;

/** An Ethernet frame. */
final class EthernetText {
  private EthernetText() {}

  /** Prints the frame at {@code ether}, {@code length} bytes long on the wire. */
  static void print(PacketText text, int ether, int length) {
    text.protocol = "ether";
  }
}
