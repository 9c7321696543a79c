package dev.podsonde.print;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/** The time in front of a packet's text, as -t to -ttttt and --nano want it. */
final class TimestampText {
  private static final int NANOS_PER_MICRO = 1_000;

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

  private final CalendarText calendar = new CalendarText();

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
      calendar.date(out, Math.floorDiv(local, CalendarText.SECONDS_PER_DAY));
      out.append(' ');
    }
    CalendarText.timeOfDay(out, Math.floorMod(local, CalendarText.SECONDS_PER_DAY));
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
      CalendarText.timeOfDay(out, (int) (differenceSeconds % CalendarText.SECONDS_PER_DAY));
      printFraction(out, difference);
    }
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
}
