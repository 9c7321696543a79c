package dev.podsonde.linux;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import java.io.IOException;

/**
 * Made-up packets as a ring would give them, so that the code for real ones is compiled before they
 * come: what was never run takes 20 microseconds a packet, and a flood waits for nobody.
 */
public final class RehearsalSource implements PacketSource {
  private static final int BLOCKS = 16;
  private static final int PACKETS_PER_BLOCK = 1024;
  private static final CaptureInterface NOWHERE =
      CaptureInterface.unnamed(LinkType.ETHERNET, RingPacket.REHEARSED_LENGTH, 9);

  private final byte[] packets = new byte[PACKETS_PER_BLOCK * RingPacket.REHEARSED_DISTANCE];
  private final RingBlock block = new RingBlock((_, _) -> NOWHERE, RingPacket.REHEARSED_LENGTH);
  private int blocksLeft = BLOCKS;

  /** Makes one that ends after some blocks. */
  public RehearsalSource() {
    for (int i = 0; i < PACKETS_PER_BLOCK; i++) {
      RingPacket.rehearse(packets, i * RingPacket.REHEARSED_DISTANCE);
    }
  }

  @Override
  public boolean read(PacketBatch batch) throws IOException {
    batch.clear();
    if (blocksLeft == 0) {
      return false;
    }
    blocksLeft--;
    batch.reserve(packets.length);
    System.arraycopy(packets, 0, batch.memory(), 0, packets.length);
    block.index(batch, 0, PACKETS_PER_BLOCK);
    return true;
  }

  @Override
  public void close() {}
}
