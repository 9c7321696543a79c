package dev.podsonde.print;

/** Geneve (RFC 8926). */
final class GeneveText {
  private GeneveText() {}

  /** Prints the packet at {@code geneve}. */
  static void print(PacketText text, int geneve, int length) {
    text.protocol = "geneve";
  }
}
