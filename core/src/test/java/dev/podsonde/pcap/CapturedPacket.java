package dev.podsonde.pcap;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a file says about one packet, as a value that tests compare. */
record CapturedPacket(
    CaptureInterface captureInterface,
    long seconds,
    long fractionNanos,
    int originalLength,
    String hex,
    int flags,
    @Nullable String comment) {

  /** What a source gave before its end or its failure. */
  record Outcome(List<CapturedPacket> packets, @Nullable IOException failure) {}

  static CapturedPacket of(Packet packet) {
    byte[] bytes = new byte[packet.bytes().length()];
    packet.bytes().copyTo(0, bytes, 0, bytes.length);
    return new CapturedPacket(
        packet.captureInterface(),
        packet.timestampSeconds(),
        packet.timestampFractionNanos(),
        packet.originalLength(),
        HexFormat.of().formatHex(bytes),
        packet.flags(),
        packet.comment());
  }

  static List<CapturedPacket> readAll(byte[] file) throws IOException {
    try (CaptureFile capture = CaptureFile.open(new ByteArrayInputStream(file), "test")) {
      return readAll(capture);
    }
  }

  static List<CapturedPacket> readAll(PacketSource source) throws IOException {
    List<CapturedPacket> packets = new ArrayList<>();
    addAll(source, packets);
    return packets;
  }

  static Outcome readUntilFailure(byte[] file) {
    List<CapturedPacket> packets = new ArrayList<>();
    try (CaptureFile capture = CaptureFile.open(new ByteArrayInputStream(file), "test")) {
      addAll(capture, packets);
      return new Outcome(packets, null);
    } catch (IOException failure) {
      return new Outcome(packets, failure);
    }
  }

  private static void addAll(PacketSource source, List<CapturedPacket> packets) throws IOException {
    var batch = new PacketBatch(1);
    var packet = new Packet();
    while (source.read(batch)) {
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i, packet);
        packets.add(of(packet));
      }
    }
  }
}
