package dev.podsonde.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.podsonde.packet.PacketBatch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReadAheadTest {
  private static final int PACKETS = 100;

  /** Packets at 1 s, 2 s and so on. */
  private static CaptureBytes capture() {
    CaptureBytes capture = CaptureBytes.pcap();
    for (int i = 1; i <= PACKETS; i++) {
      capture.pcapRecord(i, 0, "%02x".formatted(i), 1);
    }
    return capture;
  }

  @Test
  void packetsComeInOrderWhateverTheBatchesHold() throws IOException {
    InputStream slow =
        new ByteArrayInputStream(capture().toByteArray()) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 50)); // not three records
          }
        };
    try (var ahead = new ReadAhead(open(slow))) {
      assertThat(CapturedPacket.readAll(ahead))
          .extracting(CapturedPacket::hex)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, PACKETS).mapToObj("%02x"::formatted).toList());
      assertThat(ahead.read(new PacketBatch(0))).isFalse();
    }
  }

  @Test
  void damageIsToldBehindThePacketsBeforeIt() throws IOException {
    byte[] cut = capture().i32(2).toByteArray();
    try (var ahead = new ReadAhead(open(new ByteArrayInputStream(cut)))) {
      var batch = new PacketBatch(0);
      assertThat(ahead.read(batch)).isTrue();
      assertThat(batch.size()).isEqualTo(PACKETS);
      assertThatThrownBy(() -> ahead.read(batch)).hasMessageContaining("it was cut");
      assertThat(batch.size()).isZero();
      assertThatThrownBy(() -> ahead.read(batch)).hasMessageContaining("it was cut");
    }
  }

  @Test
  @Timeout(30)
  void packetsOfALivePipeAreNotHeldBack() throws IOException {
    var writer = new PipedOutputStream();
    try (var ahead = new ReadAhead(openPipe(writer, capture().toByteArray()))) {
      var batch = new PacketBatch(0);
      assertThat(ahead.read(batch)).isTrue();
      assertThat(batch.size()).isPositive();
    } // is closed while its thread waits for more
    writer.close();
  }

  private static CaptureFile openPipe(PipedOutputStream writer, byte[] content) throws IOException {
    var in = new PipedInputStream(writer, content.length);
    writer.write(content);
    return open(in);
  }

  @SuppressWarnings("MustBeClosedChecker") // the source that reads it closes it
  private static CaptureFile open(InputStream in) throws IOException {
    return CaptureFile.open(in, "test");
  }
}
