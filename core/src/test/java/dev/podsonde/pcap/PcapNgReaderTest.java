package dev.podsonde.pcap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.WireBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapNgReaderTest {
  private static final CaptureInterface ETHERNET =
      new CaptureInterface("", "", LinkType.ETHERNET, 0, "", 6);

  /** A power of ten, or with the uppermost bit a power of two; cut to nanoseconds. */
  @ParameterizedTest
  @CsvSource({
    "00, 7, 7, 0, 0",
    "03, 7123, 7, 123000000, 3",
    "06, 7000001, 7, 1000, 6",
    "09, 7000000001, 7, 1, 9",
    "0c, 7000000001999, 7, 1, 9",
    "8a, 7169, 7, 976562, 9",
    "94, 7864320, 7, 500000000, 9",
    "bf, 4611686018427387904, 0, 500000000, 9",
    "09, 18446744073709551615, 18446744073, 709551615, 9",
  })
  void timestampsHaveTheResolutionOfTheirInterface(
      String resolution, String ticks, long seconds, long fractionNanos, int digits)
      throws IOException {
    CaptureBytes file = CaptureBytes.littleEndian().section();
    byte[] value = {(byte) Integer.parseInt(resolution, 16)};
    file.interfaceBlock(1, 0, file.body().option(9, value).endOfOptions());
    file.enhancedPacket(0, Long.parseUnsignedLong(ticks), "ff", 1);
    CapturedPacket packet = CapturedPacket.readAll(file.toByteArray()).getFirst();
    assertThat(packet.seconds()).isEqualTo(seconds);
    assertThat(packet.fractionNanos()).isEqualTo(fractionNanos);
    assertThat(packet.captureInterface().fractionDigits()).isEqualTo(digits);
  }

  @Test
  void theOffsetOfAnInterfaceIsAddedInSeconds() throws IOException {
    CaptureBytes file = CaptureBytes.bigEndian().section();
    byte[] offset = file.body().i64(-3).toByteArray();
    file.interfaceBlock(1, 0, file.body().option(14, offset).endOfOptions());
    file.enhancedPacket(0, 500, "ff", 1);
    file.enhancedPacket(0, 10_000_001, "ff", 1);
    assertThat(CapturedPacket.readAll(file.toByteArray()))
        .extracting(CapturedPacket::seconds)
        .containsExactly(-3L, 7L);
  }

  @Test
  void sectionsHaveTheirOwnByteOrderAndInterfaces() throws IOException {
    CaptureBytes little = CaptureBytes.littleEndian().section();
    little.interfaceBlock(1, 96, little.body().option(2, "eth0").endOfOptions());
    little.interfaceBlock(101, 0, little.body().option(2, "wg0").option(3, "tunnel"));
    little.enhancedPacket(1, 1, "01", 1);
    little.enhancedPacket(0, 2, "02", 1);
    CaptureBytes big = CaptureBytes.bigEndian().section();
    byte[] filter = "\0udp port 53".getBytes(UTF_8);
    big.interfaceBlock(113, 0, big.body().option(11, filter).endOfOptions());
    big.enhancedPacket(0, 3, "03", 1);
    byte[] both =
        CaptureBytes.littleEndian().raw(little.toByteArray()).raw(big.toByteArray()).toByteArray();
    assertThat(CapturedPacket.readAll(both))
        .extracting(CapturedPacket::captureInterface)
        .containsExactly(
            new CaptureInterface("wg0", "tunnel", LinkType.RAW, 0, "", 6),
            new CaptureInterface("eth0", "", LinkType.ETHERNET, 96, "", 6),
            new CaptureInterface("", "", LinkType.LINUX_SLL, 0, "udp port 53", 6));
  }

  @Test
  void simpleAndObsoletePacketsAreReadAndOtherBlocksSkipped() throws IOException {
    CaptureBytes file = CaptureBytes.bigEndian().section();
    file.interfaceBlock(1, 4, file.body());
    file.block(0x0000_000a, file.body().hex("544c534b 00000000"));
    file.block(PcapNgBlockType.SIMPLE_PACKET, file.body().i32(60).hex("01020304"));
    file.block(0x4000_0bad, file.body().hex("00007ed9 01020304"));
    file.block(
        PcapNgBlockType.PACKET,
        file.body().u16(0).u16(7).i32(0).i32(1_000_001).i32(3).i32(60).hex("0a0b0c00"));
    CaptureInterface four = new CaptureInterface("", "", LinkType.ETHERNET, 4, "", 6);
    assertThat(CapturedPacket.readAll(file.toByteArray()))
        .containsExactly(
            new CapturedPacket(four, 0, 0, 60, "01020304", 0, null),
            new CapturedPacket(four, 1, 1000, 60, "0a0b0c", 0, null));
  }

  @Test
  void flagsAndAllCommentsOfAPacketAreKept() throws IOException {
    CaptureBytes file = CaptureBytes.littleEndian().section();
    file.interfaceBlock(1, 0, file.body());
    byte[] flags = file.body().i32(0x0000_0022).toByteArray();
    CaptureBytes options = file.body().option(1, "one").option(2, flags).option(1, "two");
    file.enhancedPacket(0, 0, "01", 1, options.endOfOptions());
    assertThat(CapturedPacket.readAll(file.toByteArray()))
        .containsExactly(new CapturedPacket(ETHERNET, 0, 0, 1, "01", 0x22, "one\ntwo"));
  }

  @Test
  void namesAndStatisticsAreKept() throws IOException {
    CaptureBytes file = CaptureBytes.littleEndian().section();
    file.interfaceBlock(1, 0, file.body().option(2, "eth0").endOfOptions());
    CaptureBytes names = file.body();
    names.option(
        1, file.body().hex("0af40003").raw("coredns\0alias\0".getBytes(UTF_8)).toByteArray());
    names.option(1, file.body().hex("0af4").toByteArray());
    names.option(1, file.body().hex("0af40004").raw("\u001b[2J\0".getBytes(UTF_8)).toByteArray());
    file.block(PcapNgBlockType.NAME_RESOLUTION, names.endOfOptions());
    CaptureBytes counts = file.body().i32(0).i32(0).i32(9_000_000);
    counts.option(4, file.body().i64(42).toByteArray());
    counts.option(7, file.body().i64(5).toByteArray());
    file.block(PcapNgBlockType.INTERFACE_STATISTICS, counts.endOfOptions());
    try (CaptureFile capture =
        CaptureFile.open(new ByteArrayInputStream(file.toByteArray()), "test")) {
      assertThat(CapturedPacket.readAll(capture)).isEmpty();
      var address = new WireBytes();
      address.wrap(new byte[] {10, (byte) 0xf4, 0, 3}, 0, 4);
      assertThat(capture.names().get(address, 0, 4)).isEqualTo("coredns".getBytes(UTF_8));
      assertThat(capture.names().refused()).isEqualTo(1);
      assertThat(capture.statistics().get(capture.firstInterface()))
          .isEqualTo(new InterfaceStatistics(-1, 9_000_000_000L, 42, -1, 5, ""));
    }
  }

  @Test
  void oneInterfaceTooManyIsAnError() {
    CaptureBytes file = CaptureBytes.littleEndian().section();
    for (int i = 0; i < PcapNgReader.INTERFACES_MAX; i++) {
      file.interfaceBlock(1, 0, file.body());
    }
    assertThat(CapturedPacket.readUntilFailure(file.toByteArray()).failure()).isNull();
    file.interfaceBlock(1, 0, file.body());
    assertThat(CapturedPacket.readUntilFailure(file.toByteArray()).failure())
        .hasMessageContaining("interface description block at byte 327708: more than 16384");
  }

  @Test
  void interfaceTextsAreBoundedTogether() {
    CaptureBytes file = CaptureBytes.littleEndian().section();
    String text = "x".repeat(65_535);
    for (int i = 0; i <= PcapNgReader.INTERFACE_TEXT_MAX / text.length(); i++) {
      file.interfaceBlock(1, 0, file.body().option(2, text).endOfOptions());
    }
    assertThat(CapturedPacket.readUntilFailure(file.toByteArray()).failure())
        .hasMessageContaining("more than 8388608 bytes of interface names and filters");
  }

  /** A file of a few bytes must not make us reserve the 2 GiB that it speaks of. */
  @Test
  void aBlockThatClaimsMuchTakesNoMemory() throws IOException {
    byte[] file =
        CaptureBytes.littleEndian().section().i32(6).i32(0x7fff_fffc).i32(0).toByteArray();
    var batch = new PacketBatch(1);
    try (CaptureFile capture = CaptureFile.open(new ByteArrayInputStream(file), "test")) {
      capture.read(batch);
      throw new AssertionError("the file was taken");
    } catch (PcapFormatException refused) {
      assertThat(refused)
          .hasMessage(
              "test: enhanced packet block at byte 28: total length 2147483644 is more than the"
                  + " 16777216 bytes that are read");
      assertThat(refused.offset()).isEqualTo(28);
      assertThat(batch.memory().length).isLessThanOrEqualTo(CaptureFile.BATCH_CAPACITY);
    }
  }

  @Test
  void damageIsToldAfterThePacketsBeforeIt() {
    for (String damage :
        List.of(
            "06000000 0c000000 0c000000", // too short for its fields
            "06000000 0b000000 0c000000", // no multiple of 4
            "06000000 0c000000 10000000", // lengths differ
            "03000000 10000000 ffffffff 10000000", // packet larger than its block
            "05000000 18000000 09000000 00000000 00000000 18000000", // unknown interface
            "0a0d0d0a 1c000000 11223344 01000000 ffffffffffffffff 1c000000")) {
      CaptureBytes file = CaptureBytes.littleEndian().section();
      file.interfaceBlock(1, 0, file.body());
      file.enhancedPacket(0, 0, "01", 1);
      CapturedPacket.Outcome outcome =
          CapturedPacket.readUntilFailure(file.hex(damage).toByteArray());
      assertThat(outcome.packets()).as(damage).hasSize(1);
      assertThat(outcome.failure())
          .as(damage)
          .isInstanceOf(PcapFormatException.class)
          .hasMessageContaining(" at byte 84: ");
    }
  }
}
