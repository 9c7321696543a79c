package dev.podsonde.cli.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Capture files to read. */
public final class Captures {
  private static final int FILE_HEADER_LENGTH = 24;

  private Captures() {}

  /** {@return lookups of a glibc through a search list, in classic pcap} */
  public static Path searchList() {
    return Path.of("../core/src/test/resources/dns-lab/captures/glibc-search.pcap");
  }

  /** Writes to {@code target} what {@link #searchList} holds, {@code times} over. */
  public static Path repeated(int times, Path target) throws IOException {
    byte[] capture = Files.readAllBytes(searchList());
    byte[] records = Arrays.copyOfRange(capture, FILE_HEADER_LENGTH, capture.length);
    try (OutputStream out = Files.newOutputStream(target)) {
      out.write(capture, 0, FILE_HEADER_LENGTH);
      for (int i = 0; i < times; i++) {
        out.write(records);
      }
    }
    return target;
  }
}
