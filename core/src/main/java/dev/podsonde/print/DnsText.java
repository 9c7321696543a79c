package dev.podsonde.print;

/** DNS (RFC 1035). */
final class DnsText {
  private DnsText() {}

  /** Prints the message at {@code dns}, carried by UDP or by multicast DNS. */
  static void print(PacketText text, int dns, int length, boolean multicast) {
    text.protocol = "domain";
  }

  /** Prints the payload of a TCP segment at {@code payload}: a message behind its length. */
  static void printOverTcp(PacketText text, int payload, int length) {
    text.protocol = "domain";
  }
}
