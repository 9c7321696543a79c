package dev.podsonde.print;

import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.TruncatedException;
import dev.podsonde.packet.WireBytes;
import org.jspecify.annotations.Nullable;

/**
 * Prints packets as tcpdump does, one call per packet.
 *
 * <p>A printer belongs to one thread. Several may print stretches of one capture at a time, when
 * they share {@link TcpConversations}, wait for their turn before they use them, and are told by
 * {@link #resume} where in the capture they go on.
 */
public final class PacketPrinter {
  /** A longer packet is taken for a damaged file (pcap(3PCAP), MAXIMUM_SNAPLEN). */
  private static final int PACKET_LENGTH_MAX = 262_144;

  private static final int PACKET_NUMBER_WIDTH = 5;

  private final PacketText text;
  private final TimestampText timestamps;
  private long packetsBefore;

  /** Makes the only printer of a capture, which appends to {@code out}. */
  public PacketPrinter(TextBuffer out, PrintOptions options) {
    this(out, options, null);
  }

  /**
   * Makes the only printer of a capture.
   *
   * @param hostNames names of addresses unless -n is given, or null when there are none
   */
  public PacketPrinter(TextBuffer out, PrintOptions options, @Nullable HostNames hostNames) {
    this(out, options, hostNames, new TcpConversations(), () -> {});
  }

  /**
   * Makes one of several printers of a capture.
   *
   * @param hostNames names of addresses unless -n is given, or null when there are none
   * @param conversations shared by all of them
   * @param awaitTurn called before a packet first uses {@code conversations}; returns when all
   *     earlier packets of the capture have been printed, or throws to leave {@link #print}
   */
  public PacketPrinter(
      TextBuffer out,
      PrintOptions options,
      @Nullable HostNames hostNames,
      TcpConversations conversations,
      Runnable awaitTurn) {
    text = new PacketText(out, options, hostNames, conversations, awaitTurn);
    timestamps = new TimestampText(options);
  }

  /**
   * Moves to another stretch of the capture.
   *
   * @param packetsBefore how many packets stand before the next one
   * @param referenceSeconds time of the packet that -ttt or -ttttt counts from, the one before or
   *     the capture's first; zero, with the fraction, when there is none
   */
  public void resume(long packetsBefore, long referenceSeconds, long referenceFractionNanos) {
    this.packetsBefore = packetsBefore;
    timestamps.countFrom(referenceSeconds, referenceFractionNanos);
  }

  /** Appends the lines of one packet. */
  public void print(Packet packet) {
    TextBuffer out = text.out;
    packetsBefore++;
    if (text.options.packetNumbers()) {
      out.appendPadded(packetsBefore, PACKET_NUMBER_WIDTH).append("  ");
    }
    WireBytes bytes = packet.bytes();
    int capturedLength = bytes.length();
    int length = packet.originalLength();
    if (!isPrintable(packet)) {
      printInvalidHeader(capturedLength, length);
      return;
    }
    timestamps.print(out, packet.timestampSeconds(), packet.timestampFractionNanos());
    text.start(bytes);
    int linkHeaderLength = 0;
    try {
      linkHeaderLength = LinkText.print(text, packet.captureInterface().linkType().value(), length);
    } catch (TruncatedException cut) {
      text.truncated();
    }
    bytes.limit(capturedLength);
    printDump(Math.min(linkHeaderLength, capturedLength), capturedLength);
    out.append('\n');
  }

  /** {@return whether the lengths of a packet make sense; if not, only that is printed of it} */
  static boolean isPrintable(Packet packet) {
    int capturedLength = packet.bytes().length();
    int length = packet.originalLength();
    return capturedLength != 0 && length >= capturedLength && length <= PACKET_LENGTH_MAX;
  }

  private void printDump(int linkHeaderLength, int length) {
    int rest = length - linkHeaderLength;
    switch (text.options.dump()) {
      case NONE -> {}
      case HEX -> DumpText.hex(text, linkHeaderLength, rest);
      case HEX_LINK -> DumpText.hex(text, 0, length);
      case HEX_ASCII -> DumpText.hexAndAscii(text, linkHeaderLength, rest);
      case HEX_ASCII_LINK -> DumpText.hexAndAscii(text, 0, length);
      case ASCII -> {
        if (rest > 0) {
          DumpText.ascii(text, linkHeaderLength, rest);
        }
      }
      case ASCII_LINK -> DumpText.ascii(text, 0, length);
    }
  }

  /** Lengths are unsigned: a damaged file may hold any 32 bits. */
  private void printInvalidHeader(int capturedLength, int length) {
    TextBuffer out = text.out;
    String separator = "[Invalid header:";
    if (capturedLength == 0) {
      out.append(separator).append(" caplen==0");
      separator = ",";
    }
    if (length == 0) {
      out.append(separator).append(" len==0");
      separator = ",";
    } else if (Integer.compareUnsigned(length, capturedLength) < 0) {
      out.append(separator).append(" len(").appendUnsigned(length);
      out.append(") < caplen(").appendUnsigned(capturedLength).append(')');
      separator = ",";
    }
    printTooLong(separator, " caplen(", capturedLength);
    printTooLong(capturedLength > PACKET_LENGTH_MAX ? "," : separator, " len(", length);
    out.append("]\n");
  }

  private void printTooLong(String separator, String what, int length) {
    if (Integer.compareUnsigned(length, PACKET_LENGTH_MAX) > 0) {
      text.out.append(separator).append(what).appendUnsigned(length);
      text.out.append(") > ").append(PACKET_LENGTH_MAX);
    }
  }
}
