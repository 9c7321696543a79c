package dev.podsonde.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RehearsalSourceTest {
  @Test
  void packetsAreLikeAnyAndEnd() throws IOException {
    var batch = new PacketBatch(0);
    var packet = new Packet();
    int blocks = 0;
    try (var source = new RehearsalSource()) {
      while (source.read(batch)) {
        blocks++;
        batch.get(batch.size() - 1, packet);
        assertThat(batch.size()).isEqualTo(1024);
        assertThat(packet.bytes().length()).isEqualTo(100);
        assertThat(packet.captureInterface().linkType()).isEqualTo(LinkType.ETHERNET);
      }
    }
    assertThat(blocks).isEqualTo(16);
  }
}
