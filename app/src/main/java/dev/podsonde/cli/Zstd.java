package dev.podsonde.cli;

import dev.podsonde.pcap.Decompressor;
import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads zstd (RFC 8878), which the half that runs on nodes does without. */
final class Zstd implements Decompressor {
  private static final int MAGIC = 0x28b5_2ffd;

  @Override
  public int magic() {
    return MAGIC;
  }

  @Override
  public InputStream open(InputStream compressed) {
    return new CheckedStream(new ZstdInputStream(compressed));
  }

  /** Damage is no bug of ours, so it comes as a checked exception. */
  private static final class CheckedStream extends FilterInputStream {
    CheckedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (MalformedInputException | IllegalArgumentException damaged) {
        throw new IOException("zstd data is damaged: " + damaged.getMessage(), damaged);
      }
    }
  }
}
