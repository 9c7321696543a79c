package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.e2e.Faults.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults made for real on the way of a lookup: the hop and the cause are named, and then gone. */
class TraceIT {
  private static final Path TABLE = Path.of("target", "faults.tsv");
  private static final String CLIENT_NODE = "node/node3:";
  private static final String SERVER_NODE = "node/node2:";

  @TempDir Path directory;

  @BeforeAll
  static void makePods() throws Exception {
    Faults.makePods();
    Files.writeString(TABLE, "fault\tlast seen\tfindings\tseconds\tverdict\n");
  }

  @AfterAll
  static void deletePods() throws Exception {
    Faults.deletePods();
  }

  /** What a trace, and then dns of the file that it wrote, said. */
  private record Said(boolean isFault, String lastSeen, String sentence, String findings) {}

  private Said trace(String... arguments) throws IOException, InterruptedException {
    Path file = directory.resolve("trace.pcapng");
    Files.deleteIfExists(file);
    List<String> all = new ArrayList<>(List.of("trace", "--via", "helper", "-o", "json", "-w"));
    all.add(file.toString());
    all.addAll(List.of(arguments));
    if (!all.contains("--from")) {
      all.addAll(List.of("--from", "tracer"));
    }
    Program.Result result = Cluster.run(all.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err()).isZero();
    String dns = Cluster.run("dns", "-r", file.toString(), "-o", "json").out();
    return new Said(
        jq(result.out(), ".verdict.fault").equals("true"),
        jq(result.out(), ".verdict.last_seen"),
        jq(result.out(), ".verdict.sentence"),
        jq(result.out(), "[.findings[] | select(.weight == \"fault\") | .rule] | join(\" \")")
            + "/"
            + jq(dns, "[.findings[] | select(.weight == \"fault\") | .rule] | join(\" \")"));
  }

  private String jq(String json, String filter) throws IOException, InterruptedException {
    Path file = directory.resolve("jq.json");
    Files.writeString(file, json);
    Program.Result result = Program.run(List.of("jq", "-r", filter, file.toString()));
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out().strip();
  }

  /** Makes the fault, traces, takes it back, and traces again: then nothing may be left of it. */
  private void assertNamed(
      String name, Fault fault, String lastSeen, String sentence, String rule, String... arguments)
      throws Exception {
    assertNamed(name, fault, lastSeen, sentence, rule, arguments, arguments);
  }

