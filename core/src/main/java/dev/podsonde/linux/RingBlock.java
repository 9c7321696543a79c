package dev.podsonde.linux;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.PacketBatch;
import java.io.IOException;

/** Finds the packets in a copy of a ring's block, and makes whole what the kernel took apart. */
final class RingBlock {
  private final Interfaces interfaces;
  private final int snaplen;

  /** Tells an interface by its index and hardware type. */
  @FunctionalInterface
  interface Interfaces {
    CaptureInterface get(int index, int hardwareType) throws IOException;
  }

  RingBlock(Interfaces interfaces, int snaplen) {
    this.interfaces = interfaces;
    this.snaplen = snaplen;
  }

  /** Adds the packets of the block that lies in the batch's memory. */
  void index(PacketBatch batch, int firstPacket, int packets) throws IOException {
    byte[] block = batch.memory();
    int packet = firstPacket;
    for (int count = 0; count < packets; count++) {
      CaptureInterface captureInterface =
          interfaces.get(
              RingPacket.interfaceIndex(block, packet), RingPacket.hardwareType(block, packet));
      add(batch, block, packet, captureInterface);
      packet += RingPacket.nextOffset(block, packet);
    }
  }

  private void add(PacketBatch batch, byte[] block, int packet, CaptureInterface captureInterface) {
    int start = packet + RingPacket.mac(block, packet);
    int capturedLength = RingPacket.capturedLength(block, packet);
    int originalLength = RingPacket.originalLength(block, packet);
    if (captureInterface.linkType().equals(LinkType.LINUX_SLL)) {
      int linkHeaderLength = RingPacket.net(block, packet) - RingPacket.mac(block, packet);
      int growth = RingPacket.COOKED_HEADER_LENGTH - linkHeaderLength;
      capturedLength = Math.max(capturedLength, linkHeaderLength) + growth;
      originalLength += growth;
      start = RingPacket.cook(block, packet);
    } else if (RingPacket.hasVlanTag(block, packet)) {
      originalLength += RingPacket.VLAN_TAG_LENGTH;
      if (capturedLength >= RingPacket.MAC_ADDRESSES_LENGTH) {
        capturedLength += RingPacket.VLAN_TAG_LENGTH;
        start = RingPacket.restoreVlanTag(block, packet, start);
      }
    }
    batch.add(
        captureInterface,
        RingPacket.seconds(block, packet),
        RingPacket.nanos(block, packet),
        start,
        Math.min(capturedLength, snaplen),
        originalLength,
        RingPacket.flags(block, packet));
  }
}
