package dev.podsonde.dns.path;

import java.util.Arrays;

/**
 * How far the clock of one place is ahead of another's, from packets seen at both. A query and a
 * reply go opposite ways, so half of what their differences have in common is the clocks'.
 *
 * @param offsetNanos to be taken from the times of the one to have the other's
 * @param uncertaintyNanos the truth is no farther away, as long as the median packet takes as long
 *     there as back
 * @param pairs packets seen at both
 */
public record ClockDifference(long offsetNanos, long uncertaintyNanos, int pairs) {
  /** No packet was seen at both. */
  public static final ClockDifference UNKNOWN = new ClockDifference(0, Long.MAX_VALUE, 0);

  /** Nothing is on its way for longer than this between two captures of one cluster. */
  private static final long ONE_WAY_NANOS_MAX = 50_000_000;

  /**
   * {@return the difference}
   *
   * @param queries time at the one less time at the other, for each query; sorted here
   * @param replies the same for each reply; sorted here
   */
  public static ClockDifference of(long[] queries, long[] replies) {
    int pairs = queries.length + replies.length;
    if (pairs == 0) {
      return UNKNOWN;
    }
    if (queries.length == 0 || replies.length == 0) {
      return new ClockDifference(
          median(queries.length == 0 ? replies : queries), ONE_WAY_NANOS_MAX, pairs);
    }
    long query = median(queries);
    long reply = median(replies);
    return new ClockDifference(
        (query + reply) / 2, Math.max(1, Math.abs(query - reply) / 2), pairs);
  }

  private static long median(long[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /** {@return what to take from the one's times: nothing, when the clocks may well agree} */
  public long correctionNanos() {
    return Math.abs(offsetNanos) > uncertaintyNanos ? offsetNanos : 0;
  }

  /** {@return whether packets were seen both ways, without which next to nothing is known} */
  public boolean isMeasured() {
    return uncertaintyNanos < ONE_WAY_NANOS_MAX;
  }

  @Override
  public String toString() {
    return "%+.3f ms ± %.3f ms".formatted(offsetNanos / 1e6, uncertaintyNanos / 1e6);
  }
}
