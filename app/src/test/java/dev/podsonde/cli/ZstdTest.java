package dev.podsonde.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"--check", "--no-check"})
  void aCutFileGivesAsMuchAsZstdGetsOutOfItThenOneError(String check) throws Exception {
    byte[] frame = filter(plain(), "zstd", "-q", "-c", check);
    for (int length = 4; length < frame.length; length += 9973) {
      byte[] cut = Arrays.copyOf(frame, length);
      Outcome outcome = readUntilFailure(cut);
      assertThat(outcome.content())
          .as("cut at %d", length)
          .isEqualTo(filter(cut, "zstd", "-q", "-d", "-c"));
      assertThat(outcome.failure())
          .hasMessage("x.zst: the zstd data ends inside a frame; the file was cut");
    }
  }

  @Test
  void framesBeforeACutOneAreWhole() throws Exception {
    byte[] plain = plain();
    byte[] frame = compress(plain);
    byte[] two = concatenate(frame, frame);
    for (int length = frame.length + 1; length < two.length; length += 49_999) {
      Outcome outcome = readUntilFailure(Arrays.copyOf(two, length));
      assertThat(outcome.content()).as("cut at %d", length).startsWith(plain);
      assertThat(outcome.failure()).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void aWrongChecksumIsToldBehindTheContent() throws Exception {
    byte[] frame = filter(plain(), "zstd", "-q", "-c", "--check");
    frame[frame.length - 1] ^= 1;
    Outcome outcome = readUntilFailure(frame);
    assertThat(outcome.content()).isEqualTo(plain());
    assertThat(outcome.failure())
        .hasMessage("x.zst: the zstd data is damaged: its checksum is wrong");
  }

  @Test
  void skippableFramesAreSkipped() throws Exception {
    byte[] skippable = HexFormat.of().parseHex("502a4d18" + "03000000" + "010203");
    byte[] frame = compress(plain());
    assertThat(decompress(concatenate(skippable, frame, skippable))).isEqualTo(plain());
    assertThat(new Zstd().isMagic(0x502a_4d18)).isTrue();
    assertThat(readUntilFailure(Arrays.copyOf(skippable, 9)).failure())
        .isInstanceOf(EOFException.class);
  }

  @Test
  void damageIsAnIoException() throws Exception {
    byte[] damaged = compress(plain());
    damaged[damaged.length / 2] ^= 1;
    assertThat(readUntilFailure(damaged).failure()).hasMessageStartingWith("x.zst: ");
    byte[] followed = concatenate(compress(plain()), "capture".getBytes(UTF_8));
    assertThat(readUntilFailure(followed).failure())
        .hasMessage("x.zst: what follows the zstd frame before is not one");
  }

  private static byte[] plain() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    byte[] plain = new byte[300_000];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = (byte) random.nextInt(16);
    }
    return plain;
  }

  private static byte[] concatenate(byte[]... parts) {
    var whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  private static byte[] decompress(byte[] compressed) throws IOException {
    Outcome outcome = readUntilFailure(compressed);
    if (outcome.failure() != null) {
      throw outcome.failure();
    }
    return outcome.content();
  }

  private record Outcome(ByteArrayOutputStream read, @Nullable IOException failure) {
    byte[] content() {
      return read.toByteArray();
    }
  }

  /** Reads as a capture is read: as much at once as there is room for. */
  private static Outcome readUntilFailure(byte[] compressed) throws IOException {
    var content = new ByteArrayOutputStream();
    byte[] room = new byte[1 << 20];
    try (var in = new Zstd().open(new ByteArrayInputStream(compressed), "x.zst")) {
      for (int count; (count = in.read(room)) >= 0; ) {
        content.write(room, 0, count);
      }
    } catch (IOException failure) {
      return new Outcome(content, failure);
    }
    return new Outcome(content, null);
  }

  private static byte[] compress(byte[] plain) throws IOException {
    return filter(plain, "zstd", "-q", "-c");
  }

  /** {@return what the program makes of {@code input}; what it says besides is not looked at} */
  private static byte[] filter(byte[] input, String... command) throws IOException {
    Process program;
    try {
      program = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    } catch (IOException missing) {
      throw new AssertionError("zstd is needed: sudo apt-get install zstd", missing);
    }
    Thread.ofVirtual()
        .start(() -> {
          try (var out = program.getOutputStream()) {
            out.write(input);
          } catch (IOException gone) {
            throw new AssertionError(gone);
          }
        });
    return program.getInputStream().readAllBytes();
  }
}
