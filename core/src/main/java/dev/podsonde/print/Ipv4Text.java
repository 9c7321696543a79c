package dev.podsonde.print;

/** IPv4 (RFC 791). */
final class Ipv4Text {
  private Ipv4Text() {}

  /**
   * Prints the packet at {@code ip}; {@code length} is what the layer below has left on the wire.
   */
  static void print(PacketText text, int ip, int length) {
    text.protocol = "ip";
  }
}
