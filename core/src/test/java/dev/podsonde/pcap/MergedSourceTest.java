package dev.podsonde.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.podsonde.packet.PacketBatch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MergedSourceTest {
  /** Packets at 1 s, 2 s and 3 s. */
  private static final byte[] WHOLE =
      CaptureBytes.pcap()
          .pcapRecord(1, 0, "a1", 1)
          .pcapRecord(2, 0, "a2", 1)
          .pcapRecord(3, 0, "a3", 1)
          .toByteArray();

  /** One at 1.5 s, then half a header. */
  private static final byte[] CUT =
      CaptureBytes.pcap().pcapRecord(1, 500_000, "b1", 1).i32(2).toByteArray();

  @Test
  void packetsOfBothComeInTheOrderOfCorrectedTimes() throws IOException {
    try (var merged = new MergedSource()) {
      merged.add("node", open(WHOLE), 0);
      merged.add("pod", open(WHOLE), -100_000_000);
      assertThat(CapturedPacket.readAll(merged))
          .extracting(packet -> packet.captureInterface().name() + " " + packet.hex())
          .containsExactly("node a1", "pod a1", "node a2", "pod a2", "node a3", "pod a3");
    }
  }

  @Test
  void damageOfOneIsToldWhenTheOthersAreRead() throws IOException {
    try (var merged = new MergedSource()) {
      merged.add("pod", open(CUT), 0);
      merged.add("node", open(WHOLE), 0);
      var batch = new PacketBatch(0);
      assertThat(merged.read(batch)).isTrue();
      assertThat(batch.size()).isEqualTo(4);
      assertThatThrownBy(() -> merged.read(batch)).hasMessageContaining("it was cut");
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // the merged source closes it
  private static CaptureFile open(byte[] file) throws IOException {
    return CaptureFile.open(new ByteArrayInputStream(file), "test");
  }
}
