package dev.podsonde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What standard streams are connected to. */
final class Terminal {
  private static final int ROWS_USUAL = 24;

  private Terminal() {}

  /** {@return whether standard error goes to a terminal} */
  static boolean isStandardError() {
    return isTerminal(2);
  }

  /** {@return whether standard output goes to a terminal} */
  static boolean isStandardOutput() {
    return isTerminal(1);
  }

  /** {@return whether standard output may be coloured: NO_COLOR and TERM have their say} */
  static boolean isColoured() {
    String noColor = System.getenv("NO_COLOR");
    return isStandardOutput()
        && (noColor == null || noColor.isEmpty())
        && !"dumb".equals(System.getenv("TERM"));
  }

  /** {@return how many lines it has, as far as is known} */
  static int rows() {
    try {
      return Integer.parseInt(System.getProperty("podsonde.rows", ""));
    } catch (NumberFormatException unknown) {
      return ROWS_USUAL;
    }
  }

  private static boolean isTerminal(int descriptor) {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
    } catch (IOException unknown) {
      return false;
    }
  }
}
