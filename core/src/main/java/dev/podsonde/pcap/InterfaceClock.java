package dev.podsonde.pcap;

/** Turns the timestamps of one pcapng interface into seconds and nanoseconds. */
final class InterfaceClock {
  private static final int NANO_DIGITS = 9;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final int BINARY = 0x80;

  /** 10^19 is the largest power of ten in 64 bits, 2^63 the largest of two. */
  private static final int DECIMAL_MAX = 19;

  private static final int BINARY_MAX = 63;

  /** 2^34 times 10^9 is below 2^64, and 2^-34 seconds are below a nanosecond. */
  private static final int BINARY_EXACT_MAX = 34;

  private final int resolution;
  private final long ticksPerSecond;
  private final long offsetSeconds;

  // The second that the last timestamp lay in: most timestamps need no division.
  private long secondStart;
  private long second;

  /**
   * Makes a clock for a valid {@code if_tsresol}.
   *
   * @param resolution {@code if_tsresol}: a power of ten, or of two with the uppermost bit set
   * @param offsetSeconds {@code if_tsoffset}
   */
  InterfaceClock(int resolution, long offsetSeconds) {
    this.resolution = resolution;
    this.offsetSeconds = offsetSeconds;
    second = offsetSeconds;
    ticksPerSecond = isBinary() ? 1L << exponent() : powerOfTen(exponent());
  }

  static boolean isValid(int resolution) {
    return (resolution & BINARY) == 0
        ? resolution <= DECIMAL_MAX
        : resolution - BINARY <= BINARY_MAX;
  }

  long seconds(long ticks) {
    long ticksInSecond = ticks - secondStart;
    if (Long.compareUnsigned(ticksInSecond, ticksPerSecond) >= 0) {
      long wholeSeconds = Long.divideUnsigned(ticks, ticksPerSecond);
      second = wholeSeconds + offsetSeconds;
      secondStart = wholeSeconds * ticksPerSecond;
    }
    return second;
  }

  /** {@return the nanoseconds of a timestamp in the second that {@link #seconds} found last} */
  long fractionNanos(long ticks) {
    long fraction = ticks - secondStart;
    int exponent = exponent();
    if (isBinary()) {
      int excess = Math.max(0, exponent - BINARY_EXACT_MAX);
      return ((fraction >>> excess) * NANOS_PER_SECOND) >>> (exponent - excess);
    }
    return exponent <= NANO_DIGITS
        ? fraction * (NANOS_PER_SECOND / ticksPerSecond)
        : Long.divideUnsigned(fraction, ticksPerSecond / NANOS_PER_SECOND);
  }

  /** {@return decimal digits of a second that the timestamps hold, at most 9} */
  int fractionDigits() {
    return Math.min(NANO_DIGITS, exponent());
  }

  /** {@return nanoseconds since the epoch, for the few times that are not packets'} */
  long nanos(long ticks) {
    return seconds(ticks) * NANOS_PER_SECOND + fractionNanos(ticks);
  }

  private boolean isBinary() {
    return (resolution & BINARY) != 0;
  }

  private int exponent() {
    return resolution & ~BINARY;
  }

  private static long powerOfTen(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }
}
