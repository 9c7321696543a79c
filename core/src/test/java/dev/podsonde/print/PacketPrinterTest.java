package dev.podsonde.print;

import static dev.podsonde.print.testing.PacketBytes.ethernet;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.ipv6;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.number;
import static dev.podsonde.print.testing.PacketBytes.udp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.IpAddress;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.print.testing.CraftedCapture;
import dev.podsonde.print.testing.PrintArguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PacketPrinterTest {
  private static final long SEED = 20_260_102;
  private static final int MUTATIONS = 20;

  @Test
  void packetsInPacketsEndAtTheLimit() {
    byte[] nested = ipv4(17, udp(1, 2, hex("")));
    for (int i = 0; i < 300; i++) {
      nested = ipv4(4, nested);
    }

    assertThat(print(ethernet(0x0800, nested), null, "-n", "-t"))
        .startsWith("IP 10.0.0.1 > 10.0.0.2: IP 10.0.0.1 > 10.0.0.2: ")
        .endsWith(" [nested deeper than 256] (invalid)\n");
  }

  @Test
  void dhcpv6OptionsInOptionsEndAtTheLimit() {
    byte[] options = hex("");
    for (int i = 0; i < 300; i++) {
      options = join(hex("002d"), number(options.length, 2), options);
    }
    byte[] message = join(hex("01 000001"), options);

    assertThat(print(ethernet(0x86dd, ipv6(17, udp(546, 547, message))), null, "-n", "-t", "-v"))
        .contains("dhcp6 solicit (xid=1 (LQ-client-data (LQ-client-data ")
        .endsWith(" [nested deeper than 256] (invalid)" + ")".repeat(258) + "\n");
  }

  @Test
  void hostNamesStandForAddressesUnlessNumeric() {
    HostNames names = new HostNames();
    names.put(new IpAddress(4, 0, 0x0a00_0001), "web-0.shop.svc");
    byte[] packet = ethernet(0x0800, ipv4(200, hex("")));

    assertThat(print(packet, names, "-t"))
        .isEqualTo("IP web-0.shop.svc > 10.0.0.2:  ip-proto-200 0\n");
    assertThat(print(packet, names, "-t", "-N"))
        .isEqualTo("IP web-0 > 10.0.0.2:  ip-proto-200 0\n");
    assertThat(print(packet, names, "-t", "-n"))
        .isEqualTo("IP 10.0.0.1 > 10.0.0.2:  ip-proto-200 0\n");
  }

  @Test
  void protocolsHaveNamesUnlessNumeric() {
    byte[] packet = ethernet(0x0800, ipv4(89, hex("00")));

    assertThat(print(packet, null, "-t")).isEqualTo("IP 10.0.0.1 > 10.0.0.2:  ospf 1\n");
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 1774745999, 2026-03-29 01:59:59.000000",
    "Europe/Berlin, 1774746000, 2026-03-29 03:00:00.000000",
    "Europe/Berlin, 1792889999, 2026-10-25 02:59:59.000000",
    "Europe/Berlin, 1792890000, 2026-10-25 02:00:00.000000",
    "Asia/Kolkata, 0, 1970-01-01 05:30:00.000000",
    "America/St_Johns, 1782864000, 2026-06-30 21:30:00.000000",
    "GMT, 253402300800, 10000-01-01 00:00:00.000000",
  })
  void timeIsLocal(String zone, long seconds, String expected) {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone(zone));
    try {
      TextBuffer out = new TextBuffer();
      PrintOptions options = PrintArguments.parse(List.of("-tttt")).options();
      new TimestampText(options).print(out, seconds, 0);
      assertThat(out.toString()).isEqualTo(expected + " ");
    } finally {
      TimeZone.setDefault(before);
    }
  }

  static Stream<Path> craftedCaptures() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/conformance"))) {
      return files.filter(file -> file.toString().endsWith(".pcap")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("craftedCaptures")
  void changedBytesPrintWithoutException(Path file) throws IOException {
    Random random = new Random(SEED);
    PacketBatch packets = CraftedCapture.read(file);
    TextBuffer out = new TextBuffer();
    PrintOptions options = PrintArguments.parse(List.of("-n", "-e", "-vvv", "-XX")).options();
    PacketPrinter printer = new PacketPrinter(out, options);
    Packet packet = new Packet();
    for (int i = 0; i < packets.size() * MUTATIONS; i++) {
      packets.get(i % packets.size(), packet);
      for (int change = 0; change < packets.size(); change++) {
        packets.memory()[random.nextInt(usedBytes(packets))] = (byte) random.nextInt();
      }
      printer.print(packet);
      assertThat(out.toString()).as("seed %d, step %d", SEED, i).endsWith("\n");
      out.truncate(0);
    }
  }

  private static int usedBytes(PacketBatch packets) {
    Packet packet = new Packet();
    int used = 0;
    for (int i = 0; i < packets.size(); i++) {
      packets.get(i, packet);
      used += packet.bytes().length();
    }
    return used;
  }

  private static String print(byte[] bytes, @Nullable HostNames names, String... arguments) {
    PacketBatch batch = new PacketBatch(bytes.length);
    System.arraycopy(bytes, 0, batch.memory(), 0, bytes.length);
    CaptureInterface where = CaptureInterface.unnamed(LinkType.ETHERNET, 0, 6);
    batch.add(where, 0, 0, 0, bytes.length, bytes.length, 0);
    Packet packet = new Packet();
    batch.get(0, packet);
    TextBuffer out = new TextBuffer();
    PrintOptions options = PrintArguments.parse(List.of(arguments)).options();
    new PacketPrinter(out, options, names, new TcpConversations(), () -> {}).print(packet);
    return out.toString();
  }
}
