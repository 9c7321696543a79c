package dev.podsonde.cli.report;

/**
 * How text stands out.
 *
 * @param isColoured whether it goes to a terminal that may be coloured
 */
public record Style(boolean isColoured) {
  private static final String RESET = "\033[0m";

  /** {@return the text in bold} */
  public String bold(String text) {
    return with("\033[1m", text);
  }

  /** {@return the text, weaker} */
  public String dim(String text) {
    return with("\033[2m", text);
  }

  /** {@return the text in red} */
  public String red(String text) {
    return with("\033[31m", text);
  }

  /** {@return the text in yellow} */
  public String yellow(String text) {
    return with("\033[33m", text);
  }

  private String with(String start, String text) {
    // What is inside and ended must not end this too.
    return isColoured ? start + text.replace(RESET, RESET + start) + RESET : text;
  }
}
