package dev.podsonde.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFileTest {
  private static final CaptureInterface ETHERNET_MICROS =
      CaptureInterface.unnamed(LinkType.ETHERNET, 262_144, 6);

  @TempDir private Path directory;

  @Test
  void pcapIsReadInBothByteOrdersAndBothPrecisions() throws IOException {
    for (CaptureBytes file : List.of(CaptureBytes.littleEndian(), CaptureBytes.bigEndian())) {
      file.pcapHeader(PcapReader.MAGIC_NANOS, 65_535, 113);
      file.pcapRecord(1_700_000_000, 123_456_789, "0102030405", 60);
      CaptureInterface cooked = CaptureInterface.unnamed(LinkType.LINUX_SLL, 65_535, 9);
      assertThat(CapturedPacket.readAll(file.toByteArray()))
          .containsExactly(packet(cooked, 1_700_000_000, 123_456_789, 60, "0102030405"));
    }
    byte[] micros =
        CaptureBytes.bigEndian()
            .pcapHeader(PcapReader.MAGIC_MICROS, 262_144, 1)
            .pcapRecord(1, 999_999, "ff", 1)
            .toByteArray();
    assertThat(CapturedPacket.readAll(micros))
        .containsExactly(packet(ETHERNET_MICROS, 1, 999_999_000, 1, "ff"));
  }

  @Test
  void theModifiedPcapHasEightMoreBytesPerRecord() throws IOException {
    byte[] file =
        CaptureBytes.littleEndian()
            .pcapHeader(PcapReader.MAGIC_MODIFIED, 1500, 1)
            .i32(7)
            .i32(8)
            .i32(2)
            .i32(60)
            .hex("00000003 0800 00 00")
            .hex("abcd")
            .toByteArray();
    assertThat(CapturedPacket.readAll(file))
        .containsExactly(
            packet(CaptureInterface.unnamed(LinkType.ETHERNET, 1514, 6), 7, 8000, 60, "abcd"));
  }

  @Test
  void frameCheckBitsAboveTheLinkTypeAreNoPartOfIt() throws IOException {
    byte[] file =
        CaptureBytes.littleEndian()
            .pcapHeader(PcapReader.MAGIC_MICROS, 262_144, 0x2400_0001)
            .pcapRecord(0, 0, "ff", 1)
            .toByteArray();
    assertThat(CapturedPacket.readAll(file))
        .containsExactly(packet(ETHERNET_MICROS, 0, 0, 1, "ff"));
  }

  /** tcpdump -r cuts such a record to the snaplen of the header. */
  @Test
  void aRecordLongerThanTheSnaplenIsCutToIt() throws IOException {
    byte[] file =
        CaptureBytes.littleEndian()
            .pcapHeader(PcapReader.MAGIC_MICROS, 2, 1)
            .pcapRecord(0, 0, "01020304", 4)
            .pcapRecord(0, 0, "05", 1)
            .toByteArray();
    CaptureInterface two = CaptureInterface.unnamed(LinkType.ETHERNET, 2, 6);
    assertThat(CapturedPacket.readAll(file))
        .containsExactly(packet(two, 0, 0, 4, "0102"), packet(two, 0, 0, 1, "05"));
  }

  /** As libpcap 1.10 on a little-endian machine: tcpdump prints [timestamp overflow] for it. */
  @Test
  void secondsPast2038AreNegativeInALittleEndianPcap() throws IOException {
    byte[] little = CaptureBytes.pcap().pcapRecord(0x8000_0000, 0x8000_0000, "ff", 1).toByteArray();
    byte[] big =
        CaptureBytes.bigEndian()
            .pcapHeader(PcapReader.MAGIC_MICROS, 262_144, 1)
            .pcapRecord(0x8000_0000, 0x8000_0000, "ff", 1)
            .toByteArray();
    assertThat(CapturedPacket.readAll(little))
        .containsExactly(packet(ETHERNET_MICROS, -0x8000_0000L, -0x8000_0000L * 1000, 1, "ff"));
    assertThat(CapturedPacket.readAll(big))
        .containsExactly(packet(ETHERNET_MICROS, 0x8000_0000L, 0x8000_0000L * 1000, 1, "ff"));
  }

  @Test
  void anAbsurdCapturedLengthEndsTheFileAfterThePacketsBefore() {
    byte[] file =
        CaptureBytes.pcap()
            .pcapRecord(0, 0, "ff", 1)
            .i32(0)
            .i32(0)
            .i32(262_145)
            .i32(1)
            .toByteArray();
    CapturedPacket.Outcome outcome = CapturedPacket.readUntilFailure(file);
    assertThat(outcome.packets()).hasSize(1);
    assertThat(outcome.failure())
        .hasMessage(
            "test: packet record at byte 41: invalid packet capture length 262145, bigger than"
                + " snaplen of 262144; the file is damaged from here on");
  }

  @Test
  void lengthsOfVersionsBefore24AreFoundInEitherOrder() throws IOException {
    for (int minor : new int[] {2, 3}) {
      byte[] file =
          CaptureBytes.littleEndian()
              .i32(PcapReader.MAGIC_MICROS)
              .u16(2)
              .u16(minor)
              .i64(0)
              .i32(96)
              .i32(1)
              .i32(0)
              .i32(0)
              .i32(60)
              .i32(1)
              .hex("ff")
              .toByteArray();
      CaptureInterface old = CaptureInterface.unnamed(LinkType.ETHERNET, 96, 6);
      assertThat(CapturedPacket.readAll(file)).containsExactly(packet(old, 0, 0, 60, "ff"));
    }
  }

  @Test
  void aPcapCutAnywhereGivesThePacketsBeforeAndOneError() {
    byte[] file =
        CaptureBytes.pcap().pcapRecord(1, 0, "0102", 2).pcapRecord(2, 0, "030405", 3).toByteArray();
    assertEachCut(file, 24, 24 + 18, 24 + 18 + 19);
  }

  @Test
  void aPcapNgCutAnywhereGivesThePacketsBeforeAndOneError() {
    CaptureBytes file = CaptureBytes.bigEndian().section();
    int afterSection = file.length();
    file.interfaceBlock(1, 0, file.body());
    int afterInterface = file.length();
    file.enhancedPacket(0, 1, "0102", 2);
    int afterFirst = file.length();
    file.enhancedPacket(0, 2, "030405", 3);
    byte[] whole = file.toByteArray();
    for (int length = 0; length <= whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      CapturedPacket.Outcome outcome = CapturedPacket.readUntilFailure(cut);
      int packets = length < afterFirst ? 0 : length < whole.length ? 1 : 2;
      assertThat(outcome.packets()).as("cut at %d", length).hasSize(packets);
      boolean isAtBoundary =
          List.of(afterSection, afterInterface, afterFirst, whole.length).contains(length);
      assertThat(outcome.failure() == null).as("cut at %d", length).isEqualTo(isAtBoundary);
    }
  }

  @Test
  void aGzipFileCutAnywhereGivesAPrefixOfItsPacketsAndOneError() throws IOException {
    var plain = CaptureBytes.pcap();
    for (int i = 0; i < 20; i++) {
      plain.pcapRecord(i, i * 37, "0102" + "%02x".formatted(i * 11 & 0xff), 3);
    }
    byte[] compressed = gzip(plain.toByteArray());
    List<CapturedPacket> all = CapturedPacket.readAll(compressed);
    assertThat(all).hasSize(20).isEqualTo(CapturedPacket.readAll(plain.toByteArray()));
    for (int length = 0; length < compressed.length; length++) {
      byte[] cut = Arrays.copyOf(compressed, length);
      CapturedPacket.Outcome outcome = CapturedPacket.readUntilFailure(cut);
      assertThat(outcome.failure()).as("cut at %d", length).isNotNull();
      assertThat(outcome.packets()).isEqualTo(all.subList(0, outcome.packets().size()));
    }
  }

  /** Counted against gzip -dc, which prints what it gets out of the file before it fails. */
  @Test
  void aCutOrDamagedGzipFileGivesEachPacketThatGzipGetsOutOfIt() throws Exception {
    var plain = CaptureBytes.pcap();
    for (int i = 0; i < 20_000; i++) {
      plain.pcapRecord(i, i * 37 % 1_000_000, "%08x".formatted(i * 0x9e37_79b9), 4);
    }
    byte[] compressed = gzip(plain.toByteArray());
    Path file = directory.resolve("cut.gz");
    for (int length = compressed.length - 1; length > 20; length -= length < 10 ? 1 : 9973) {
      Files.write(file, Arrays.copyOf(compressed, length));
      assertGivesWhatGzipDoes(file);
    }
    compressed[compressed.length - 8] ^= 1; // the checksum
    Files.write(file, compressed);
    assertGivesWhatGzipDoes(file);
    assertThat(CapturedPacket.readUntilFailure(compressed).packets()).hasSize(20_000);
  }

  private static void assertGivesWhatGzipDoes(Path file) throws Exception {
    CapturedPacket.Outcome outcome = CapturedPacket.readUntilFailure(Files.readAllBytes(file));
    int gunzipped = Program.lengthOfOutput("gzip", "-dc", file.toString());
    int packets = Math.max(0, gunzipped - 24) / 20;
    assertThat(outcome.failure()).isNotNull();
    assertThat(outcome.packets()).as("%d bytes", Files.size(file)).hasSize(packets);
  }

  @Test
  void gzipMembersFollowEachOtherAndZerosPadThem() throws IOException {
    byte[] first = CaptureBytes.pcap().pcapRecord(1, 0, "0102", 2).hex("0200 0000").toByteArray();
    byte[] second =
        CaptureBytes.littleEndian().hex("0000 0000 0100 0000 0100 0000 ff").toByteArray();
    byte[] both =
        CaptureBytes.littleEndian()
            .raw(gzip(first))
            .raw(gzip(second))
            .raw(new byte[512])
            .toByteArray();
    assertThat(CapturedPacket.readAll(both))
        .containsExactly(
            packet(ETHERNET_MICROS, 1, 0, 2, "0102"), packet(ETHERNET_MICROS, 2, 0, 1, "ff"));
    both[both.length - 1] = 1;
    assertThat(CapturedPacket.readUntilFailure(both).failure())
        .hasMessage("test: gzip member 2: something follows the zero bytes after the last member");
  }

  @Test
  void damageInsideGzipIsNoticed() throws IOException {
    byte[] compressed = gzip(CaptureBytes.pcap().pcapRecord(1, 0, "0102", 2).toByteArray());
    compressed[compressed.length - 8] ^= 1;
    assertThat(CapturedPacket.readUntilFailure(compressed).failure())
        .hasMessage("test: gzip member 1: checksum or length of the decompressed data is wrong");
  }

  @Test
  void whatIsNoCaptureShowsHowItBegins() {
    assertThat(CapturedPacket.readUntilFailure(new byte[0]).failure())
        .hasMessage("test: file at byte 0: it is empty, not a capture");
    byte[] program = CaptureBytes.littleEndian().hex("7f45 4c46 0201 0100").toByteArray();
    assertThat(CapturedPacket.readUntilFailure(program).failure())
        .hasMessageEndingWith("for it starts with 7f 45 4c 46 02 01 01 00");
  }

  @Test
  void aDirectoryAndAMissingFileAreTold() {
    assertThatThrownBy(() -> open(directory))
        .isInstanceOf(IOException.class)
        .hasMessage(directory + ": is a directory, not a capture file");
    assertThatThrownBy(() -> open(directory.resolve("none.pcap")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage(directory.resolve("none.pcap") + ": no such file");
  }

  /** A pipe gives little at a time; a packet is handed out when its last byte has come. */
  @Test
  void aPacketOfALiveStreamDoesNotWaitForTheNext() throws IOException {
    byte[] file =
        CaptureBytes.pcap().pcapRecord(1, 0, "0102", 2).pcapRecord(2, 0, "030405", 3).toByteArray();
    int[] readSoFar = {0};
    var trickle =
        new InputStream() {
          @Override
          public int read() {
            return readSoFar[0] == file.length ? -1 : file[readSoFar[0]++] & 0xff;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            int one = length == 0 ? -1 : read();
            if (one >= 0) {
              target[offset] = (byte) one;
            }
            return one < 0 ? -1 : 1;
          }
        };
    List<Integer> readAtPacket = new ArrayList<>();
    var batch = new PacketBatch(CaptureFile.BATCH_CAPACITY);
    try (CaptureFile capture = CaptureFile.open(trickle, "test")) {
      while (capture.read(batch)) {
        readAtPacket.add(readSoFar[0]);
        assertThat(batch.size()).isEqualTo(1);
      }
    }
    assertThat(readAtPacket).containsExactly(24 + 18, 24 + 18 + 19);
  }

  /** 262,144 bytes of packet do not fit the batch that the caller brought. */
  @Test
  void aPacketLargerThanTheBatchMakesItGrow() throws IOException {
    String hex = "5a".repeat(262_144);
    byte[] file =
        CaptureBytes.littleEndian()
            .pcapHeader(PcapReader.MAGIC_MICROS, 0, 1)
            .pcapRecord(1, 0, "01", 1)
            .pcapRecord(2, 0, hex, 262_144)
            .toByteArray();
    assertThat(CapturedPacket.readAll(file))
        .containsExactly(
            packet(ETHERNET_MICROS, 1, 0, 1, "01"), packet(ETHERNET_MICROS, 2, 0, 262_144, hex));
  }

  @Test
  void theFirstInterfaceIsKnownBeforeAnyPacketIsRead() throws IOException {
    byte[] file =
        CaptureBytes.littleEndian()
            .pcapHeader(PcapReader.MAGIC_MICROS, 0, 113)
            .pcapRecord(1, 0, "01", 1)
            .toByteArray();
    try (CaptureFile capture = CaptureFile.open(new ByteArrayInputStream(file), "test")) {
      assertThat(capture.firstInterface().linkType()).isEqualTo(LinkType.LINUX_SLL);
      assertThat(capture.snaplen()).isEqualTo(262_144);
      assertThat(CapturedPacket.readAll(capture)).hasSize(1);
    }
  }

  @Test
  void aFailureIsRepeatedAndTheBatchIsEmpty() throws IOException {
    byte[] file =
        CaptureBytes.littleEndian()
            .pcapHeader(PcapReader.MAGIC_MICROS, 0, 1)
            .pcapRecord(1, 0, "01", 1)
            .hex("00")
            .toByteArray();
    var batch = new PacketBatch(1);
    try (CaptureFile capture = CaptureFile.open(new ByteArrayInputStream(file), "test")) {
      assertThat(capture.read(batch)).isTrue();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> capture.read(batch))
            .isInstanceOf(PcapFormatException.class)
            .hasMessage(
                "test: packet record at byte 41: the file ends after 1 of 16 bytes; it was cut");
        assertThat(batch.size()).isZero();
      }
    }
  }

  @Test
  void aReusedBatchKeepsNoCommentOfThePacketBefore() throws IOException {
    CaptureBytes file = CaptureBytes.littleEndian().section();
    file.interfaceBlock(1, 0, file.body());
    file.enhancedPacket(0, 1, "01", 1, file.body().option(1, "first").endOfOptions());
    file.enhancedPacket(0, 1, "01", 1);
    var packet = new Packet();
    var batch = new PacketBatch(1);
    try (CaptureFile capture =
        CaptureFile.open(new ByteArrayInputStream(file.toByteArray()), "test")) {
      capture.read(batch);
      batch.get(0, packet);
      assertThat(packet.comment()).isEqualTo("first");
      batch.get(1, packet);
      assertThat(packet.comment()).isNull();
    }
  }

  private static void open(Path path) throws IOException {
    try (CaptureFile capture = CaptureFile.open(path)) {
      capture.firstInterface();
    }
  }

  private static void assertEachCut(byte[] whole, int... boundaries) {
    for (int length = 0; length <= whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      CapturedPacket.Outcome outcome = CapturedPacket.readUntilFailure(cut);
      int packets = -1;
      boolean isAtBoundary = false;
      for (int boundary : boundaries) {
        packets += boundary <= length ? 1 : 0;
        isAtBoundary |= boundary == length;
      }
      assertThat(outcome.packets()).as("cut at %d", length).hasSize(Math.max(0, packets));
      assertThat(outcome.failure() == null).as("cut at %d", length).isEqualTo(isAtBoundary);
    }
  }

  private static CapturedPacket packet(
      CaptureInterface captureInterface,
      long seconds,
      long fractionNanos,
      int originalLength,
      String hex) {
    return new CapturedPacket(
        captureInterface, seconds, fractionNanos, originalLength, hex, 0, null);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(plain);
    }
    return compressed.toByteArray();
  }
}
