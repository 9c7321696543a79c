package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing stays behind, and a capture survives what it meets. */
class CleanupIT {
  @TempDir Path directory;

  @BeforeEach
  void removeHelpers() throws Exception {
    Cluster.run("gc", "--all");
    assertThat(Cluster.helpers()).isEmpty();
  }

  @Test
  void helperPodsGoWithTheCapture() throws Exception {
    try (Program capture = Cluster.capture("-n", "kube-system", "deploy/coredns")) {
      assertThat(Cluster.helpers()).hasSize(2);
      assertThat(capture.stop().exitCode()).isZero();
    }
    assertThat(Cluster.helpers()).isEmpty();
  }

  @Test
  void interruptWhileHelperPodsAreMadeRemovesThem() throws Exception {
    try (Program capture =
        Cluster.podsonde("capture", "--via", "helper", "-n", "kube-system", "deploy/coredns")) {
      capture.awaitErr("made helper pod");
      Program.Result result = capture.stop();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err()).contains("stopped before the capture began");
    }
    assertThat(Cluster.helpers()).isEmpty();
  }

  /** Its sessions end for want of a word from it, the pod for want of a session. */
  @Test
  void killedCommandLeavesPodsThatEndAndAreSweptByTheNext() throws Exception {
    String helper;
    try (Program capture = Cluster.capture("client")) {
      capture.signal("KILL");
      helper = Cluster.helpers().getFirst();
    }
    Cluster.await("the pod ends by itself", () -> phase(helper).equals("Succeeded"));
    try (Program capture = Cluster.capture("client")) {
      capture.awaitErr("removed helper pod default/" + helper.substring("pod/".length()));
      assertThat(capture.stop().exitCode()).isZero();
    }
    assertThat(Cluster.helpers()).isEmpty();
  }

  @Test
  void gcRemovesWhatAKilledCommandLeft() throws Exception {
    try (Program capture = Cluster.capture("client")) {
      capture.signal("KILL");
    }
    assertThat(Cluster.run("gc").out()).as("it runs still, for whoever may use it").isEmpty();
    assertThat(Cluster.run("gc", "--all").out()).startsWith("removed pod default/podsonde-");
    assertThat(Cluster.helpers()).isEmpty();
  }

  private static String phase(String helper) throws IOException, InterruptedException {
    return Cluster.kubectl("get", helper, "-o", "jsonpath={.status.phase}");
  }

  @Test
  void helperPodDeletedMeanwhileComesBackAndTheGapIsMarked() throws Exception {
    Path file = directory.resolve("gap.pcapng");
    try (Program capture =
        Cluster.capture("client", "-w", file.toString(), "--", "--print", "-n", "udp port 53")) {
      Cluster.nslookup("client");
      capture.awaitOut("google.com");
      Cluster.kubectl("delete", Cluster.helpers().getFirst(), "--grace-period=0", "--force");
      capture.awaitErr("default/client: gap of ");
      int seen = capture.out().length();
      Cluster.nslookup("client");
      capture.await("packets again", () -> capture.out().length() > seen);
      assertThat(capture.stop().exitCode()).isZero();
    }
    assertThat(Cluster.tshark(file, "-T", "fields", "-e", "frame.comment"))
        .containsPattern("podsonde: gap of \\d+\\.\\d s: the stream from node node3 broke");
    assertThat(Cluster.helpers()).isEmpty();
  }

  @Test
  void evictedHelperPodIsReplaced() throws Exception {
    try (Program capture = Cluster.capture("client", "--", "-n", "udp port 53")) {
      String helper = Cluster.helpers().getFirst().substring("pod/".length());
      Cluster.create(
          "/api/v1/namespaces/default/pods/" + helper + "/eviction",
          """
          {"apiVersion": "policy/v1beta1", "kind": "Eviction",
           "metadata": {"name": "%s", "namespace": "default"}}
          """
              .formatted(helper));
      capture.awaitErr("default/client: gap of ");
      Cluster.nslookup("client");
      capture.awaitOut("google.com");
      assertThat(capture.stop().exitCode()).isZero();
    }
    // What was evicted may take its second of grace.
    Cluster.await("no helper pod is left", () -> Cluster.helpers().isEmpty());
  }

  @Test
  void apiServerAwayForTwentySecondsLeavesAMarkedGap() throws Exception {
    Path file = directory.resolve("away.pcapng");
    try (Program capture =
        Cluster.capture("client", "-w", file.toString(), "--", "--print", "-n", "udp port 53")) {
      Cluster.script("stop", "apiserver");
      try {
        capture.awaitErr("the stream broke");
        Thread.sleep(20_000); // as long as the promise says
      } finally {
        Cluster.script("start", "apiserver");
      }
      capture.awaitErr("default/client: gap of ");
      Cluster.nslookup("client");
      capture.awaitOut("google.com");
      assertThat(capture.stop().exitCode()).isZero();
    }
    assertThat(Cluster.tshark(file, "-T", "fields", "-e", "frame.comment"))
        .containsPattern("podsonde: gap of [2-9]\\d\\.\\d s: the stream from node node3 broke");
    assertThat(Cluster.helpers()).isEmpty();
  }

  @Test
  void helperPodSharedByTwoCapturesOutlivesTheFirst() throws Exception {
    try (Program first = Cluster.capture("client");
        Program second = Cluster.capture("client", "--", "-n", "udp port 53")) {
      assertThat(second.err()).doesNotContain("made helper pod");
      assertThat(first.stop().err()).contains("stays for 1 other sessions, and ends by itself");
      Cluster.nslookup("client");
      second.awaitOut("google.com");
      assertThat(second.stop().err()).doesNotContain("the stream broke");
    }
    assertThat(Cluster.run("gc", "--all").out()).startsWith("removed pod");
  }
}
