package dev.podsonde.packet;

import org.jspecify.annotations.Nullable;

/**
 * A reused view of one packet of a {@link PacketBatch}; valid until the view is moved or the batch
 * is refilled.
 */
public final class Packet {
  private final WireBytes bytes = new WireBytes();
  @Nullable CaptureInterface captureInterface;
  long timestampSeconds;
  long timestampFractionNanos;
  int originalLength;
  int flags;
  @Nullable String comment;

  /** {@return the captured bytes} */
  public WireBytes bytes() {
    return bytes;
  }

  /** {@return where the packet was seen} */
  public CaptureInterface captureInterface() {
    if (captureInterface == null) {
      throw new IllegalStateException("view of no packet");
    }
    return captureInterface;
  }

  /** {@return capture time in whole seconds since the Unix epoch; a file may hold any number} */
  public long timestampSeconds() {
    return timestampSeconds;
  }

  /**
   * {@return the rest of the capture time in nanoseconds; 0 to 999,999,999, or what a damaged pcap
   * file says, which may be outside}
   */
  public long timestampFractionNanos() {
    return timestampFractionNanos;
  }

  /** {@return capture time in nanoseconds since the Unix epoch; wraps in the year 2262} */
  public long timestampNanos() {
    return timestampSeconds * 1_000_000_000 + timestampFractionNanos;
  }

  /** {@return the packet's length on the wire} */
  public int originalLength() {
    return originalLength;
  }

  /** {@return {@code epb_flags} as pcapng has them; 0 when nothing is known} */
  public int flags() {
    return flags;
  }

  /** {@return {@code opt_comment}, several joined by line ends; null when there is none} */
  public @Nullable String comment() {
    return comment;
  }
}
