package dev.podsonde.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.Packet;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotatingWriterTest {
  private static final CaptureInterface ETHERNET =
      CaptureInterface.unnamed(LinkType.ETHERNET, 262_144, 6);
  private static final int PACKET_LENGTH = 60_000;
  private static final int PACKETS = 250;

  @TempDir private Path directory;

  /** 250 packets of 60,000 bytes: 15 files of 17 packets, the last one shorter. */
  @ParameterizedTest
  @CsvSource({
    "x.pcap, 1, 0, 0",
    "x.pcap, 1, 0, 1",
    "x.pcap, 1, 0, 3",
    "x.pcap, 1, 0, 10",
    "x.pcap, 1, 0, 11",
    "x.pcap, 1, 0, 200",
    "x%Y-%m.pcap, 1, 86400, 0",
    "x%Y-%m.pcap, 1, 86400, 12",
    "x%Y-%m.pcap, 0, 86400, 12",
    "x%Y-%m.pcap, 0, 86400, 0",
  })
  void filesHaveTheNamesAndSizesThatTcpdumpGivesThem(
      String pattern, int sizeMegabytes, int seconds, int fileCount) throws IOException {
    Path input = directory.resolve("input");
    try (var writer = PcapWriter.create(input, ByteOrder.LITTLE_ENDIAN)) {
      writePackets(writer);
    }
    Path theirs = Files.createDirectory(directory.resolve("theirs"));
    List<String> command = new ArrayList<>(List.of("tcpdump", "-r", input.toString()));
    command.addAll(List.of("-Z", System.getProperty("user.name")));
    command.addAll(List.of("-w", theirs.resolve(pattern).toString()));
    addOption(command, "-C", sizeMegabytes);
    addOption(command, "-G", seconds);
    addOption(command, "-W", fileCount);
    Program.run(command.toArray(String[]::new));

    Path ours = Files.createDirectory(directory.resolve("ours"));
    var rotation = new Rotation(sizeMegabytes * 1_000_000L, seconds, fileCount);
    try (var writer =
        new RotatingWriter(
            ours.resolve(pattern).toString(),
            rotation,
            path -> PcapWriter.create(path, ByteOrder.LITTLE_ENDIAN),
            _ -> {},
            InstantSource.system(),
            ZoneId.systemDefault())) {
      writePackets(writer);
    }
    assertThat(sizes(ours)).isEqualTo(sizes(theirs)).isNotEmpty();
  }

  @Test
  void filesOfAnAgeAreNamedByItAndEndTheCaptureWhenCounted() throws IOException {
    var clock =
        new Object() {
          long seconds = 1_700_000_000;
        };
    List<String> closed = new ArrayList<>();
    try (var writer =
        new RotatingWriter(
            directory.resolve("%H%M%S.pcapng").toString(),
            new Rotation(0, 10, 2),
            path -> PcapNgWriter.create(path, ByteOrder.LITTLE_ENDIAN, "podsonde", new HostNames()),
            _ -> closed.add("closed"),
            () -> Instant.ofEpochSecond(clock.seconds),
            ZoneOffset.UTC)) {
      writer.declare(ETHERNET);
      Packet packet = CaptureWriterTest.view(new CapturedPacket(ETHERNET, 1, 0, 1, "ff", 0, null));
      for (int i = 0; i < 40; i++) {
        writer.write(packet);
        clock.seconds++;
      }
      assertThat(writer.isFinished()).isTrue();
    }
    assertThat(sizes(directory)).containsOnlyKeys("221320.pcapng", "221330.pcapng");
    assertThat(closed).hasSize(1);
    for (String name : List.of("221320.pcapng", "221330.pcapng")) {
      assertThat(CapturedPacket.readAll(Files.readAllBytes(directory.resolve(name)))).hasSize(10);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1000000", "20, 20000000", "3k, 3072", "2M, 2097152", "1g, 1073741824"})
  void sizesAreMillionsOfBytesUnlessTheySayOtherwise(String argument, long bytes) {
    assertThat(Rotation.parseSize(argument)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"''", "0", "-1", "x", "k", "1t", "99999999999999999999", "9999999999999g"})
  void whatIsNoSizeIsRefused(String argument) {
    assertThatThrownBy(() -> Rotation.parseSize(argument))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("invalid file size " + argument);
  }

  /** date(1) is the authority: its formats are those of strftime(3). */
  @ParameterizedTest
  @CsvSource({"1700000000", "1704067199", "1704067200", "1709164800", "0", "1735689600"})
  void timesAreWrittenAsStrftimeDoes(long seconds) throws IOException {
    String format =
        "%a %A %b %B %c %C %d %D %e %F %g %G %h %H %I %j %k %l %m %M %p %P %r %R %s %S %T %u %U"
            + " %V %w %W %x %X %y %Y %z %Z %%";
    ZonedDateTime time = Instant.ofEpochSecond(seconds).atZone(ZoneId.of("UTC"));
    assertThat(Strftime.format(format, time))
        .isEqualTo(
            Program.run("env", "LC_ALL=C", "date", "-u", "-d", "@" + seconds, "+" + format)
                .strip());
  }

  private static void addOption(List<String> command, String option, int value) {
    if (value > 0) {
      command.addAll(List.of(option, Integer.toString(value)));
    }
  }

  private static void writePackets(CaptureWriter writer) throws IOException {
    Packet packet =
        CaptureWriterTest.view(
            new CapturedPacket(ETHERNET, 1, 0, PACKET_LENGTH, "5a".repeat(PACKET_LENGTH), 0, null));
    for (int i = 0; i < PACKETS; i++) {
      writer.write(packet);
    }
  }

  private static Map<String, Long> sizes(Path directory) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        sizes.put(file.getFileName().toString(), Files.size(file));
      }
    }
    return sizes;
  }
}
