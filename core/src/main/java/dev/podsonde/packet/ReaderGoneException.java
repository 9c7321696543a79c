package dev.podsonde.packet;

import java.io.IOException;

/** Says that whoever read the other end of a pipe has gone: for most commands a normal end. */
public final class ReaderGoneException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * Makes the message {@code name: reader gone}.
   *
   * @param name what was written to
   */
  public ReaderGoneException(String name, IOException cause) {
    super(name + ": whoever read it has gone", cause);
  }
}
