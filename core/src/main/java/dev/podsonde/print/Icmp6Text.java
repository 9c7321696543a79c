package dev.podsonde.print;

/** ICMPv6 (RFC 4443). */
final class Icmp6Text {
  private Icmp6Text() {}

  /** Prints the message at {@code icmp6}, carried by the IPv6 packet at {@code ip6}. */
  static void print(PacketText text, int icmp6, int length, int ip6, boolean fragmented) {
    text.protocol = "icmp6";
  }
}
