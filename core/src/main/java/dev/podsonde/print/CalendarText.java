package dev.podsonde.print;

/** Dates of the Gregorian calendar, and times of day. Keeps the day printed last. */
final class CalendarText {
  static final int SECONDS_PER_DAY = 86_400;

  private long day = Long.MIN_VALUE;
  private long year;
  private int month;
  private int dayOfMonth;

  /**
   * Appends {@code YYYY-MM-DD}.
   *
   * @param newDay counted from 1970-01-01
   */
  void date(TextBuffer out, long newDay) {
    if (newDay != day) {
      findDate(newDay);
    }
    out.append(year).append('-').appendDecimal(month, 2).append('-').appendDecimal(dayOfMonth, 2);
  }

  /** Appends {@code HH:MM:SS}. */
  static void timeOfDay(TextBuffer out, int secondOfDay) {
    out.appendDecimal(secondOfDay / 3600, 2).append(':');
    out.appendDecimal(secondOfDay / 60 % 60, 2).append(':').appendDecimal(secondOfDay % 60, 2);
  }

  /**
   * The date of a day since 1970, counted in years that begin in March. Unlike java.time it has no
   * last year: a file may hold any second.
   */
  private void findDate(long newDay) {
    day = newDay;
    long days = newDay + 719_468; // 0000-03-01 to 1970-01-01
    long era = Math.floorDiv(days, 146_097); // days in 400 years
    int dayOfEra = (int) Math.floorMod(days, 146_097L);
    int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int monthFromMarch = (5 * dayOfYear + 2) / 153;
    dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  }
}
