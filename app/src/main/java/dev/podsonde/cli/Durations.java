package dev.podsonde.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Kubernetes writes them: {@code 30s}, {@code 5m}, {@code 1h30m}, {@code 500ms}. */
final class Durations {
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  /** What a clock that counts nanoseconds can tell. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private Durations() {}

  /** {@return the duration} */
  static Duration parse(String text) throws UsageException {
    Matcher part = PART.matcher(text);
    Duration duration = Duration.ZERO;
    int end = 0;
    while (part.find() && part.start() == end) {
      long number = Long.parseLong(part.group(1));
      duration =
          duration.plus(
              switch (part.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
              });
      end = part.end();
    }
    if (end < text.length() || duration.isZero()) {
      throw new UsageException(text + ": not a duration such as 30s, 5m or 1h30m");
    }
    if (duration.compareTo(LONGEST) > 0) {
      throw new UsageException(text + ": longer than " + LONGEST.toDays() + " days");
    }
    return duration;
  }
}
