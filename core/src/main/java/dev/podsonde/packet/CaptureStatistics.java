package dev.podsonde.packet;

/**
 * What a capture counted, in tcpdump's three words.
 *
 * @param captured packets handed to the reader
 * @param received packets that passed the filter in the kernel, lost ones included
 * @param dropped packets that the kernel had no room for
 */
public record CaptureStatistics(long captured, long received, long dropped) {
  public static final CaptureStatistics NONE = new CaptureStatistics(0, 0, 0);

  /** {@return the sums of both} */
  public CaptureStatistics plus(CaptureStatistics other) {
    return new CaptureStatistics(
        captured + other.captured, received + other.received, dropped + other.dropped);
  }
}
