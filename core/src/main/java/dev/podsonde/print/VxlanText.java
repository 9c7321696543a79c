package dev.podsonde.print;

/** VXLAN (RFC 7348). */
final class VxlanText {
  private VxlanText() {}

  /** Prints the packet at {@code vxlan}. */
  static void print(PacketText text, int vxlan, int length) {
    text.protocol = "vxlan";
  }
}
