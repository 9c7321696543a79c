package dev.podsonde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What standard streams are connected to. */
final class Terminal {
  private Terminal() {}

  /** {@return whether standard error goes to a terminal} */
  static boolean isStandardError() {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
    } catch (IOException unknown) {
      return false;
    }
  }
}
