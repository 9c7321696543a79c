package dev.podsonde.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ZstdTest {
  @Test
  void whatZstdCompressedIsReadFrameAfterFrame() throws Exception {
    byte[] plain = plain();
    byte[] frame = compress(plain);
    var frames = new ByteArrayOutputStream();
    frames.writeBytes(frame);
    frames.writeBytes(frame);
    byte[] read = decompress(frames.toByteArray());
    assertThat(read).hasSize(2 * plain.length).startsWith(plain).endsWith(plain);
  }

  @Test
  void damageIsAnIoException() throws Exception {
    byte[] frame = compress(plain());
    for (int length = 8; length < frame.length; length += 997) {
      byte[] cut = Arrays.copyOf(frame, length);
      assertThatThrownBy(() -> decompress(cut))
          .as("cut at %d", length)
          .isInstanceOf(IOException.class);
    }
    byte[] damaged = frame.clone();
    damaged[damaged.length / 2] ^= 1;
    assertThatThrownBy(() -> decompress(damaged)).isInstanceOf(IOException.class);
  }

  private static byte[] plain() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    byte[] plain = new byte[300_000];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = (byte) random.nextInt(16);
    }
    return plain;
  }

  private static byte[] decompress(byte[] compressed) throws IOException {
    try (var in = new Zstd().open(new ByteArrayInputStream(compressed))) {
      return in.readAllBytes();
    }
  }

  private static byte[] compress(byte[] plain) throws IOException {
    Process zstd;
    try {
      zstd = new ProcessBuilder("zstd", "-q", "-c").start();
    } catch (IOException missing) {
      throw new AssertionError("zstd is needed: sudo apt-get install zstd", missing);
    }
    Thread.ofVirtual()
        .start(() -> {
          try (var out = zstd.getOutputStream()) {
            out.write(plain);
          } catch (IOException gone) {
            throw new AssertionError(gone);
          }
        });
    return zstd.getInputStream().readAllBytes();
  }
}
