package dev.podsonde.print;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.print.testing.CraftedCapture;
import dev.podsonde.print.testing.PrintArguments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Prints every row of the conformance list and compares with what tcpdump 4.99.6 printed. A row is
 * {@code NAME CAPTURE OPTIONS}; with {@code cut:} in front of the capture every packet is printed
 * at every snaplen. {@code update-conformance.sh} beside the list makes the text.
 */
class ConformanceTest {
  private static final Path DIRECTORY = Path.of("src/test/resources/conformance");
  private static final String CUT = "cut:";

  private static final TimeZone TIME_ZONE_BEFORE = TimeZone.getDefault();

  @BeforeAll
  static void setTimeZone() {
    TimeZone.setDefault(TimeZone.getTimeZone("GMT"));
  }

  @AfterAll
  static void restoreTimeZone() {
    TimeZone.setDefault(TIME_ZONE_BEFORE);
  }

  @TestFactory
  Stream<DynamicTest> printsWhatTcpdumpPrints() throws IOException {
    return Files.readAllLines(DIRECTORY.resolve("TESTLIST")).stream()
        .filter(row -> !row.isBlank() && !row.startsWith("#"))
        .map(row -> List.of(row.split(" +")))
        .map(row -> DynamicTest.dynamicTest(String.join(" ", row), () -> check(row)));
  }

  private static void check(List<String> row) throws IOException {
    String capture = row.get(1);
    PacketBatch packets =
        capture.startsWith(CUT)
            ? CraftedCapture.readCut(DIRECTORY.resolve(capture.substring(CUT.length())))
            : CraftedCapture.read(DIRECTORY.resolve(capture));
    PrintOptions options = PrintArguments.parse(row.subList(2, row.size())).options();
    List<String> expected =
        Files.readAllLines(DIRECTORY.resolve(row.get(0) + ".out"), StandardCharsets.ISO_8859_1);
    assertThat(print(packets, options)).containsExactlyElementsOf(expected);
  }

  private static List<String> print(PacketBatch packets, PrintOptions options) {
    TextBuffer out = new TextBuffer();
    PacketPrinter printer = new PacketPrinter(out, options);
    Packet packet = new Packet();
    for (int i = 0; i < packets.size(); i++) {
      packets.get(i, packet);
      printer.print(packet);
    }
    return Arrays.asList(out.toString().split("\n", 0));
  }
}
