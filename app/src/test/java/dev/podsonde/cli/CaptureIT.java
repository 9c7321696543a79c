package dev.podsonde.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.podsonde.cli.testing.Lab;
import dev.podsonde.cli.testing.Podsonde;
import dev.podsonde.cli.testing.Podsonde.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code podsonde capture} as a process, in network namespaces of its own. Needs root. */
@Timeout(60)
@Isolated("live captures depend on time")
class CaptureIT {
  private static final String NOBODY = "65534";

  @TempDir private Path directory;
  private Lab lab;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker") // closed after each test
  void makeLab() throws IOException {
    lab = Lab.start();
  }

  @AfterEach
  void removeLab() {
    lab.close();
  }

  @Test
  void packetsArePrintedThenCounted() throws Exception {
    try (Podsonde capture = capture("--", "-nc4", "udp port 53")) {
      lab.resolve();
      Result result = capture.end();
      assertThat(result.exitCode()).isZero();
      assertThat(result.out().lines()).hasSize(4);
      assertThat(result.out()).contains("IP 192.0.2.23.").contains(" > 192.0.2.10.53: ");
      assertThat(result.err())
          .contains("4 packets captured\n", " received by filter\n", "0 packets dropped by kernel");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP"})
  void signalEndsACaptureWithoutLoss(String signal) throws Exception {
    Path file = directory.resolve("out.pcapng");
    try (Podsonde capture = capture("-w", file.toString(), "--", "udp port 53")) {
      int packets = lab.resolve();
      capture.signal(signal);
      Result result = capture.end();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err()).contains(packets + " packets captured\n");
      assertThat(run("tshark", "-r", file.toString()).lines()).hasSize(packets);
    }
  }

  @Test
  void usr1TellsTheCountersWhileTheCaptureGoesOn() throws Exception {
    try (Podsonde capture = capture("-w", "/dev/null", "--", "port 9")) {
      capture.signal("USR1");
      capture.awaitError("0 packets dropped by kernel");
      capture.signal("INT");
      Result result = capture.end();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err().split("0 packets captured", -1)).hasSize(3);
    }
  }

  @Test
  void captureEndsByTimeAndTellsItsInterfacesEvenWithoutPackets() throws Exception {
    Path file = directory.resolve("empty.pcapng");
    try (Podsonde capture = capture("-w", file.toString(), "--for", "200ms", "--", "port 9")) {
      assertThat(capture.end().exitCode()).isZero();
    }
    assertThat(run("capinfos", file.toString()))
        .contains(
            "Ethernet", "Name = eth0", "Number of stat entries = 1", "Filter string = port 9");
  }

  @ParameterizedTest
  @CsvSource({"tshark -n -l -i - -c 4", "dumpcap -q -i - -c 4 -w -"})
  void wiresharkReadsThePipe(String reader) throws Exception {
    Path file = directory.resolve("read");
    ProcessBuilder ours =
        new ProcessBuilder(
            Podsonde.command("capture", lab.target(), "-w", "-", "--", "udp port 53"));
    ProcessBuilder theirs =
        new ProcessBuilder(reader.split(" ", -1))
            .redirectOutput(file.toFile())
            .redirectError(directory.resolve("said").toFile());
    List<Process> pipe = ProcessBuilder.startPipeline(List.of(ours, theirs));
    try (var errors = pipe.getFirst().errorReader()) {
      assertThat(errors.readLine()).startsWith("podsonde: listening on ");
      while (pipe.getLast().isAlive()) {
        lab.resolve();
      }
      assertThat(pipe.getFirst().waitFor()).isZero();
    } finally {
      pipe.forEach(Process::destroyForcibly);
    }
    boolean isText = reader.startsWith("tshark");
    assertThat(isText ? Files.readString(file) : run("tshark", "-nr", file.toString()))
        .contains("192.0.2.10", "google.com.default.svc.cluster.local")
        .satisfies(text -> assertThat(text.lines()).hasSize(4));
  }

