package dev.podsonde.print;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/** The time in front of a packet's text, as -t to -ttttt and --nano want it. */
final class TimestampText {
  private static final int NANOS_PER_MICRO = 1_000;
  private static final int SECONDS_PER_DAY = 86_400;

  private final PrintOptions.TimeFormat format;
  private final boolean nanoseconds;

  /** Fractions of a second per second, and their digits. */
  private final long fractionsPerSecond;

  private final int fractionDigits;

  private final ZoneRules zone = ZoneId.systemDefault().getRules();

  /** Seconds to add for local time, and the stretch of time in which that holds. */
  private int localOffsetSeconds;

  private long localOffsetFrom;
  private long localOffsetUntil;

  /** The second printed last and its text, without fraction. */
  private long second = Long.MIN_VALUE;

  private byte[] secondText = new byte[0];

  /** The local day printed last, and its date. */
  private long day = Long.MIN_VALUE;

  private long year;
  private int month;
  private int dayOfMonth;

  private long referenceSeconds;
  private long referenceFraction;

  TimestampText(PrintOptions options) {
    format = options.timeFormat();
    nanoseconds = options.nanoseconds();
    fractionsPerSecond = nanoseconds ? 1_000_000_000 : 1_000_000;
    fractionDigits = nanoseconds ? 9 : 6;
  }

  /** Sets the time that -ttt and -ttttt count from; zero means the next packet's. */
  void countFrom(long seconds, long fractionNanos) {
    referenceSeconds = seconds;
    referenceFraction = fraction(fractionNanos);
  }

  /** Appends a packet's time and a space. */
  void print(TextBuffer out, long seconds, long fractionNanos) {
    long fraction = fraction(fractionNanos);
    switch (format) {
      case NONE -> {
        return;
      }
      case TIME_OF_DAY -> printLocal(out, seconds, fraction, false);
      case DATE -> printLocal(out, seconds, fraction, true);
      case EPOCH -> printEpoch(out, seconds, fraction);
      case SINCE_PREVIOUS -> {
        printSince(out, seconds, fraction);
        referenceSeconds = seconds;
        referenceFraction = fraction;
      }
      case SINCE_FIRST -> printSince(out, seconds, fraction);
    }
    out.append(' ');
  }

  private void printEpoch(TextBuffer out, long seconds, long fraction) {
    if (seconds < 0) {
      out.append("[timestamp overflow]");
    } else {
      out.append(seconds);
      printFraction(out, fraction);
    }
  }

  private void printLocal(TextBuffer out, long seconds, long fraction, boolean withDate) {
    if (seconds < 0) {
      out.append("[timestamp overflow]");
      return;
    }
    if (seconds == second) {
      out.append(secondText);
    } else {
      int start = out.length();
      printSecond(out, seconds, withDate);
      second = seconds;
      secondText = out.copyFrom(start);
    }
    printFraction(out, fraction);
  }

  private void printSecond(TextBuffer out, long seconds, boolean withDate) {
    if (seconds < localOffsetFrom || seconds >= localOffsetUntil) {
      findLocalOffset(seconds);
    }
    long local = seconds + localOffsetSeconds;
    if (withDate) {
      printDate(out, Math.floorDiv(local, SECONDS_PER_DAY));
      out.append(' ');
    }
    printTimeOfDay(out, Math.floorMod(local, SECONDS_PER_DAY));
  }

  private void printSince(TextBuffer out, long seconds, long fraction) {
    if (referenceSeconds == 0 && referenceFraction == 0) {
      referenceSeconds = seconds;
      referenceFraction = fraction;
    }
    boolean before =
        seconds == referenceSeconds ? fraction < referenceFraction : seconds < referenceSeconds;
    out.append(before ? '-' : ' ');
    long differenceSeconds = before ? referenceSeconds - seconds : seconds - referenceSeconds;
    long difference = before ? referenceFraction - fraction : fraction - referenceFraction;
    if (difference < 0) {
      differenceSeconds--;
      difference += fractionsPerSecond;
    }
    if (differenceSeconds < 0) {
      out.append("[timestamp overflow]");
    } else {
      printTimeOfDay(out, (int) (differenceSeconds % SECONDS_PER_DAY));
      printFraction(out, difference);
    }
  }

  private void printDate(TextBuffer out, long localDay) {
    if (localDay != day) {
      findDate(localDay);
    }
    out.append(year).append('-').appendDecimal(month, 2).append('-').appendDecimal(dayOfMonth, 2);
  }

  private static void printTimeOfDay(TextBuffer out, int secondOfDay) {
    out.appendDecimal(secondOfDay / 3600, 2).append(':');
    out.appendDecimal(secondOfDay / 60 % 60, 2).append(':').appendDecimal(secondOfDay % 60, 2);
  }

  /** A damaged file may hold a fraction of a second or more; it is shown as 32 unsigned bits. */
  private void printFraction(TextBuffer out, long fraction) {
    out.append('.');
    long shown = fraction & 0xffff_ffffL;
    if (shown < fractionsPerSecond) {
      out.appendDecimal((int) shown, fractionDigits);
    } else {
      out.append(shown).append(nanoseconds ? " (invalid ns)" : " (invalid us)");
    }
  }

  private long fraction(long fractionNanos) {
    return nanoseconds ? fractionNanos : fractionNanos / NANOS_PER_MICRO;
  }

  private void findLocalOffset(long seconds) {
    Instant instant = Instant.ofEpochSecond(Math.min(seconds, Instant.MAX.getEpochSecond()));
    localOffsetSeconds = zone.getOffset(instant).getTotalSeconds();
    @Nullable ZoneOffsetTransition before = zone.previousTransition(instant.plusNanos(1));
    localOffsetFrom = before == null ? 0 : before.toEpochSecond();
    @Nullable ZoneOffsetTransition after = zone.nextTransition(instant);
    localOffsetUntil = after == null ? Long.MAX_VALUE : after.toEpochSecond();
  }

  /**
   * The date of a day since 1970 in the Gregorian calendar, counted in years that begin in March.
   * Unlike java.time it has no last year: a file may hold any second.
   */
  private void findDate(long localDay) {
    day = localDay;
    long days = localDay + 719_468; // 0000-03-01 to 1970-01-01
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
