package dev.podsonde.print;

import dev.podsonde.packet.Packet;
import dev.podsonde.packet.TruncatedException;

/** Prints packets as tcpdump does, one call per packet; keeps the TCP state that the text needs. */
public final class PacketPrinter {
  private final PacketText text;

  /** Makes a printer that appends to {@code out}. */
  public PacketPrinter(TextBuffer out, PrintOptions options) {
    text = new PacketText(out, options);
  }

  /** Appends the lines of one packet. */
  public void print(Packet packet) {
    text.bytes = packet.bytes();
    try {
      EthernetText.print(text, 0, packet.originalLength());
    } catch (TruncatedException cut) {
      text.truncated();
    }
    text.out.append('\n');
  }
}
