package dev.podsonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Any bytes as a zstd file, and a zstd file with any bytes changed. */
class ZstdFuzz {
  private static final byte[] MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

  /** A few bytes may stand for many; so many are enough. */
  private static final long LENGTH_MAX = 64 << 20;

  @FuzzTest(maxDuration = "10m")
  void anyZstdIsBytesOrAnIoException(byte[] data) throws IOException {
    var file = new ByteArrayOutputStream();
    file.writeBytes(MAGIC);
    file.writeBytes(data);
    read(file.toByteArray());
    byte[] damaged = compress(data);
    for (int i = 0; i + 1 < Math.min(data.length, 8); i += 2) {
      damaged[Math.floorMod(data[i] * 31, damaged.length)] ^= data[i + 1];
    }
    read(damaged);
  }

  private static void read(byte[] file) {
    byte[] buffer = new byte[1 << 16];
    long length = 0;
    try (InputStream in = new Zstd().open(new ByteArrayInputStream(file), "x.zst")) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        length += count;
        if (length > LENGTH_MAX) {
          return;
        }
      }
    } catch (IOException damaged) {
      assertThat(damaged).hasMessageStartingWith("x.zst: ");
    }
  }

  private static byte[] compress(byte[] data) throws IOException {
    var compressed = new ByteArrayOutputStream();
    try (var zstd = new ZstdOutputStream(compressed)) {
      zstd.write(data);
    }
    return compressed.toByteArray();
  }
}
