package dev.podsonde.print;

/** IPv6 (RFC 8200). */
final class Ipv6Text {
  private Ipv6Text() {}

  /**
   * Prints the packet at {@code ip6}; {@code length} is what the layer below has left on the wire.
   */
  static void print(PacketText text, int ip6, int length) {
    text.protocol = "ip6";
  }
}
