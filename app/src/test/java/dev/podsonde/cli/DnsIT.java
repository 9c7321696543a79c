package dev.podsonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.cli.testing.Captures;
import dev.podsonde.cli.testing.Lab;
import dev.podsonde.cli.testing.Podsonde;
import dev.podsonde.cli.testing.Podsonde.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code podsonde dns} and {@code podsonde assert} as processes. Needs root. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class DnsIT {
  @TempDir private Path directory;

  @Test
  void reportNamesFaultCostFixAndPackets() throws Exception {
    Result report = Podsonde.run("dns", "-r", capture("glibc-drop-aaaa-first"));
    assertThat(report.exitCode()).as(report.err()).isZero();
    assertThat(report.out())
        .contains(
            "1 call in 5.2 s",
            "NOERROR 3",
            "1 query without reply, 2 repeated, 5.0 s lost",
            "L01 A/AAAA conntrack race",
            "10.244.1.5, 1 of 1 calls",
            "Fix:",
            "AAAA? example.com.")
        .doesNotContain("\033");
  }

  @Test
  void searchListIsBilled() throws Exception {
    Result report = Podsonde.run("dns", "-r", Captures.searchList().toString());
    assertThat(report.out())
        .containsPattern("example.com: 8 queries in .* with a trailing dot 2 queries in ");
  }

  @ParameterizedTest
  @CsvSource({
    ".totals.calls, 1",
    ".totals.queries, 8",
    ".rcodes.NXDOMAIN, 6",
    ".latency_ms.count, 8",
    "[.latency_histogram.counts[]] | add, 8",
    "[.timeline.steps[].nxdomain] | add, 6",
    ".findings[0].rule, R07",
    ".findings[0].packets | length, 8",
    ".slowest_calls[0].attempts | length, 8",
    ".clients[0].address, 10.244.1.5",
    ".names[0].name, example.com",
  })
  void jsonIsOneObject(String query, String expected) throws Exception {
    Path json = directory.resolve("report.json");
    Result report = Podsonde.run("dns", "-r", Captures.searchList().toString(), "-o", "json");
    Files.writeString(json, report.out());
    assertThat(run("jq", "-r", query, json.toString())).isEqualTo(expected + "\n");
  }

  @Test
  void streamHasALineForEachCall() throws Exception {
    Path lines = directory.resolve("calls.jsonl");
    Files.writeString(lines, Podsonde.run("dns", "-r", capture("glibc-ok"), "--stream").out());
    assertThat(run("jq", "-r", ".name", lines.toString()))
        .isEqualTo("api.default.svc.cluster.local\nexample.com\n");
  }

  @Test
  void wiresharkShowsFindingsOnTheirPackets() throws Exception {
    Path file = directory.resolve("evidence.pcapng");
    Podsonde.run("dns", "-r", capture("glibc-wrong-src"), "-w", file.toString());
    assertThat(run("tshark", "-r", file.toString(), "-T", "fields", "-e", "frame.comment").lines())
        .isNotEmpty()
        .allMatch(comment -> comment.startsWith("N01 Reply from the wrong address"))
        .allMatch(comment -> comment.contains("frame "));
  }

  @Test
  void htmlNeedsNoNetwork() throws Exception {
    Result report = Podsonde.run("dns", "-r", capture("glibc-slow"), "-o", "html");
    assertThat(report.out())
        .startsWith("<!doctype html>")
        .contains("uPlot", "L14", "</html>")
        .doesNotContain("<link", "src=", "@import", "/*DATA*/", "/*SCRIPT*/");
  }

  @Test
  void damagedFileIsReportedUpToTheDamage() throws Exception {
    Path cut = directory.resolve("cut.pcap");
    byte[] whole = Files.readAllBytes(Path.of(capture("glibc-ok")));
    Files.write(cut, Arrays.copyOf(whole, 700));
    Result report = Podsonde.run("dns", "-r", cut.toString());
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.out()).contains("1 call in");
    assertThat(report.err().lines()).singleElement().asString().contains("it was cut");
  }

  @Test
  void assertTellsWhatDoesNotHold() throws Exception {
    Path junit = directory.resolve("junit.xml");
    Result result =
        Podsonde.run(
            "assert",
            "-r",
            capture("glibc-drop-aaaa-first"),
            "--no-unanswered",
            "--no-faults",
            "--max-p99",
            "50ms",
            "--junit",
            junit.toString());
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.out())
        .contains("failed  no query without reply: 1\n", "failed  no faults: L01\n")
        .contains("ok      p99 at most 50ms\n");
    var suite = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(junit.toFile());
    assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(4);
    assertThat(suite.getElementsByTagName("failure").getLength()).isEqualTo(2);
    var times = suite.getElementsByTagName("testcase").item(0).getAttributes();
    assertThat(times.getNamedItem("time").getNodeValue()).isEqualTo("0.000");
  }

  @Test
  void nothingIsProvenAboutRepliesWhereThereAreNone() throws Exception {
    Result result =
        Podsonde.run(
            "assert",
            "-r",
            capture("cares-blackhole"),
            "--max-p99",
            "50ms",
            "--max-nxdomain-ratio",
            "0.1");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.out())
        .contains("failed  p99 at most 50ms: no replies\n")
        .contains("failed  at most 0.1 of the replies NXDOMAIN: no replies\n");
  }

  @Test
  void assertHoldsOnAHealthyCapture() throws Exception {
    Result result =
        Podsonde.run("assert", "-r", capture("glibc-ok"), "--no-unanswered", "--max-p99", "50ms");
    assertThat(result.exitCode()).as(result.out()).isZero();
  }

  @Test
  void diffTellsWhatNdotsChanged() throws Exception {
    Result diff =
        Podsonde.run("dns", "diff", Captures.searchList().toString(), capture("glibc-ndots1"));
    assertThat(diff.out()).containsPattern("queries per call +8.000 +2.000 +-75.0 %");
    assertThat(diff.out()).contains("gone     R07");
  }

  @Test
  void diffTakesAFilter() throws Exception {
    String capture = capture("glibc-ndots1");
    Result diff = Podsonde.run("dns", "diff", capture, capture, "--", "udp port 1");
    assertThat(diff.out()).containsPattern("calls +0 +0");
  }

  @Test
  void liveCaptureEndsWithItsReport() throws Exception {
    try (Lab lab = Lab.start();
        Podsonde dns = Podsonde.start("dns", lab.target())) {
      dns.awaitListening();
      lab.resolve();
      dns.signal("INT");
      Result report = dns.end();
      assertThat(report.exitCode()).as(report.err()).isZero();
      assertThat(report.out()).contains("1 call in").contains("google.com");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "dns, 2, 'dns: no TARGET'",
    "dns -r x host, 2, exclude each other",
    "dns -r /none-such, 1, no such file",
    "assert -r x host --no-failed, 2, exclude each other",
    "lookup x --from web --type ZZ, 2, not up to 8 types",
    "dns -o xml, 2, 'not text, json or html'",
    "dns diff x, 2, 'needs two files, BEFORE and AFTER'",
    "dns diff x y -o json, 2, 'only -o text'",
    "dns diff x y -w z, 2, 'no -r, -w or --for'",
    "dns diff x y -- -c 3, 2, '-c: not for dns'",
    "assert -r x --max-p99 soon, 2, 'soon: not a duration'",
  })
  void wrongWordsAreToldOnOneLine(String words, int exitCode, String message) throws Exception {
    Result result = Podsonde.run(words.split(" "));
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.err().lines()).singleElement().asString().contains(message);
  }

  @Test
  void wrongFilterIsToldBeforeAnyReport() throws Exception {
    Result result = Podsonde.run("dns", "-r", capture("nat-dnat.at-client-pod"), "--", "udp prot");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("syntax error");
  }

  @ParameterizedTest
  @CsvSource({
    "nat-dnat, -5, ''",
    "nat-dnat, 5, ''",
    "nat-dead, 5, P05",
    "nat-querydrop, 5, L02",
    "nat-querydrop, -5, L02",
    "nat-replydrop, 5, L03",
    "nat-replydrop, -5, L03",
  })
  void clockThatIsWrongAtOnePlaceMisleadsNobody(String lab, String seconds, String rules)
      throws Exception {
    Path shifted = directory.resolve("at-node-any.pcap");
    run("editcap", "-t", seconds, capture(lab + ".at-node-any"), shifted.toString());
    Result report =
        Podsonde.run(
            "dns",
            "-r",
            capture(lab + ".at-client-pod"),
            "-r",
            shifted.toString(),
            "-r",
            capture(lab + ".at-dns-pod"),
            "-o",
            "json");
    assertThat(report.exitCode()).as(report.err()).isZero();
    assertThat(report.err()).contains("clock of " + shifted).contains("corrected");
    Path json = directory.resolve("report.json");
    Files.writeString(json, report.out());
    assertThat(run("jq", "-r", "[.findings[].rule] | join(\" \")", json.toString()).strip())
        .isEqualTo(rules);
  }

  @Test
  void legsBetweenPlacesHaveTheirOwnLatency() throws Exception {
    Result report =
        Podsonde.run(
            "dns",
            "-r",
            capture("nat-replydrop.at-client-pod"),
            "-r",
            capture("nat-replydrop.at-node-any"),
            "-r",
            capture("nat-replydrop.at-dns-pod"));
    assertThat(report.out())
        .containsPattern("query +nat-replydrop.at-client-pod +nat-replydrop.at-node-any +8 ")
        .containsPattern("reply +nat-replydrop.at-node-any +nowhere +0 +\\d");
  }

  @Test
  void optionThatMeansNothingHereIsRefused() throws IOException {
    Result result = Podsonde.run("dns", "-r", capture("glibc-ok"), "--", "-c", "3");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            "podsonde: -c: not for dns, which takes -i, -s, -B, -F and a FILTER behind --\n");
  }

  private static String capture(String name) {
    return Captures.searchList().resolveSibling(name + ".pcap").toString();
  }

  private static String run(String... command) throws IOException {
    return Podsonde.run(List.of(command)).out();
  }
}
