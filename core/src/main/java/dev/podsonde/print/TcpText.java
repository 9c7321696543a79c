package dev.podsonde.print;

/** TCP (RFC 9293). */
final class TcpText {
  private TcpText() {}

  /** Prints the segment at {@code tcp}, carried by the IP packet at {@code ip}. */
  static void print(PacketText text, int tcp, int length, int ip, boolean fragmented) {
    text.protocol = "tcp";
  }
}
