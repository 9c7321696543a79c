package dev.podsonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.cli.testing.Captures;
import dev.podsonde.cli.testing.Podsonde;
import dev.podsonde.cli.testing.Podsonde.Result;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.pcap.CaptureFile;
import dev.podsonde.pcap.PcapWriter;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code podsonde read} as a process: options, errors, exit codes, pipes. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class ReadIT {
  private static final String CAPTURE = Captures.searchList().toString();
  private static final int MANY = 2000;

  @TempDir private Path directory;

  @Test
  void clusteredOptionsMeanWhatSingleOnesDo() throws Exception {
    Result clustered = Podsonde.run("read", "-nnvvvXr", CAPTURE);
    Result single =
        Podsonde.run("read", CAPTURE, "-X", "-n", "--number", "-v", "-v", "-v", "-n", "--nano");
    assertThat(clustered.exitCode()).isZero();
    assertThat(clustered.out()).contains("\t0x0000:  4500");
    assertThat(single.out().lines().count()).isEqualTo(clustered.out().lines().count());
    assertThat(single.out()).startsWith("    1  ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nntt", "-nntt --num --abs", "-nnttbHI -y EN10MB", "-nntt --linkt=RAW"})
  void textIsThatOfTcpdump(String options) throws Exception {
    List<String> words = List.of((options + " -r " + CAPTURE).split(" "));
    List<String> tcpdump = new ArrayList<>(List.of("tcpdump"));
    tcpdump.addAll(words);
    List<String> read = new ArrayList<>(Podsonde.command("read"));
    read.addAll(words);
    Result ours = Podsonde.run(read);
    Result theirs = Podsonde.run(tcpdump);
    assertThat(ours.out()).isNotEmpty().isEqualTo(theirs.out());
  }

  /** The one packet of the file came through interface 7. */
  @Test
  void interfaceWithoutAddressIsNamedAsTcpdumpNamesIt() throws Exception {
    String sll2 =
        "a1b2c3d4 0002 0004 00000000 00000000 00040000 00000114"
            + "65535f00 00000000 00000030 00000030"
            + "0806 0000 00000007 0001 00 06 0200000000010000"
            + "0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002";
    Path file = directory.resolve("sll2.pcap");
    Files.write(file, HexFormat.of().parseHex(sll2.replace(" ", "")));
    Result ours = withInterface7(Podsonde.command("read", "-ntt", file.toString()));
    Result theirs = withInterface7(List.of("tcpdump", "-ntt", "-r", file.toString()));
    assertThat(ours.out()).contains(" quiet0 ").isEqualTo(theirs.out());
  }

  private static Result withInterface7(List<String> command) throws Exception {
    String make =
        "mount -t sysfs sysfs /sys; ip link add quiet0 index 7 type veth peer name quiet1;"
            + " exec \"$@\"";
    List<String> words =
        new ArrayList<>(List.of("unshare", "--net", "--mount", "sh", "-ec", make, "sh"));
    words.addAll(command);
    return Podsonde.run(words);
  }

  @Test
  void filterSelects() throws Exception {
    Result all = Podsonde.run("read", "--count", CAPTURE);
    Result some = Podsonde.run("read", "--count", CAPTURE, "src", "port", "53");
    assertThat(packets(some)).isPositive().isLessThan(packets(all));
  }

  @Test
  void missingLibpcapIsToldWithItsPackage() throws Exception {
    String hide =
        "PATH=$PATH:/sbin; for file in $(ldconfig -p | sed -n 's/.*libpcap.* => //p'); do"
            + " mount --bind /dev/null $file; done; exec \"$@\"";
    List<String> words = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", hide, "sh"));
    words.addAll(Podsonde.command("read", CAPTURE, "udp"));
    Result without = Podsonde.run(words);
    assertThat(without.exitCode()).isEqualTo(1);
    assertThat(without.err().lines())
        .contains(
            "podsonde: filters need libpcap, which is not installed: apt-get install libpcap0.8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void compressedFileIsReadFromAPipe(String program) throws Exception {
    Result piped =
        shell(program + " -c '" + CAPTURE + "' | \"$@\"", Podsonde.command("read", "-n", "-"));
    assertThat(piped.exitCode()).isZero();
    assertThat(piped.out()).isEqualTo(Podsonde.run("read", "-n", CAPTURE).out());
  }

  @Test
  void cutFileShowsWhatPrecedesThenOneError() throws Exception {
    byte[] whole = Files.readAllBytes(Captures.searchList());
    Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, whole.length - 5));
    Result result = Podsonde.run("read", "-n", cut.toString());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err().lines()).hasSize(2);
    assertThat(result.err().lines().toList().getLast()).contains(cut.toString());
    List<String> lines =
        new ArrayList<>(Podsonde.run("read", "-n", CAPTURE).out().lines().toList());
    lines.removeLast();
    assertThat(result.out().lines()).containsExactlyElementsOf(lines);
  }

  @ParameterizedTest
  @CsvSource({
    "read, 2, name a capture file",
    "read -Y x, 2, -Y: this option of tcpdump is not supported",
    "read -k x, 2, -k: no such option",
    "read --m x, 2, --m: could be --micro or --monitor-mode",
    "read --nope x, 2, --nope: no such option",
    "read --list-i x, 2, -D: this option of tcpdump is not supported",
    "read -A -x x, 2, mutually exclusive",
    "read -c none x, 2, -c none: not a number",
    "read -c 99999999999999999999 x, 2, -c 99999999999999999999: must be from 1 to",
    "read -F /dev x, 1, /dev: Is a directory",
    "read /nonexistent/x.pcap, 1, /nonexistent/x.pcap",
    "read pom.xml, 1, 3c 3f 78 6d",
    "dump, 2, no such command",
  })
  void wrongInputIsOneLine(String words, int exitCode, String message) throws Exception {
    Result result = Podsonde.run(words.split(" ", -1));
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err()).startsWith("podsonde: ").contains(message);
    assertThat(result.exitCode()).isEqualTo(exitCode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"read --help", "read -h", "read -n x -h", "help read"})
  void helpTellsTheOptions(String words) throws Exception {
    Result result = Podsonde.run(words.split(" "));
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).startsWith("Usage: podsonde read FILE").contains("-w FILE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "capture", "dns", "assert", "trace", "lookup", "probe", "demo", "pods", "gc", "image"
      })
  void everyCommandHasHelp(String command) throws Exception {
    Result help = Podsonde.run("help", command);
    assertThat(help.exitCode()).as(help.err()).isZero();
    assertThat(help.out()).startsWith("Usage: podsonde " + command);
    assertThat(Podsonde.run(command, "-h").out()).isEqualTo(help.out());
  }

  @Test
  void wrongFilterIsPointedAt() throws Exception {
    Result result = Podsonde.run("read", CAPTURE, "udp prot 53");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("udp prot 53\n").containsPattern("\n +\\^");
  }

  /** As tcpdump takes such a file: what stands behind # is left out, whatever bytes that has. */
  @Test
  void filterMayStandInAFileWithComments() throws Exception {
    Path file = directory.resolve("filter");
    Files.write(file, "src # \u00ff\nport 53 # replies\n".getBytes(StandardCharsets.ISO_8859_1));
    Result result = Podsonde.run("read", "--count", CAPTURE, "-F", file.toString());
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.out())
        .isEqualTo(Podsonde.run("read", "--count", CAPTURE, "src port 53").out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"read --count %s", "dns -r %s", "dns diff %s %1$s", "--help", "read -h"})
  void fullStandardOutputIsAFailure(String words) throws Exception {
    Result result =
        shell("\"$@\" > /dev/full", Podsonde.command(words.formatted(CAPTURE).split(" ")));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).endsWith("podsonde: standard output: No space left on device\n");
  }

  @Test
  void numbersLookTheSameInEveryLanguage() throws Exception {
    List<String> german = Podsonde.command("dns", "diff", CAPTURE, CAPTURE);
    german.add(1, "-Duser.language=de");
    assertThat(Podsonde.run(german).out()).containsPattern("queries per call +\\d+\\.\\d");
  }

  @Test
  void standardOutputIsOneFile() throws Exception {
    Result result = Podsonde.run("read", CAPTURE, "-w", "-", "-C", "1");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("-C, -G: standard output is no file");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void readerThatGoesAwayIsANormalEnd() throws Exception {
    Path many = Captures.repeated(MANY, directory.resolve("many.pcap"));
    Result result =
        shell(
            "\"$@\" | head -n 1; exit ${PIPESTATUS[0]}",
            Podsonde.command("read", "-n", many.toString()));
    assertThat(result.exitCode()).isZero();
    assertThat(result.out().lines()).hasSize(1);
    assertThat(result.err().lines()).hasSize(1).allMatch(line -> line.startsWith("reading from"));
  }

  @Test
  void fullDiskIsOneErrorAndTheFileStaysValid() throws Exception {
    Path many = Captures.repeated(MANY, directory.resolve("many.pcap"));
    Path small = Files.createDirectory(directory.resolve("small"));
    must("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small.toString());
    try {
      Path target = small.resolve("out.pcapng");
      Result result = Podsonde.run("read", many.toString(), "-w", target.toString());
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err().lines()).hasSize(2).last().asString().contains("No space left");
      assertThat(capinfos(target, "-c")).contains("Number of packets:");
    } finally {
      must("umount", small.toString());
    }
  }

  @Test
  void captureGoesFromPcapToPcapngAndBack() throws Exception {
    Path pcapng = directory.resolve("a.pcapng");
    Path pcap = directory.resolve("b.pcap");
    assertThat(Podsonde.run("read", CAPTURE, "-w", pcapng.toString()).exitCode()).isZero();
    assertThat(Podsonde.run("read", pcapng.toString(), "-w", pcap.toString()).exitCode()).isZero();
    assertThat(capinfos(pcapng, "-t")).contains("pcapng");
    assertThat(Files.readAllBytes(pcap)).isEqualTo(Files.readAllBytes(Captures.searchList()));
  }

  @Test
  void captureKeepsItsByteOrder() throws Exception {
    Path original = directory.resolve("big-endian.pcap");
    var batch = new PacketBatch(CaptureFile.BATCH_CAPACITY);
    var packet = new Packet();
    try (var file = CaptureFile.open(Captures.searchList());
        var writer = PcapWriter.create(original, ByteOrder.BIG_ENDIAN)) {
      while (file.read(batch)) {
        for (int i = 0; i < batch.size(); i++) {
          batch.get(i, packet);
          writer.write(packet);
        }
      }
    }
    Path pcapng = directory.resolve("a.pcapng");
    Path pcap = directory.resolve("b.pcap");
    Podsonde.run("read", original.toString(), "-w", pcapng.toString());
    Podsonde.run("read", pcapng.toString(), "-w", pcap.toString());
    assertThat(Files.readAllBytes(pcapng)).containsSequence(0x1a, 0x2b, 0x3c, 0x4d);
    assertThat(Files.readAllBytes(pcap)).isEqualTo(Files.readAllBytes(original));
    assertThat(Podsonde.run("read", pcap.toString(), "-nn", "-vvv").out())
        .isEqualTo(Podsonde.run("read", CAPTURE, "-nn", "-vvv").out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"own.pcap", "./own.pcap -C 1", "link.pcap -G 60", "link.pcap"})
  void inputIsNotWrittenOver(String target) throws Exception {
    Path own = Files.copy(Captures.searchList(), directory.resolve("own.pcap"));
    Files.createSymbolicLink(directory.resolve("link.pcap"), own);
    List<String> words = new ArrayList<>(Podsonde.command("read", own.toString(), "-w"));
    words.addAll(Arrays.asList((directory + "/" + target).split(" ")));
    Result result = Podsonde.run(words);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains(": is the file being read; write to another one\n");
    assertThat(own).hasSameBinaryContentAs(Captures.searchList());
  }

  @Test
  void sliceIsAFileOfItsOwn() throws Exception {
    Path slice = directory.resolve("slice.pcap");
    Podsonde.run("read", CAPTURE, "-c", "2", "-s", "60", "-w", slice.toString(), "dst port 53");
    assertThat(capinfos(slice, "-cl")).contains("packets:   2").contains("60 bytes");
  }

  private static String capinfos(Path file, String options) throws Exception {
    return must("capinfos", options, file.toString());
  }

  private static String must(String... command) throws Exception {
    Result result = Podsonde.run(List.of(command));
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out();
  }

  private static Result shell(String script, List<String> words) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "-c", script, "bash"));
    command.addAll(words);
    return Podsonde.run(command);
  }

  private static long packets(Result count) {
    return Long.parseLong(count.out().replace(" packets\n", ""));
  }
}
