package dev.podsonde.print;

/** MPLS (RFC 3032). */
final class MplsText {
  private MplsText() {}

  /** Prints the packet at {@code mpls}. */
  static void print(PacketText text, int mpls, int length) {
    text.protocol = "mpls";
  }
}
