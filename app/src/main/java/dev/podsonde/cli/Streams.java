package dev.podsonde.cli;

import dev.podsonde.packet.ReaderGoneException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Standard input and output, whose failures are told. */
final class Streams {
  private static final int PRINT_BUFFER_LENGTH = 1 << 13;
  private static final StandardOutput PRINTED = new StandardOutput();

  private Streams() {}

  /** {@return standard input, without the buffer of {@link System#in}} */
  static InputStream in() {
    return new FileInputStream(FileDescriptor.in);
  }

  /**
   * {@return standard output without a buffer, which tells a reader that has gone from other
   * failures}
   */
  static OutputStream out() {
    return new StandardOutput();
  }

  /**
   * Has {@link System#out} write to standard output in a way that {@link #requirePrinted} can tell
   * of.
   */
  static void takePrinted() {
    var buffer = new BufferedOutputStream(PRINTED, PRINT_BUFFER_LENGTH);
    System.setOut(new PrintStream(buffer, true, System.out.charset()));
  }

  /** Throws what {@link System#out} kept to itself: that not all of it could be written. */
  static void requirePrinted() throws IOException {
    System.out.flush();
    if (PRINTED.failure != null) {
      throw PRINTED.failure;
    }
  }

  private static final class StandardOutput extends OutputStream {
    @SuppressWarnings("resource") // standard output is closed with the process
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    private @Nullable IOException failure;

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      try {
        out.write(bytes, from, count);
      } catch (IOException refused) {
        failure = ReaderGoneException.explain("standard output", out.getChannel(), refused);
        throw failure;
      }
    }
  }
}
