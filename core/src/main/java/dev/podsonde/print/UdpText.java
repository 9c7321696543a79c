package dev.podsonde.print;

/** UDP (RFC 768). */
final class UdpText {
  private UdpText() {}

  /** Prints the datagram at {@code udp}, carried by the IP packet at {@code ip}. */
  static void print(PacketText text, int udp, int length, int ip, boolean fragmented) {
    text.protocol = "udp";
  }
}
