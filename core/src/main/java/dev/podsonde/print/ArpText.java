package dev.podsonde.print;

/** ARP (RFC 826). */
final class ArpText {
  private ArpText() {}

  /** Prints the packet at {@code arp}. */
  static void print(PacketText text, int arp, int length) {
    text.protocol = "arp";
  }
}
