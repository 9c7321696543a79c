package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods that come and go while they are captured. */
class FollowIT {
  @TempDir Path directory;

  @BeforeEach
  void makeDeployment() throws IOException, InterruptedException {
    Cluster.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: talker, namespace: default}
        spec:
          replicas: 2
          selector: {matchLabels: {app: talker}}
          template:
            metadata: {labels: {app: talker}}
            spec:
              terminationGracePeriodSeconds: 0
              containers: [{name: main, image: "e2e.test/busybox:1", imagePullPolicy: IfNotPresent,
                command: [sh, -c, "trap exit TERM; while true; do nslookup google.com 10.244.0.3; sleep 0.2; done"]}]
        """);
    Cluster.kubectl("rollout", "status", "deploy/talker");
  }

  @AfterEach
  void removeDeployment() throws IOException, InterruptedException {
    Cluster.kubectl("delete", "deployment", "talker");
    Cluster.await("its pods go", () -> Cluster.pods("default", "app=talker").isEmpty());
  }

  @Test
  void podsOfARolloutJoinAndThoseThatGoEnd() throws Exception {
    Path file = directory.resolve("rollout.pcapng");
    List<String> before = Cluster.pods("default", "app=talker");
    Program.Result result;
    List<String> after;
    try (Program capture =
        Cluster.capture("deploy/talker", "-w", file.toString(), "--", "--print", "udp port 53")) {
      Cluster.kubectl("rollout", "restart", "deploy/talker");
      Cluster.kubectl("rollout", "status", "deploy/talker");
      Cluster.await(
          "the old pods are gone", () -> Cluster.pods("default", "app=talker").size() == 2);
      after = Cluster.pods("default", "app=talker");
      for (String pod : after) {
        capture.awaitErr("default/" + pod + ": joined the capture on node");
        capture.awaitOut("IP default/" + pod + ".");
      }
      for (String pod : before) {
        capture.awaitErr("default/" + pod + ": has gone; its capture ended");
      }
      result = capture.stop();
    }
    assertThat(result.exitCode()).isZero();
    assertThat(after).doesNotContainAnyElementsOf(before);
    String interfaces =
        Cluster.tshark(file, "-T", "fields", "-e", "frame.interface_name", "-e", "frame.comment");
    for (String pod : after) {
      assertThat(interfaces)
          .containsPattern(
              "default/" + pod + ":eth0\tpodsonde: joined the capture on node node[23]");
    }
    for (String pod : before) {
      assertThat(interfaces).contains("default/" + pod + ":eth0");
    }
  }

  /** From the moment the kubelet says that it runs, as kubectl's watch tells it. */
  @Test
  void newPodIsSeenWithinTwoSeconds() throws Exception {
    try (Program capture =
        Cluster.capture("-l", "app in (talker, late)", "--", "-n", "udp port 53")) {
      Cluster.kubectl(
          "run",
          "late",
          "--labels=app=late",
          "--image=e2e.test/busybox:1",
          "--image-pull-policy=IfNotPresent",
          "--overrides={\"spec\":{\"terminationGracePeriodSeconds\":0}}",
          "--",
          "sleep",
          "1000");
      try {
        Cluster.await(
            "it runs",
            () ->
                Cluster.kubectl("get", "pod", "late", "-o", "jsonpath={.status.phase}")
                    .equals("Running"));
        long started = System.nanoTime();
        capture.awaitErr("default/late: joined the capture");
        assertThat((System.nanoTime() - started) / 1e9).isLessThan(2);
      } finally {
        Cluster.kubectl("delete", "pod", "late", "--grace-period=0", "--force");
      }
      assertThat(capture.stop().exitCode()).isZero();
    }
  }

  @Test
  void restartedContainerGoesOnInTheSameCapture() throws Exception {
    String pod = Cluster.pods("default", "app=talker").getFirst();
    try (Program capture = Cluster.capture(pod, "--", "-n", "udp port 53")) {
      capture.awaitOut("google.com");
      Cluster.kubectl("exec", pod, "--", "kill", "1");
      Cluster.await(
          "it starts again",
          () ->
              Cluster.kubectl(
                      "get",
                      "pod",
                      pod,
                      "-o",
                      "jsonpath={.status.containerStatuses[0].restartCount}")
                  .equals("1"));
      int seen = capture.out().length();
      capture.await("packets of the new container", () -> capture.out().length() > seen + 2_000);
      assertThat(capture.stop().exitCode()).isZero();
    }
  }

  @Test
  void withoutFollowingNobodyJoins() throws Exception {
    try (Program capture =
        Cluster.capture("deploy/talker", "--no-follow", "--", "-n", "udp port 53")) {
      Cluster.kubectl("scale", "deploy/talker", "--replicas=3");
      Cluster.kubectl("rollout", "status", "deploy/talker");
      int seen = capture.out().length();
      capture.await("more packets", () -> capture.out().length() > seen + 4_000);
      assertThat(capture.stop().err()).doesNotContain("joined the capture");
    }
  }
}