  private void assertNamed(
      String name,
      Fault fault,
      String lastSeen,
      String sentence,
      String rule,
      String[] arguments,
      String[] after)
      throws Exception {
    Said said;
    long start = System.nanoTime();
    try (Fault _ = fault.made()) {
      said = trace(arguments);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Files.writeString(
        TABLE,
        String.format(
            Locale.ROOT,
            "%s\t%s\t%s\t%.1f\t%s%n",
            name,
            said.lastSeen,
            said.findings,
            seconds,
            said.sentence),
        StandardOpenOption.APPEND);
    assertThat(said.isFault).as(said.sentence).isTrue();
    assertThat(said.lastSeen).startsWith(lastSeen);
    assertThat(said.sentence).contains(sentence);
    assertThat(said.findings).contains(rule);
    if (!fault.make().isEmpty()) {
      Said well = trace(after);
      assertThat(well.isFault).as(well.sentence).isFalse();
      assertThat(well.findings).isEqualTo("/");
    }
  }

  /** {@return {@code @} and the address of the DNS pod on node2} */
  private static String remoteReplica() throws IOException, InterruptedException {
    return "@" + Faults.address("kube-system", Faults.remoteReplica());
  }

  @RepeatedTest(20)
  void healthyClusterHasNoFault() throws Exception {
    Said said = trace("google.com");
    assertThat(said.isFault).as(said.sentence).isFalse();
    assertThat(said.sentence).contains("216.58.200.14").contains("answered by kube-system/");
    assertThat(said.findings).isEqualTo("/");
  }

  @Test
  void queryDroppedInThePod() throws Exception {
    assertNamed(
        "query dropped in the pod",
        Faults.inPod("default", "tracer", "OUTPUT -p udp --dport 53 -j DROP"),
        "",
        "dropped inside the pod",
        "",
        "google.com.");
  }

  @Test
  void queryDroppedOnTheClientsNode() throws Exception {
    assertNamed(
        "query dropped on the client's node",
        Faults.onNode(3, "FORWARD -p udp --dport 53 -j DROP"),
        CLIENT_NODE,
        "never reached any DNS pod",
        "L02/L02",
        "google.com.",
        remoteReplica());
  }

  @Test
  void queryDroppedOnTheServersNode() throws Exception {
    assertNamed(
        "query dropped on the server's node",
        Faults.onNode(2, "FORWARD -i knode2 -p udp --dport 53 -j DROP"),
        SERVER_NODE + "knode2",
        "never reached any DNS pod",
        "L02/L02",
        "google.com.",
        remoteReplica());
  }

  @Test
  void queryDroppedInTheDnsPod() throws Exception {
    assertNamed(
        "query dropped in the DNS pod",
        Faults.inPod("kube-system", Faults.remoteReplica(), "INPUT -p udp --dport 53 -j DROP"),
        "kube-system/" + Faults.remoteReplica(),
        "which did not answer",
        "L05",
        "google.com.",
        remoteReplica());
  }

  @Test
  void replyDroppedOnTheServersNode() throws Exception {
    assertNamed(
        "reply dropped on the server's node",
        Faults.onNode(2, "FORWARD -p udp --sport 53 -j DROP"),
        SERVER_NODE,
        "the reply never came back to default/tracer",
        "L03",
        "google.com.",
        remoteReplica());
  }

  @Test
  void replyDroppedOnTheClientsNode() throws Exception {
    assertNamed(
        "reply dropped on the client's node",
        Faults.onNode(3, "FORWARD -p udp --sport 53 -j DROP"),
        CLIENT_NODE + "uplink",
        "the reply never came back to default/tracer",
        "L03",
        "google.com.",
        remoteReplica());
  }

  @Test
  void replyDroppedInThePod() throws Exception {
    assertNamed(
        "reply dropped in the pod",
        Faults.inPod("default", "tracer", "INPUT -p udp --sport 53 -j DROP"),
        "default/tracer",
        "did not take",
        "L03",
        "google.com.");
  }

  @Test
  void deadReplicaIsStillAnEndpoint() throws Exception {
    assertNamed(
        "dead replica, still an endpoint",
        Faults.stopped("kube-system", Faults.remoteReplica()),
        "kube-system/" + Faults.remoteReplica(),
        "which did not answer",
        "L05",
        "google.com.",
        remoteReplica());
  }

  @Test
  void staleTranslationLeadsToAPodThatIsGone() throws Exception {
    assertNamed(
        "stale translation to a pod that is gone",
        Faults.onNode(
            3,
            "-t nat PREROUTING -d %s -p udp --dport 53 -j DNAT --to 172.20.1.250:53"
                .formatted(Cluster.DNS)),
        SERVER_NODE,
        "172.20.1.250, which is no endpoint of kube-system/kube-dns",
        "L0",
        "google.com.");
  }

  @Test
  void staleConntrackEntryLeadsToAPodThatIsGone() throws Exception {
    try (Fault _ = Faults.fewPorts("default", "tracer").made()) {
      assertNamed(
          "stale conntrack entry",
          Faults.staleEntries(Faults.address("default", "tracer"), "172.20.1.250"),
          SERVER_NODE,
          "172.20.1.250, which is no endpoint of kube-system/kube-dns",
          "L0",
          "google.com.");
    }
  }

  /** Random ports on the way, as kube-proxy and network plugins masquerade. */
  @Test
  void masqueradedQueryIsFollowedToItsServer() throws Exception {
    String upstream = Faults.address("default", "upstream");
    String rule =
        "-t nat POSTROUTING -p udp --dport 53 -d %s -j MASQUERADE --random-fully"
            .formatted(upstream);
    Path file = directory.resolve("masqueraded.json");
    try (Fault _ = Faults.onNode(3, rule).made()) {
      Program.Result result =
          Cluster.run(
              "trace",
              "example.org.",
              "@" + upstream,
              "--from",
              "tracer",
              "--via",
              "helper",
              "-o",
              "json");
      Files.writeString(file, result.out());
    }
    assertThat(jq(Files.readString(file), ".queries[0].attempts[0].query | last | .place"))
        .isEqualTo("default/upstream:eth0");
    assertThat(jq(Files.readString(file), ".queries[0].attempts[0].reply | last | .place"))
        .isEqualTo("default/tracer:eth0");
  }

  /** On one node, what the host asks is seen after it was translated, and back after that. */
  @Test
  void hostNetworkPodIsNotToldThatItsReplyIsLost() throws Exception {
    for (int node = 2; node <= 3; node++) {
      String replica = Faults.address("kube-system", Faults.replica(node));
      for (String server : List.of(replica, Cluster.DNS)) {
        Program.Result result =
            Cluster.run(
                "trace",
                "google.com.",
                "@" + server,
                "--from",
                "nslookup-busybox",
                "--via",
                "helper",
                "-o",
                "json");
        assertThat(jq(result.out(), ".verdict.sentence")).contains("answered by kube-system/");
        assertThat(jq(result.out(), ".verdict.fault")).isEqualTo("false");
        assertThat(jq(result.out(), "[.findings[] | select(.weight == \"fault\")] | length"))
            .isEqualTo("0");
      }
    }
  }

  @Test
  void cacheOfTheNodeAnswers() throws Exception {
    Said said = trace("google.com.", "@" + Faults.CACHE);
    assertThat(said.isFault).as(said.sentence).isFalse();
    assertThat(said.sentence).contains("answered by kube-system/node-local-dns");
    assertThat(said.findings).isEqualTo("/");
  }

  @Test
  void cacheOfTheNodeIsNotReached() throws Exception {
    assertNamed(
        "NodeLocal DNSCache does not hear",
        Faults.onNode(3, "INPUT -d %s -p udp --dport 53 -j DROP".formatted(Faults.CACHE)),
        CLIENT_NODE,
        "reached kube-system/node-local-dns, which did not answer",
        "L05",
        "google.com.",
        "@" + Faults.CACHE);
  }

  @Test
  void cacheOfTheNodeAsksInVain() throws Exception {
    try (Fault _ = Faults.stopped("kube-system", Faults.replica(3)).made()) {
      assertNamed(
          "NodeLocal DNSCache asks dead replicas",
          Faults.stopped("kube-system", Faults.replica(2)),
          "kube-system/coredns",
          "kube-system/node-local-dns asked kube-system/coredns",
          "L05",
          new String[] {"google.com.", "@" + Faults.CACHE},
          new String[] {"google.com.", remoteReplica()});
    }
  }

  @Test
  void serviceWithoutEndpoints() throws Exception {
    assertNamed(
        "service without endpoints",
        Faults.none(),
        CLIENT_NODE,
        "ICMP port unreachable",
        "P01",
        "google.com.",
        "@10.244.0.99");
  }

  @Test
  void rejectedByAPolicy() throws Exception {
    assertNamed(
        "rejected by a policy",
        Faults.onNode(3, "FORWARD -p udp --dport 53 -j REJECT --reject-with icmp-admin-prohibited"),
        CLIENT_NODE,
        "ICMP administratively prohibited",
        "P02",
        "google.com.",
        remoteReplica());
  }

  @Test
  void replyFromThePodsOwnAddress() throws Exception {
    assertNamed(
        "reply from the pod's own address",
        Faults.onNode(3, "-t raw PREROUTING -p udp --sport 53 -j CT --notrack"),
        "default/tracer",
        "instead of " + Cluster.DNS,
        "N01",
        "google.com.");
  }

  @Test
  void truncatedAndTcpBlocked() throws Exception {
    assertNamed(
        "truncated, and TCP blocked",
        Faults.onNode(3, "FORWARD -p tcp --dport 53 -j DROP"),
        CLIENT_NODE,
        "its SYN was last seen at",
        "T01",
        "big.test.",
        "-t",
        "TXT",
        "@" + Faults.address("default", "upstream"));
  }

  /** With EDNS the answer comes by UDP, in one packet that the way to the client does not take. */
  @Test
  void answerTooLargeForTheWay() throws Exception {
    assertNamed(
        "answer too large for the way",
        Faults.smallMtu(),
        SERVER_NODE,
        "the reply never came back to default/tracer-edns",
        "L03",
        "mid.test.",
        "-t",
        "TXT",
        "@" + Faults.address("default", "upstream"),
        "--from",
        "tracer-edns");
  }

  /** Afterwards it is another name: a forwarder remembers for a while what it asked in vain. */
  @Test
  void deadUpstream() throws Exception {
    String forwarder = "@" + Faults.address("default", "forwarder");
    assertNamed(
        "dead upstream",
        Faults.inPod("default", "upstream", "INPUT -p udp --dport 53 -j DROP"),
        SERVER_NODE,
        "default/forwarder asked",
        "L05",
        new String[] {"example.org.", forwarder},
        new String[] {"www.example.org.", forwarder});
  }

  @Test
  void slowUpstream() throws Exception {
    try (SlowServer _ = SlowServer.start(1053, 700)) {
      assertNamed(
          "slow upstream",
          Faults.none(),
          "",
          "slow: default/forwarder waited 7",
          "",
          "slow.test.",
          "-t",
          "A",
          "@" + Faults.address("default", "forwarder"));
    }
  }

  @Test
  void forwarderAsksItself() throws Exception {
    assertNamed(
        "a forwarder that asks itself",
        Faults.none(),
        "",
        "default/loop asks itself",
        "R03",
        "example.org.",
        "@" + Faults.address("default", "loop"));
  }

  @Test
  void secondOfTwoQueriesIsDropped() throws Exception {
    assertNamed(
        "the second of A and AAAA dropped",
        Faults.onNode(
            3, "FORWARD -p udp --dport 53 -m statistic --mode nth --every 2 --packet 1 -j DROP"),
        CLIENT_NODE,
        "216.58.200.14",
        "L01",
        "google.com.",
        remoteReplica());
  }
}
