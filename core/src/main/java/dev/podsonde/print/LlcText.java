package dev.podsonde.print;

/** IEEE 802.2 logical link control. */
final class LlcText {
  private LlcText() {}

  /**
   * Prints the LLC header at {@code llc} and what follows it.
   *
   * @return how many bytes the header takes
   */
  static int print(PacketText text, int llc, int length) {
    text.protocol = "llc";
    DumpText.hexAndAscii(text, llc, text.bytes.length() - llc);
    return 0;
  }
}
