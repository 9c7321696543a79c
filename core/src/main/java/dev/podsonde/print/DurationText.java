package dev.podsonde.print;

/** Spans of time in years of 365 days, weeks, days, hours, minutes and seconds: {@code 1w30s}. */
final class DurationText {
  private static final int[] UNIT_SECONDS = {31_536_000, 604_800, 86_400, 3_600, 60, 1};
  private static final char[] UNITS = {'y', 'w', 'd', 'h', 'm', 's'};

  private DurationText() {}

  /**
   * Appends the units of which there are any.
   *
   * @param seconds not negative
   */
  static void print(TextBuffer out, long seconds) {
    if (seconds == 0) {
      out.append("0s");
    }
    long left = seconds;
    for (int unit = 0; left > 0; unit++) {
      long count = left / UNIT_SECONDS[unit];
      if (count > 0) {
        out.append(count).append(UNITS[unit]);
        left -= count * UNIT_SECONDS[unit];
      }
    }
  }
}
