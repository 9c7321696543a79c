package dev.podsonde.cli;

import dev.podsonde.pcap.Decompressor;
import java.io.InputStream;

/** Reads zstd (RFC 8878), which the half that runs on nodes does without. */
final class Zstd implements Decompressor {
  @Override
  public boolean isMagic(int magic) {
    int littleEndian = Integer.reverseBytes(magic);
    return littleEndian == ZstdFrames.MAGIC || ZstdFrames.isSkippable(littleEndian);
  }

  @Override
  public InputStream open(InputStream compressed, String file) {
    return new ZstdInput(new ZstdFrames(compressed, file), file);
  }
}
