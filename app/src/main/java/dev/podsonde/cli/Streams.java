package dev.podsonde.cli;

import dev.podsonde.packet.ReaderGoneException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Standard input and output without the buffers of {@link System}, for data of any kind. */
final class Streams {
  private Streams() {}

  /** {@return standard input} */
  static InputStream in() {
    return new FileInputStream(FileDescriptor.in);
  }

  /** {@return standard output, which tells a reader that has gone from other failures} */
  static OutputStream out() {
    return new StandardOutput();
  }

  private static final class StandardOutput extends OutputStream {
    @SuppressWarnings("resource") // standard output is closed with the process
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      try {
        out.write(bytes, from, count);
      } catch (IOException refused) {
        throw "Broken pipe".equals(refused.getMessage())
            ? new ReaderGoneException("standard output", refused)
            : new IOException("standard output: " + refused.getMessage(), refused);
      }
    }
  }
}
