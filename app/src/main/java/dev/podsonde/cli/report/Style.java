package dev.podsonde.cli.report;

/**
 * How text stands out.
 *
 * @param isColoured whether it goes to a terminal that may be coloured
 */
public record Style(boolean isColoured) {
  private static final String RESET = "\033[0m";

  String bold(String text) {
    return with("\033[1m", text);
  }

  String dim(String text) {
    return with("\033[2m", text);
  }

  String red(String text) {
    return with("\033[31m", text);
  }

  String yellow(String text) {
    return with("\033[33m", text);
  }

  private String with(String start, String text) {
    // What is inside and ended must not end this too.
    return isColoured ? start + text.replace(RESET, RESET + start) + RESET : text;
  }
}
