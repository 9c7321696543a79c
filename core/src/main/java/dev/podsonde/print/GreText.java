package dev.podsonde.print;

/** GRE (RFC 2784). */
final class GreText {
  private GreText() {}

  /** Prints the packet at {@code gre}. */
  static void print(PacketText text, int gre, int length) {
    text.protocol = "gre";
  }
}
