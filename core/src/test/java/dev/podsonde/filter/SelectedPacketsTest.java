package dev.podsonde.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import dev.podsonde.packet.testing.ReplayedPackets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectedPacketsTest {
  private static final String ARP = "ffffffffffff 020000000001 0806 00010800060400010000";
  private static final String IPV4 =
      "020000000002 020000000001 0800 4500001400000000400000000a0000";

  @Test
  void onlyMatchingPacketsPassAndNoBatchIsEmpty() throws IOException {
    List<String> packets = List.of(ARP, IPV4, IPV4, ARP, IPV4, IPV4, ARP);
    for (int packetsPerBatch = 1; packetsPerBatch <= packets.size(); packetsPerBatch++) {
      assertThat(secondsOf(new ReplayedPackets(packetsPerBatch, packets), "arp", Long.MAX_VALUE))
          .containsExactly(1L, 4L, 7L);
    }
  }

  @Test
  void theLimitCountsPacketsThatMatched() throws IOException {
    List<String> packets = List.of(ARP, IPV4, IPV4, ARP, IPV4, IPV4, ARP);
    for (int packetsPerBatch = 1; packetsPerBatch <= packets.size(); packetsPerBatch++) {
      assertThat(secondsOf(new ReplayedPackets(packetsPerBatch, packets), "ip", 3))
          .containsExactly(2L, 3L, 5L);
    }
  }

  @Test
  void limitZeroReadsNothing() throws IOException {
    assertThat(secondsOf(new ReplayedPackets(1, List.of(ARP)), "", 0)).isEmpty();
  }

  private static List<Long> secondsOf(PacketSource source, String expression, long packetLimit)
      throws IOException {
    PacketBatch batch = new PacketBatch(1 << 16);
    Packet packet = new Packet();
    List<Long> seconds = new ArrayList<>();
    try (SelectedPackets selected =
        new SelectedPackets(source, new PacketFilter(expression, true), packetLimit)) {
      while (selected.read(batch)) {
        assertThat(batch.size()).isPositive();
        for (int i = 0; i < batch.size(); i++) {
          batch.get(i, packet);
          seconds.add(packet.timestampSeconds());
        }
      }
    }
    return seconds;
  }
}
