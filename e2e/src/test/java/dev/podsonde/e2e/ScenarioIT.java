package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lookup in one pod, seen at every replica of the cluster's DNS: what the tool is for. */
class ScenarioIT {
  private static final int LOOKUPS_MAX = 40;

  @TempDir Path directory;

  @Test
  void everyReplicaShowsItsQueriesAndAnswersInTextAndInTheFile() throws Exception {
    List<String> replicas = Cluster.pods("kube-system", "k8s-app=kube-dns");
    assertThat(replicas).hasSize(2);
    Path file = directory.resolve("dns.pcapng");
    Program.Result result;
    try (Program capture =
        Cluster.capture(
            "-n",
            "kube-system",
            "-l",
            "k8s-app=kube-dns",
            "-w",
            file.toString(),
            "--",
            "--print",
            "-vvv",
            "udp and port 53")) {
      assertThat(Cluster.nslookup("nslookup-busybox")).contains("216.58.200.14");
      lookUpUntilSeen(capture, replicas);
      result = capture.stop();
    }
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).contains("packets captured").contains("0 packets dropped by kernel");
    String fields =
        Cluster.tshark(
            file,
            "-T",
            "fields",
            "-e",
            "frame.interface_name",
            "-e",
            "ip.src_host",
            "-e",
            "ip.dst_host",
            "-e",
            "dns.qry.name",
            "-e",
            "dns.a");
    for (String replica : replicas) {
      String name = "kube-system/" + replica;
      assertThat(result.out()).containsPattern(name + "\\.(53|domain): .* A\\? google\\.com\\. ");
      assertThat(result.out())
          .containsPattern(name + "\\.(53|domain) > .* google\\.com\\. .* A 216\\.58\\.200\\.14");
      assertThat(fields)
          .containsPattern(name + ":eth0\t[^\t]*\t" + name + "\tgoogle\\.com\t\n")
          .containsPattern(name + ":eth0\t" + name + "\t[^\t]*\tgoogle\\.com\t216\\.58\\.200\\.14");
    }
  }

  /** The service picks a replica at random. */
  private static void lookUpUntilSeen(Program capture, List<String> replicas)
      throws IOException, InterruptedException {
    for (int count = 0; count < LOOKUPS_MAX; count++) {
      Cluster.nslookup("nslookup-busybox");
      if (replicas.stream().allMatch(replica -> isAnsweredBy(capture, replica))) {
        return;
      }
    }
  }

  private static boolean isAnsweredBy(Program capture, String replica) {
    return capture
        .out()
        .lines()
        .anyMatch(line -> line.contains(replica + ".53 >") && line.contains("216.58.200.14"));
  }

  @Test
  void fileReadBackWithoutAClusterHasTheNames() throws Exception {
    Path file = directory.resolve("dns.pcapng");
    try (Program capture =
        Cluster.capture("client", "-w", file.toString(), "--", "udp port 53", "-c", "2")) {
      Cluster.nslookup("client");
      assertThat(capture.end().exitCode()).isZero();
    }
    Program.Result read = Cluster.run("read", file.toString());
    assertThat(read.out()).contains("IP default/client.").contains("kube-dns.kube-system.svc.");
    assertThat(Cluster.run("read", "-n", file.toString()).out())
        .contains(" > " + Cluster.DNS + ".53: ");
  }

  @Test
  void captureThatItsCountEndsStillSaysWhatTheNodeReceived() throws Exception {
    try (Program capture = Cluster.capture("client", "--", "-n", "udp port 53", "-c", "2")) {
      Cluster.nslookup("client");
      assertThat(capture.end().err())
          .contains("2 packets captured")
          .containsPattern("(?m)^([2-9]|\\d\\d+) packets received by filter$");
    }
  }

  @Test
  void hostNetworkClientShowsTheWayThroughItsNode() throws Exception {
    try (Program capture = Cluster.capture("nslookup-busybox", "--", "-n", "udp port 53")) {
      capture.awaitErr("uses the node's network");
      Cluster.nslookup("nslookup-busybox");
      capture.awaitOut("A? google.com.");
      assertThat(capture.stop().exitCode()).isZero();
    }
  }
}
