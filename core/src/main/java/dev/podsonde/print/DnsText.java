package dev.podsonde.print;

/** DNS (RFC 1035). */
final class DnsText {
  private DnsText() {}

  /** Prints the message at {@code dns}, carried by UDP or by multicast DNS. */
  static void print(PacketText text, int dns, int length, boolean multicast) {
    text.protocol = "domain";
  }
}
