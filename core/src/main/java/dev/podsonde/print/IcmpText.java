package dev.podsonde.print;

/** ICMP (RFC 792). */
final class IcmpText {
  private IcmpText() {}

  /** Prints the message at {@code icmp}, carried by the IPv4 packet at {@code ip}. */
  static void print(PacketText text, int icmp, int length, int ip, boolean fragmented) {
    text.protocol = "icmp";
  }
}
