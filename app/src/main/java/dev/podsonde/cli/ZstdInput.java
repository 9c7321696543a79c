package dev.podsonde.cli;

import dev.podsonde.pcap.BulkInput;
import io.airlift.compress.v3.xxhash.XxHash64Hasher;
import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.IOException;

/**
 * What a zstd file holds: the content of all its frames, one after the other. Of a cut file it is
 * what the whole blocks hold, as with zstd(1). Behind damage inside a block the library also loses
 * what it keeps for back references, at most the frame's window.
 */
final class ZstdInput extends BulkInput {
  /** Bounds what one read loses to damage: the library does not tell how much it has filled. */
  private static final int PIECE_LENGTH_MAX = 1 << 14;

  private final ZstdFrames frames;
  private final String file;
  private final ZstdInputStream content;
  private final XxHash64Hasher checksum = new XxHash64JavaHasher(XxHash64Hasher.DEFAULT_SEED);
  private boolean isInFrame;

  ZstdInput(ZstdFrames frames, String file) {
    this.frames = frames;
    this.file = file;
    content = new ZstdInputStream(frames);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (isInFrame || frames.startFrame()) {
      isInFrame = true;
      int count = decompress(target, offset, Math.min(length, PIECE_LENGTH_MAX));
      if (count > 0) {
        checksum.update(target, offset, count);
        return count;
      }
      frames.endFrame((int) checksum.digest());
      checksum.reset();
      isInFrame = false;
    }
    return -1;
  }

  /**
   * Damage is no bug of ours, so it comes as a checked exception. The library knows most damage; of
   * the rest it says what went wrong in its own arithmetic.
   */
  private int decompress(byte[] target, int offset, int length) throws IOException {
    try {
      return content.read(target, offset, length);
    } catch (RuntimeException damaged) {
      throw new IOException(file + ": the zstd data is damaged: " + damaged.getMessage(), damaged);
    }
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
