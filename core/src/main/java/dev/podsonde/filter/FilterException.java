package dev.podsonde.filter;

import java.io.IOException;

/** Says why libpcap refused a filter expression, and where. */
public final class FilterException extends IOException {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final int position;

  /**
   * Makes one whose message shows the expression with a caret under what is wrong.
   *
   * @param reason libpcap's words
   * @param position where in {@code expression} the offending word starts, its length when more was
   *     expected; -1 when nobody can tell, and then the message is the reason alone
   */
  FilterException(String reason, String expression, int position) {
    super(position < 0 ? reason : reason + caret(expression, position));
    this.reason = reason;
    this.position = position;
  }

  /** {@return libpcap's words, one line} */
  public String reason() {
    return reason;
  }

  /** {@return where the offending word starts in the expression; -1 when nobody can tell} */
  public int position() {
    return position;
  }

  /** An expression read from a file may hold line ends: blanks keep the caret under its word. */
  private static String caret(String expression, int position) {
    return "\n  " + expression.replaceAll("\\s", " ") + "\n  " + " ".repeat(position) + "^";
  }
}
