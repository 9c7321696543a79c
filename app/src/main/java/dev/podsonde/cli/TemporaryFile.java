package dev.podsonde.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that goes with this object, unless somebody named it. */
record TemporaryFile(String path, boolean isKept) implements Closeable {
  /** {@return the file that was named, else a new one} */
  static TemporaryFile orNamed(@Nullable String named, String prefix) throws IOException {
    return named == null
        ? new TemporaryFile(Files.createTempFile(prefix, ".pcapng").toString(), false)
        : new TemporaryFile(named, true);
  }

  @Override
  public void close() throws IOException {
    if (!isKept) {
      Files.deleteIfExists(Path.of(path));
    }
  }
}
