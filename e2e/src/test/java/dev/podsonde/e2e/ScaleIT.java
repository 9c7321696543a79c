package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many pods, and many packets. */
class ScaleIT {
  private static final int PODS = 20;
  private static final int MEGABYTES = 200;
  private static final Pattern COUNTS =
      Pattern.compile(
          "(\\d+) packets captured\n(\\d+) packets received by filter\n(\\d+) packets dropped");

  @TempDir private Path directory;

  @BeforeAll
  static void makePods() throws IOException, InterruptedException {
    Cluster.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: scale}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: many, namespace: scale}
        spec:
          replicas: %d
          selector: {matchLabels: {app: many}}
          template:
            metadata: {labels: {app: many}}
            spec: {terminationGracePeriodSeconds: 0, containers: [
              {name: main, image: "e2e.test/pause:1", imagePullPolicy: IfNotPresent}]}
        """,
        PODS);
    Cluster.kubectl("-n", "scale", "rollout", "status", "deploy/many");
  }

  @AfterAll
  static void removePods() throws IOException, InterruptedException {
    Cluster.kubectl("delete", "namespace", "scale", "--wait=false");
  }

  @Test
  void twentyPodsOnTwoNodesAreOneCapture() throws Exception {
    Path file = directory.resolve("many.pcapng");
    try (Program capture =
        Cluster.capture("-n", "scale", "deploy/many", "-w", file.toString(), "--", "icmp")) {
      assertThat(Cluster.helpers()).hasSize(2);
      for (String address : addresses()) {
        Cluster.kubectl("exec", "client", "--", "ping", "-c", "1", address);
      }
      assertThat(capture.stop().exitCode()).isZero();
    }
    List<String> interfaces =
        Cluster.tshark(file, "-T", "fields", "-e", "frame.interface_name").lines().toList();
    assertThat(interfaces.stream().collect(Collectors.toSet())).hasSize(PODS);
    assertThat(interfaces).hasSize(2 * PODS);
  }

  @Test
  void twoHundredMegabytesComeOrAreCounted() throws Exception {
    String address =
        Cluster.kubectl("get", "pod", "nslookup-busybox", "-o", "jsonpath={.status.podIP}");
    Path file = directory.resolve("much.pcapng");
    try (Program _ =
            Program.start(
                List.of(
                    "kubectl",
                    "exec",
                    "nslookup-busybox",
                    "--",
                    "sh",
                    "-c",
                    "tail -f /dev/null | nc -l -p 9009 > /dev/null"));
        Program capture = Cluster.capture("client", "-w", file.toString(), "--", "tcp port 9009")) {
      Cluster.kubectl(
          "exec",
          "client",
          "--",
          "sh",
          "-c",
          """
          until dd if=/dev/zero bs=64k count=%d 2> /dev/null | nc %s 9009; do usleep 100000; done
          """
              .formatted(MEGABYTES * 16, address));
      Program.Result result = capture.stop();
      assertThat(result.exitCode()).as(result.err()).isZero();
      Matcher counts = COUNTS.matcher(result.err());
      assertThat(counts.find()).as(result.err()).isTrue();
      long captured = Long.parseLong(counts.group(1));
      assertThat(captured + Long.parseLong(counts.group(3)))
          .isEqualTo(Long.parseLong(counts.group(2)));
      assertThat(Program.run(List.of("capinfos", "-c", "-M", file.toString())).out())
          .contains(Long.toString(captured));
      boolean isWhole = counts.group(3).equals("0");
      assertThat(Files.size(file)).isGreaterThan(isWhole ? (long) MEGABYTES << 20 : 0);
    }
  }

  private static List<String> addresses() throws IOException, InterruptedException {
    return Cluster.kubectl(
            "-n", "scale", "get", "pods", "-o", "jsonpath={range .items[*]}{.status.podIP} {end}")
        .strip()
        .lines()
        .flatMap(line -> List.of(line.split(" ", -1)).stream())
        .toList();
  }
}
