package dev.podsonde.packet;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Says that whoever read the other end of a pipe has gone: for most commands a normal end. */
public final class ReaderGoneException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * Makes the message {@code name: reader gone}.
   *
   * @param name what was written to
   */
  private ReaderGoneException(String name, IOException cause) {
    super(name + ": whoever read it has gone", cause);
  }

  /**
   * {@return what a refused write means}
   *
   * <p>Only what cannot be sought has a reader that may go. The refusal's text does not tell: it is
   * in the language of the machine.
   *
   * @param name what was written to
   */
  public static IOException explain(String name, FileChannel channel, IOException refused) {
    try {
      long _ = channel.position();
    } catch (IOException unseekable) {
      return new ReaderGoneException(name, refused);
    }
    return new IOException(name + ": " + refused.getMessage(), refused);
  }
}
