package dev.podsonde.cli;

import java.io.IOException;

/** Told to stop before there was anything to capture: a normal end. */
final class StoppedException extends IOException {
  private static final long serialVersionUID = 1;

  StoppedException(IOException cause) {
    super("stopped before the capture began", cause);
  }
}
