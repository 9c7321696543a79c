package dev.podsonde.packet.testing;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;

/** A source of Ethernet packets given as hex, one second apart, so many to a batch. */
public final class ReplayedPackets implements PacketSource {
  private static final CaptureInterface ETHERNET =
      CaptureInterface.unnamed(LinkType.ETHERNET, 262_144, 9);

  private final Queue<byte[]> packets = new ArrayDeque<>();
  private final int packetsPerBatch;
  private long seconds;

  /** Replays {@code packets}, spaces ignored. */
  public ReplayedPackets(int packetsPerBatch, List<String> packets) {
    this.packetsPerBatch = packetsPerBatch;
    packets.forEach(
        packet -> this.packets.add(HexFormat.of().parseHex(packet.replaceAll("\\s", ""))));
  }

  @Override
  public boolean read(PacketBatch batch) {
    batch.clear();
    int at = 0;
    while (batch.size() < packetsPerBatch && !packets.isEmpty()) {
      byte[] packet = packets.remove();
      batch.reserve(at + packet.length);
      System.arraycopy(packet, 0, batch.memory(), at, packet.length);
      batch.add(ETHERNET, ++seconds, 0, at, packet.length, packet.length, 0);
      at += packet.length;
    }
    return batch.size() > 0;
  }

  @Override
  public void close() {}
}
