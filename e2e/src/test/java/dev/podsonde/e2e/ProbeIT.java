package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.e2e.Faults.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code podsonde probe} and {@code podsonde lookup} on a cluster that is well, and that is not.
 */
class ProbeIT {
  @BeforeAll
  static void makePods() throws Exception {
    Faults.makePods();
  }

  @AfterAll
  static void deletePods() throws Exception {
    Faults.deletePods();
  }

  private static Program.Result probe(String... arguments)
      throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(List.of("probe", "--from", "tracer", "--via", "helper", "--rate", "100"));
    all.addAll(List.of(arguments));
    return Cluster.run(all.toArray(String[]::new));
  }

  @Test
  void allServersOfAHealthyClusterAgree() throws Exception {
    Program.Result probed = probe("google.com", "--count", "3");
    assertThat(probed.exitCode()).as(probed.err()).isZero();
    assertThat(probed.out())
        .contains("google.com. A", "google.com. AAAA", "EDNS 4096", "TCP")
        .contains("10.244.0.3 kube-system/kube-dns", "kube-system/" + Faults.remoteReplica())
        .contains("All servers answer in every way, and agree.");
  }

  @Test
  void rootOnTheNodeNeedsNoHelper() throws Exception {
    Program.Result probed =
        Cluster.run("probe", "google.com", "--from", "tracer", "--via", "local", "--rate", "100");
    assertThat(probed.exitCode()).as(probed.err()).isZero();
    assertThat(probed.out()).contains("All servers answer in every way, and agree.");
    assertThat(probed.err()).doesNotContain("helper pod");
  }

  @Test
  void deadReplicaIsTheOnlyOneNamed() throws Exception {
    String replica = Faults.remoteReplica();
    try (Fault _ = Faults.stopped("kube-system", replica).made()) {
      Program.Result probed = probe("google.com", "-t", "A");
      assertThat(probed.exitCode()).as(probed.err()).isOne();
      assertThat(probed.out())
          .containsPattern(
              "! \\S+ kube-system/"
                  + replica
                  + " does not answer, the other replicas do; last seen at")
          .contains("last seen at kube-system/" + replica + ":");
      assertThat(probed.out().lines().filter(line -> line.startsWith("! "))).hasSize(1);
    }
  }

  @Test
  void blockedTcpIsNamed() throws Exception {
    try (Fault _ = Faults.onNode(3, "FORWARD -p tcp --dport 53 -j DROP").made()) {
      assertThat(probe("google.com", "-t", "A").out())
          .contains("TCP port 53 of 10.244.0.3 kube-system/kube-dns does not work, UDP does");
    }
  }

  @Test
  void answersTooLargeForTheWayAreNamed() throws Exception {
    String server = Faults.address("default", "upstream");
    try (Fault _ = Faults.smallMtu().made()) {
      assertThat(probe("big.test", "-t", "TXT", "--server", server).out())
          .contains(
              "large answers are lost: "
                  + server
                  + " default/upstream answers big.test. TXT by UDP,"
                  + " but not when the reply may have 4096 bytes");
    }
    assertThat(probe("big.test", "-t", "TXT", "--server", server).out()).doesNotContain("are lost");
  }

  @Test
  void translationBrokenOnOneNodeIsLocated() throws Exception {
    String stale =
        "-t nat PREROUTING -d %s -p udp --dport 53 -j DNAT --to 172.20.1.250:53"
            .formatted(Cluster.DNS);
    try (Fault _ = Faults.onNode(3, stale).made()) {
      Program.Result probed = probe("google.com", "-t", "A");
      assertThat(probed.out())
          .as(probed.err())
          .containsPattern(
              "! 10.244.0.3 kube-system/kube-dns (does not answer|fails \\(.*\\)) from this node,"
                  + " and does from kube-system/\\S+ on node2: look at this node");
    }
  }

  @Test
  void answersThatDifferAreNamed() throws Exception {
    String server = Faults.address("default", "upstream");
    assertThat(probe("example.org", "-t", "A", "--server", server).out())
        .contains("answers for example.org. A differ: ")
        .contains(server + " default/upstream say 198.51.100.7");
  }

  /** The DNS pods of this cluster know nothing of its services. */
  @Test
  void answersAreComparedWithServices() throws Exception {
    assertThat(probe("kube-dns.kube-system.svc.cluster.local", "-t", "A").out())
        .contains("missing of service kube-system/kube-dns: 10.244.0.3");
  }

  @Test
  void benchTellsLatencies() throws Exception {
    Program.Result probed = probe("google.com", "-t", "A", "--bench", "--count", "20");
    assertThat(probed.out())
        .containsPattern(
            "google.com. A   10.244.0.3 kube-system/kube-dns +20 +0 +[0-9.]+ ms +[0-9.]+ ms");
  }

  @Test
  void lookupSpeaksAsNslookupDoes() throws Exception {
    Program.Result found =
        Cluster.run(
            "lookup",
            "google.com",
            "@" + Cluster.DNS,
            "--from",
            "pod/nslookup-busybox",
            "-n",
            "default",
            "--via",
            "helper");
    assertThat(found.exitCode()).as(found.err()).isZero();
    assertThat(found.out())
        .contains("Server:\t\t10.244.0.3\nAddress:\t10.244.0.3#53\n")
        .contains("Name:\tgoogle.com\nAddress: 216.58.200.14\n")
        .contains("answered by kube-system/coredns-");
    Program.Result missing =
        Cluster.run("lookup", "no.such.name.cluster.local.", "--from", "client", "--via", "helper");
    assertThat(missing.exitCode()).isOne();
    assertThat(missing.out()).contains("** server can't find no.such.name.cluster.local: NXDOMAIN");
  }
}
