package dev.podsonde.dns.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is kept of the packets that findings point at. */
class PacketWindowTest {
  private static final int LENGTH = 0xffff;

  private static final class LargePackets implements PacketSource {
    private final CaptureInterface place = CaptureInterface.unnamed(LinkType.RAW, 0, 9);

    @Override
    public boolean read(PacketBatch batch) {
      batch.clear();
      batch.reserve(LENGTH);
      batch.add(place, 1, 0, 0, LENGTH, LENGTH, 0);
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void bytesKeptAreBounded() throws IOException {
    int roomFor = PacketWindow.KEPT_BYTES_MAX / LENGTH;
    var window = new PacketWindow(1, LENGTH);
    try (var packets = new LargePackets()) {
      for (int frame = 1; frame <= roomFor + 3; frame++) {
        window.read(packets);
        window.keep(frame);
      }
    }
    assertThat(window.kept(_ -> "").size()).isEqualTo(roomFor);
    assertThat(window.missed()).isEqualTo(3);
  }
}
