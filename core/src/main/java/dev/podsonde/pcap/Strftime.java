package dev.podsonde.pcap;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalField;
import java.time.temporal.WeekFields;
import java.util.Locale;

/** Formats of strftime(3), as the C locale has them. */
final class Strftime {
  private Strftime() {}

  /** {@return {@code format} with its conversions replaced; unknown ones stay as they are} */
  static String format(String format, ZonedDateTime time) {
    var text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char character = format.charAt(i);
      if (character == '%' && i + 1 < format.length()) {
        i++;
        append(text, format.charAt(i), time);
      } else {
        text.append(character);
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, char conversion, ZonedDateTime time) {
    switch (conversion) {
      case '%' -> text.append('%');
      case 'n' -> text.append('\n');
      case 't' -> text.append('\t');
      case 'a' -> text.append(time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.US));
      case 'A' -> text.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.US));
      case 'b', 'h' -> text.append(time.getMonth().getDisplayName(TextStyle.SHORT, Locale.US));
      case 'B' -> text.append(time.getMonth().getDisplayName(TextStyle.FULL, Locale.US));
      case 'c' -> text.append(format("%a %b %e %H:%M:%S %Y", time));
      case 'D', 'x' -> text.append(format("%m/%d/%y", time));
      case 'F' -> text.append(format("%Y-%m-%d", time));
      case 'T', 'X' -> text.append(format("%H:%M:%S", time));
      case 'R' -> text.append(format("%H:%M", time));
      case 'r' -> text.append(format("%I:%M:%S %p", time));
      case 'p' -> text.append(time.getHour() < 12 ? "AM" : "PM");
      case 'P' -> text.append(time.getHour() < 12 ? "am" : "pm");
      case 's' -> text.append(time.toEpochSecond());
      case 'z' -> text.append(DateTimeFormatter.ofPattern("xx", Locale.ROOT).format(time));
      case 'Z' -> text.append(DateTimeFormatter.ofPattern("zzz", Locale.US).format(time));
      default -> appendNumber(text, conversion, time);
    }
  }

  private static void appendNumber(StringBuilder text, char conversion, ZonedDateTime time) {
    switch (conversion) {
      case 'Y' -> text.append(time.getYear());
      case 'C' -> pad(text, "%02d", time.getYear() / 100);
      case 'y' -> pad(text, "%02d", time.getYear() % 100);
      case 'G' -> text.append(time.get(IsoFields.WEEK_BASED_YEAR));
      case 'g' -> pad(text, "%02d", time.get(IsoFields.WEEK_BASED_YEAR) % 100);
      case 'm' -> pad(text, "%02d", time.getMonthValue());
      case 'd' -> pad(text, "%02d", time.getDayOfMonth());
      case 'e' -> pad(text, "%2d", time.getDayOfMonth());
      case 'j' -> pad(text, "%03d", time.getDayOfYear());
      case 'H' -> pad(text, "%02d", time.getHour());
      case 'k' -> pad(text, "%2d", time.getHour());
      case 'I' -> field(text, "%02d", time, ChronoField.CLOCK_HOUR_OF_AMPM);
      case 'l' -> field(text, "%2d", time, ChronoField.CLOCK_HOUR_OF_AMPM);
      case 'M' -> pad(text, "%02d", time.getMinute());
      case 'S' -> pad(text, "%02d", time.getSecond());
      case 'u' -> text.append(time.getDayOfWeek().getValue());
      case 'w' -> text.append(time.getDayOfWeek().getValue() % 7);
      case 'V' -> field(text, "%02d", time, IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case 'U' -> field(text, "%02d", time, WeekFields.of(DayOfWeek.SUNDAY, 7).weekOfYear());
      case 'W' -> field(text, "%02d", time, WeekFields.of(DayOfWeek.MONDAY, 7).weekOfYear());
      default -> text.append('%').append(conversion);
    }
  }

  private static void field(
      StringBuilder text, String width, ZonedDateTime time, TemporalField field) {
    pad(text, width, time.get(field));
  }

  private static void pad(StringBuilder text, String width, int number) {
    text.append(String.format(Locale.ROOT, width, number));
  }
}
