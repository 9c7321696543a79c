package dev.podsonde.print.testing;

import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.WireBytes;
import dev.podsonde.pcap.CaptureFile;
import java.io.IOException;
import java.nio.file.Path;

/** Reads what {@link CraftedCaptures} writes: small files, whole. */
public final class CraftedCapture {
  private CraftedCapture() {}

  /** {@return the packets of {@code file}} */
  public static PacketBatch read(Path file) throws IOException {
    PacketBatch all = new PacketBatch(CaptureFile.BATCH_CAPACITY);
    PacketBatch batch = new PacketBatch(CaptureFile.BATCH_CAPACITY);
    Packet packet = new Packet();
    int start = 0;
    try (CaptureFile capture = CaptureFile.open(file)) {
      while (capture.read(batch)) {
        for (int i = 0; i < batch.size(); i++) {
          batch.get(i, packet);
          start = add(all, packet, start, packet.bytes().length());
        }
      }
    }
    return all;
  }

  /** {@return each packet of {@code file} as often as it has bytes, each time one byte longer} */
  public static PacketBatch readCut(Path file) throws IOException {
    PacketBatch whole = read(file);
    PacketBatch cut = new PacketBatch(CaptureFile.BATCH_CAPACITY);
    Packet packet = new Packet();
    int start = 0;
    for (int i = 0; i < whole.size(); i++) {
      whole.get(i, packet);
      for (int length = 1; length <= packet.bytes().length(); length++) {
        start = add(cut, packet, start, length);
      }
    }
    return cut;
  }

  /** {@return where the next packet's bytes begin} */
  private static int add(PacketBatch batch, Packet packet, int start, int capturedLength) {
    WireBytes bytes = packet.bytes();
    batch.reserve(start + capturedLength);
    bytes.copyTo(0, batch.memory(), start, capturedLength);
    batch.add(
        packet.captureInterface(),
        packet.timestampSeconds(),
        packet.timestampFractionNanos(),
        start,
        capturedLength,
        packet.originalLength(),
        packet.flags());
    return start + capturedLength;
  }
}