  @Test
  void privilegesAreDropped() throws Exception {
    assumeThat(Files.readString(Path.of("/proc/self/uid_map"))).contains("4294967295");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path file = directory.resolve("out.pcapng");
    try (Podsonde capture = capture("-w", file.toString(), "--", "-Z", "nobody", "udp port 53")) {
      String status = Files.readString(Path.of("/proc/" + capture.pid() + "/status"));
      assertThat(status)
          .containsPattern("Uid:\\s+65534\\s+65534\\s+65534")
          .containsPattern("CapEff:\\s+0{16}\n");
      int packets = lab.resolve();
      capture.signal("INT");
      assertThat(capture.end().err()).contains(packets + " packets captured");
      assertThat(Files.getAttribute(file, "unix:uid")).hasToString(NOBODY);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "capture | 2 | no TARGET",
        "capture pid/none | 2 | no target: pid/none",
        "capture host pod/web | 2 | cannot be mixed",
        "capture host -c 5 | 2 | tcpdump's -c stands behind --",
        "capture host --for soon | 2 | soon",
        "capture host -- -r x | 2 | use podsonde read",
        "capture host -- --promiscuous-mode | 2 | needs -i",
        "capture pid/4194303 | 1 | no process 4194303: it has gone",
        "capture netns/none-such | 1 | no network namespace none-such in",
        "capture netns//etc/passwd | 1 | /etc/passwd is not a network namespace",
        "capture netns//nonexistent | 1 | no network namespace at /nonexistent",
        "capture container/feedc0ffee | 1 | no running container has an ID that begins with",
        "capture host -- -i none0 | 1 | no interface none0 in host, which has lo",
        "capture host -- -i lo:1 | 1 | no interface lo:1 in host, which has lo",
        "capture host -- -i lo, | 2 | -i 'lo,': an interface has a name",
        "capture host -w x.pcap.gz | 1 | x.pcap.gz: compressed files are read, not written",
        "capture host -- -I | 2 | only read takes them",
        "capture host -- udp prot 53 | 1 | syntax error",
        "capture host -w /nonexistent/x | 1 | /nonexistent/x: no such file or directory",
        "capture host -w - -- -C 1 | 1 | standard output is no file",
        "capture web -- -i eth0 --promiscuous-mode | 2 | only for targets on this machine",
        "capture host --plan | 2 | only for targets of a cluster",
        "capture host --dry-run client | 2 | only for targets of a cluster",
        "capture host -l app=web | 2 | for pods, not for targets here",
        "capture host --for 9999999h | 2 | longer than 106751 days",
        "capture host -- -F /nonexistent/x | 1 | /nonexistent/x: no such file or directory",
      })
  void wrongTargetIsToldInALine(String words, int exitCode, String message) throws Exception {
    Result result = Podsonde.run(words.split(" ", -1));
    assertThat(result.err())
        .contains("podsonde: ")
        .contains(message)
        .doesNotContain("packets captured");
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void missingCapabilityIsNamedWithBothRemedies() throws Exception {
    List<String> command =
        Stream.concat(
                Stream.of("setpriv", "--bounding-set=-net_raw"),
                Podsonde.command("capture", "host").stream())
            .toList();
    Result result = Podsonde.run(command);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err()).contains("CAP_NET_RAW", "sudo", "setpriv --ambient-caps +net_raw");
  }

  @Test
  void captureEndsWithItsLastFile() throws Exception {
    String files = directory.resolve("%s.pcap").toString();
    try (Podsonde capture = capture("-w", files, "--", "-G1", "-W1")) {
      while (ProcessHandle.of(capture.pid()).isPresent()) {
        lab.resolve();
      }
      assertThat(capture.end().err()).contains("\nMaximum file limit reached: 1\n");
    }
  }

  @Test
  void captureThatLostItsInterfaceSaysSo() throws Exception {
    try (Podsonde capture = capture("--", "-i", "eth0")) {
      run("nsenter", "--net=" + lab.clientNetns(), "ip", "link", "del", "eth0");
      Result result = capture.end();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err())
          .endsWith(
              "podsonde: " + lab.target() + ": the interface has gone, and its capture ended\n");
    }
  }

  @Test
  void targetThatIsNamedTwiceIsCapturedOnce() throws Exception {
    try (Podsonde capture = capture(lab.target(), "--", "udp port 53")) {
      int packets = lab.resolve();
      capture.signal("INT");
      assertThat(capture.end().err()).contains("\n" + packets + " packets captured\n");
    }
  }

  @Test
  void programIsShownInsteadOfACapture() throws Exception {
    Result ours = Podsonde.run("capture", "host", "--", "-ddd", "-s", "0", "udp port 53");
    assertThat(ours.out())
        .isNotEmpty()
        .isEqualTo(run("tcpdump", "-y", "EN10MB", "-ddd", "udp port 53"));
  }

  @SuppressWarnings("MustBeClosedChecker") // the caller's to close
  private Podsonde capture(String... arguments) throws IOException {
    String[] words =
        Stream.concat(Stream.of("capture", lab.target()), Stream.of(arguments))
            .toArray(String[]::new);
    Podsonde capture = Podsonde.start(words);
    capture.awaitListening();
    return capture;
  }

  private static String run(String... command) throws Exception {
    Result result = Podsonde.run(List.of(command));
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out();
  }
}
