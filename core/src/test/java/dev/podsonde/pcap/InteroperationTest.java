package dev.podsonde.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.IpAddress;
import dev.podsonde.packet.LinkType;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Others read what we write, and we read what they write. */
class InteroperationTest {
  private static final CaptureInterface POD =
      new CaptureInterface(
          "kube-system/coredns-abc:eth0", "node worker-1", LinkType.ETHERNET, 0, "udp port 53", 9);
  private static final CaptureInterface TUNNEL =
      new CaptureInterface("wg0", "", LinkType.RAW, 96, "", 6);
  private static final String IPV4_UDP =
      "4500002000010000401100000af400030a60000a" + "00353039000c000001020304";
  private static final String FRAME = "0242ac1100020242ac1100030800" + IPV4_UDP;

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    file = directory.resolve("ours.pcapng");
    writeFile(file, ByteOrder.LITTLE_ENDIAN);
  }

  private static void writeFile(Path file, ByteOrder byteOrder) throws IOException {
    var names = new HostNames();
    names.put(new IpAddress(4, 0, 0x0af4_0003L), "kube-system/coredns-abc");
    try (var writer = PcapNgWriter.create(file, byteOrder, "podsonde 0.1", names)) {
      writer.write(
          CaptureWriterTest.view(
              new CapturedPacket(POD, 1_700_000_000, 123_456_789, 1500, FRAME, 2, "no answer")));
      writer.write(
          CaptureWriterTest.view(
              new CapturedPacket(TUNNEL, 1_700_000_001, 5000, 32, IPV4_UDP, 0, null)));
      writer.write(
          POD, new InterfaceStatistics(1_700_000_000L * 1_000_000_000, 0, 42, 3, 7, "lost some"));
    }
  }

  @Test
  void tsharkReadsNanosecondsInterfacesFlagsCommentsAndNames() throws IOException {
    String fields =
        Program.run(
            "tshark",
            "-r",
            file.toString(),
            "-N",
            "n",
            "-T",
            "fields",
            "-E",
            "separator=|",
            "-e",
            "frame.time_epoch",
            "-e",
            "frame.interface_name",
            "-e",
            "frame.len",
            "-e",
            "frame.cap_len",
            "-e",
            "frame.packet_flags_direction",
            "-e",
            "frame.comment",
            "-e",
            "ip.src_host");
    assertThat(fields.lines())
        .containsExactly(
            "1700000000.123456789|kube-system/coredns-abc:eth0|1500|46|0x00000002|no answer|"
                + "kube-system/coredns-abc",
            "1700000001.000005000|wg0|32|32|||kube-system/coredns-abc");
  }

  @Test
  void capinfosReadsInterfacesAndDrops() throws IOException {
    assertThat(Program.run("capinfos", file.toString()))
        .contains(
            "podsonde 0.1",
            "Number of interfaces in file: 2",
            "Name = kube-system/coredns-abc:eth0",
            "Description = node worker-1",
            "Filter string = udp port 53",
            "Capture length = 262144",
            "Time precision = nanoseconds (9)",
            "Number of stat entries = 1",
            "Time precision = microseconds (6)");
  }

  @Test
  void everyWordOfEitherByteOrderIsReadTheSame() throws IOException {
    Path bigEndian = directory.resolve("big-endian.pcapng");
    writeFile(bigEndian, ByteOrder.BIG_ENDIAN);
    assertThat(Files.readAllBytes(bigEndian)).containsSequence(0x1a, 0x2b, 0x3c, 0x4d);
    assertThat(Program.run("tshark", "-r", bigEndian.toString(), "-V"))
        .isEqualTo(Program.run("tshark", "-r", file.toString(), "-V"));
    assertThat(described(bigEndian)).isEqualTo(described(file));
    Path back = directory.resolve("back.pcap");
    Path pcap = directory.resolve("big-endian.pcap");
    try (var writer = PcapWriter.create(pcap, ByteOrder.BIG_ENDIAN)) {
      writer.write(
          CaptureWriterTest.view(
              new CapturedPacket(POD, 1_700_000_000, 123_456_789, 1500, FRAME, 0, null)));
    }
    Program.run("editcap", "-F", "nsecpcap", pcap.toString(), back.toString());
    assertThat(Files.readAllBytes(pcap)).startsWith(0xa1, 0xb2, 0x3c, 0x4d);
    assertThat(CapturedPacket.readAll(Files.readAllBytes(back)))
        .isEqualTo(CapturedPacket.readAll(Files.readAllBytes(pcap)));
  }

  /** What stands beside the packets: interfaces, their filters and statistics. */
  private static String described(Path capture) throws IOException {
    return Program.run("capinfos", "-I", capture.toString()).replaceFirst("File name:.*", "");
  }

  @Test
  void whatEditcapAndMergecapWriteIsReadAsTheSamePackets() throws IOException {
    CapturedPacket packet = new CapturedPacket(POD, 1_700_000_000, 123_456_789, 46, FRAME, 0, null);
    Path pcap = directory.resolve("ours.pcap");
    try (var writer = PcapWriter.create(pcap, ByteOrder.LITTLE_ENDIAN)) {
      writer.write(CaptureWriterTest.view(packet));
    }
    Path edited = directory.resolve("edited.pcapng");
    Program.run("editcap", pcap.toString(), edited.toString());
    assertThat(CapturedPacket.readAll(Files.readAllBytes(edited)))
        .extracting(CapturedPacket::hex, CapturedPacket::seconds, CapturedPacket::fractionNanos)
        .containsExactly(tuple(FRAME, 1_700_000_000L, 123_456_789L));
    Path merged = directory.resolve("merged.pcapng");
    Program.run("mergecap", "-w", merged.toString(), file.toString(), file.toString());
    assertThat(CapturedPacket.readAll(Files.readAllBytes(merged)))
        .extracting(CapturedPacket::hex)
        .containsExactly(FRAME, FRAME, IPV4_UDP, IPV4_UDP);
  }
}
