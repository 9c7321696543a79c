package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/**
 * One packet being printed: its bytes, the text so far, and what was asked for. Protocol printers
 * take it as their first argument and an offset into {@link #bytes} as their second.
 *
 * <p>A printer that reads past the window leaves by {@link dev.podsonde.packet.TruncatedException};
 * {@link PacketPrinter} then prints {@code [|protocol]} with the {@link #protocol} entered last.
 */
final class PacketText {
  /** The captured bytes; a printer that narrows the window restores it. */
  WireBytes bytes = new WireBytes();

  final TextBuffer out;
  final PrintOptions options;

  /** tcpdump's name for the protocol being printed, for {@code [|protocol]}. */
  String protocol = "";

  PacketText(TextBuffer out, PrintOptions options) {
    this.out = out;
    this.options = options;
  }

  /** Appends {@code (invalid)}. */
  void invalid() {
    out.append(" (invalid)");
  }

  /** Appends {@code [|protocol]}. */
  void truncated() {
    out.append(" [|").append(protocol).append(']');
  }
}
