package dev.podsonde.print;

/** The options of an IPv4 header (RFC 791 §3.1). */
final class Ipv4OptionsText {
  private Ipv4OptionsText() {}

  /**
   * Appends the options at {@code options}, comma between.
   *
   * @return false when an option was cut
   */
  static boolean print(PacketText text, int options, int length) {
    return text.bytes.has(options, length);
  }
}
