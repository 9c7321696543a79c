package dev.podsonde.pcap;

import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;

/** What must hold for every input: it ends, in bounded memory, with nothing but an IOException. */
final class CaptureFuzz {
  private static final int MEMORY_MAX =
      PcapNgReader.BLOCK_LENGTH_MAX + 2 * CaptureFile.BATCH_CAPACITY;

  /** gzip makes at most 1032 times as much (RFC 1951). */
  private static final int INFLATION_MAX = 1032;

  private CaptureFuzz() {}

  static void check(byte[] file) {
    long packets = 0;
    var batch = new PacketBatch(1);
    var packet = new Packet();
    try (var capture = CaptureFile.open(new ByteArrayInputStream(file), "fuzz");
        var sink =
            PcapNgWriter.to(
                Channels.newChannel(OutputStream.nullOutputStream()),
                "sink",
                "fuzz",
                capture.names())) {
      while (capture.read(batch)) {
        packets += batch.size();
        for (int i = 0; i < batch.size(); i++) {
          batch.get(i, packet);
          sink.write(packet);
        }
      }
      require(capture.names().size() <= HostNames.NAMES_MAX, "names");
    } catch (IOException expected) {
      // Damage is what these inputs are made of.
    }
    require(batch.memory().length <= MEMORY_MAX, "memory of the batch");
    require(packets <= (long) INFLATION_MAX * file.length, "number of packets");
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what + " without bound");
    }
  }
}
