package dev.podsonde.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.IpAddress;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.ReaderGoneException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureWriterTest {
  private static final CaptureInterface POD =
      new CaptureInterface(
          "kube-system/coredns-abc:eth0",
          "node worker-1, image coredns:1.11",
          LinkType.ETHERNET,
          262_144,
          "udp port 53",
          9);
  private static final CaptureInterface TUNNEL =
      new CaptureInterface("wg0", "", LinkType.RAW, 96, "", 9);

  @TempDir private Path directory;

  @Test
  void pcapNgKeepsAllThatAPacketSays() throws IOException {
    List<CapturedPacket> packets =
        List.of(
            new CapturedPacket(POD, 1_700_000_000, 123_456_789, 1500, "0102030405", 0, null),
            new CapturedPacket(TUNNEL, 1_700_000_001, 1, 3, "aabbcc", 0x0400_0002, null),
            new CapturedPacket(POD, 4_323_283_200L, 999_999_999, 4, "", 0, "two\nlines"));
    assertThat(CapturedPacket.readAll(pcapNg(packets))).isEqualTo(packets);
  }

  @Test
  void aFileReadAndWrittenAgainIsTheSameFile() throws IOException {
    byte[] first =
        pcapNg(
            List.of(
                new CapturedPacket(POD, 1, 2, 1500, "0102030405", 1, "query without answer"),
                new CapturedPacket(TUNNEL, 3, 4, 3, "aabbcc", 0, null)));
    assertThat(pcapNg(CapturedPacket.readAll(first))).isEqualTo(first);
  }

  @Test
  void pcapToPcapNgAndBackKeepsEveryByte() throws IOException {
    for (int magic : new int[] {PcapReader.MAGIC_MICROS, PcapReader.MAGIC_NANOS}) {
      byte[] pcap =
          CaptureBytes.littleEndian()
              .pcapHeader(magic, 65_535, 113)
              .pcapRecord(1_700_000_000, 123_456, "0102030405", 60)
              .pcapRecord(0xffff_fffe, 999_999, "06", 1)
              .toByteArray();
      byte[] pcapNg = pcapNg(CapturedPacket.readAll(pcap));
      assertThat(pcap(CapturedPacket.readAll(pcapNg))).isEqualTo(pcap);
    }
  }

  @Test
  void namesComeBack() throws IOException {
    var names = new HostNames();
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < 1000; i++) {
      names.put(new IpAddress(4, 0, 0x0a00_0000L + i), "pod-" + i);
    }
    try (var writer = PcapNgWriter.to(Channels.newChannel(bytes), "test", "podsonde", names)) {
      writer.declare(POD);
      names.put(new IpAddress(16, 0x2001_0db8L << 32, 1), "kube-system/coredns-abc");
    }
    try (var capture = CaptureFile.open(new ByteArrayInputStream(bytes.toByteArray()), "test")) {
      assertThat(CapturedPacket.readAll(capture)).isEmpty();
      assertThat(capture.names().size()).isEqualTo(1001);
      assertThat(capture.names().refused()).isZero();
    }
  }

  @Test
  void pcapHasOneLinkType() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer = PcapWriter.to(Channels.newChannel(bytes), "out.pcap")) {
      writer.declare(POD);
      assertThatThrownBy(() -> writer.declare(TUNNEL))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "out.pcap: a pcap file has one link type, but packets come with 1 and 101; write"
                  + " pcapng, to a name that ends in .pcapng");
    }
  }

  @Test
  void aFullDiskIsToldByName() {
    Path full = Path.of("/dev/full");
    var packet = view(new CapturedPacket(POD, 1, 2, 5, "0102030405", 0, null));
    assertThatThrownBy(
            () -> {
              try (var writer = PcapWriter.create(full, ByteOrder.LITTLE_ENDIAN)) {
                writer.write(packet);
                writer.flush();
              }
            })
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(ReaderGoneException.class)
        .hasMessage("/dev/full: No space left on device");
  }

  /** The kernel takes part of the last buffer when the disk is full; the part is cut away again. */
  @Test
  void whatAFullDiskTookStaysAValidCapture() throws IOException {
    Path file = directory.resolve("full.pcapng");
    var packet = view(new CapturedPacket(POD, 1, 2, 5, "0102030405", 0, null));
    int room = 1000;
    try (FileChannel disk =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThatThrownBy(() -> writeMany(new SmallDisk(disk, room), file, packet))
          .isInstanceOf(IOException.class)
          .hasMessageMatching(
              file + ": No space left on device; its first [0-9]+ bytes are a valid capture");
    }
    CapturedPacket.Outcome outcome = CapturedPacket.readUntilFailure(Files.readAllBytes(file));
    assertThat(outcome.failure()).isNull();
    assertThat(outcome.packets()).isNotEmpty();
    assertThat(Files.size(file)).isBetween(room - 100L, (long) room);
  }

  @Test
  @SuppressWarnings("MustBeClosedChecker") // closed below, after its reader
  void aReaderThatWentAwayIsNoFullDisk() throws IOException {
    var packet = view(new CapturedPacket(POD, 1, 2, 5, "0102030405", 0, null));
    Path fifo = directory.resolve("fifo");
    Program.run("mkfifo", fifo.toString());
    // Open for both, so that neither side waits for the other.
    FileChannel reader = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE);
    PcapWriter writer;
    try (reader) {
      writer = PcapWriter.create(fifo, ByteOrder.LITTLE_ENDIAN);
    }
    try (writer) {
      writer.write(packet);
      assertThatThrownBy(writer::flush)
          .isInstanceOf(ReaderGoneException.class)
          .hasMessage(fifo + ": whoever read it has gone");
    }
  }

  private static void writeMany(SmallDisk disk, Path file, Packet packet) throws IOException {
    var output =
        new OutputBuffer(
            disk, file.toString(), disk.file, ByteOrder.LITTLE_ENDIAN, PcapNgWriter::blockLength);
    try (var writer = new PcapNgWriter(output, "podsonde", new HostNames())) {
      for (int i = 0; i < 100; i++) {
        writer.write(packet);
      }
    }
  }

  private static byte[] pcapNg(List<CapturedPacket> packets) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer =
        PcapNgWriter.to(Channels.newChannel(bytes), "test", "podsonde 0", new HostNames())) {
      for (CapturedPacket packet : packets) {
        writer.write(view(packet));
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] pcap(List<CapturedPacket> packets) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer = PcapWriter.to(Channels.newChannel(bytes), "test")) {
      for (CapturedPacket packet : packets) {
        writer.write(view(packet));
      }
    }
    return bytes.toByteArray();
  }

  static Packet view(CapturedPacket packet) {
    byte[] bytes = HexFormat.of().parseHex(packet.hex());
    var batch = new PacketBatch(bytes.length);
    System.arraycopy(bytes, 0, batch.memory(), 0, bytes.length);
    batch.add(
        packet.captureInterface(),
        packet.seconds(),
        packet.fractionNanos(),
        0,
        bytes.length,
        packet.originalLength(),
        packet.flags());
    if (packet.comment() != null) {
      batch.commentLast(packet.comment());
    }
    var view = new Packet();
    batch.get(0, view);
    return view;
  }

  /** Takes as many bytes as it has room for, then refuses. */
  private static final class SmallDisk implements WritableByteChannel {
    private final FileChannel file;
    private final int room;

    SmallDisk(FileChannel file, int room) {
      this.file = file;
      this.room = room;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int free = (int) (room - file.size());
      if (free == 0) {
        throw new IOException("No space left on device");
      }
      int count = Math.min(free, source.remaining());
      int limit = source.limit();
      source.limit(source.position() + count);
      file.write(source);
      source.limit(limit);
      return count;
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
