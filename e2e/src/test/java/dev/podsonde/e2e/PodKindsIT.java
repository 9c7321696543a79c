package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods that other ways in have trouble with. */
class PodKindsIT {
  @TempDir Path directory;

  @AfterEach
  void removePod() throws IOException, InterruptedException {
    Cluster.kubectl(
        "delete", "pod", "subject", "--ignore-not-found", "--grace-period=0", "--force");
  }

  /** Nothing of it runs most of the time but the sandbox. */
  @Test
  void crashLoopingPodIsCapturedThroughItsSandbox() throws Exception {
    Cluster.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: subject, namespace: default}
        spec: {nodeName: node3, containers: [{name: main, image: "e2e.test/busybox:1",
          imagePullPolicy: IfNotPresent, command: ["false"]}]}
        """);
    Cluster.await(
        "it crashes again and again",
        () -> subject("{.status.containerStatuses[0].state}").contains("CrashLoop"));
    assertPingIsSeen();
  }

  /** Its one file is the program: there is no shell, no tcpdump and no C library. */
  @Test
  void podWhoseImageHasNoShellIsCaptured() throws Exception {
    Cluster.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: subject, namespace: default}
        spec: {nodeName: node3, terminationGracePeriodSeconds: 0, containers: [{name: main,
          image: "e2e.test/pause:1", imagePullPolicy: IfNotPresent}]}
        """);
    Cluster.await("it runs", () -> subject("{.status.phase}").equals("Running"));
    assertPingIsSeen();
  }

  @Test
  void podThatGivesUpAllPrivilegesIsCaptured() throws Exception {
    Cluster.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: subject, namespace: default}
        spec: {nodeName: node2, terminationGracePeriodSeconds: 0, containers: [{name: main,
          image: "e2e.test/pause:1", imagePullPolicy: IfNotPresent, securityContext: {
            runAsUser: 65534, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true,
            capabilities: {drop: [ALL]}}}]}
        """);
    Cluster.await("it runs", () -> subject("{.status.phase}").equals("Running"));
    assertPingIsSeen();
  }

  private static String subject(String path) throws IOException, InterruptedException {
    return Cluster.kubectl("get", "pod", "subject", "-o", "jsonpath=" + path);
  }

  private static void assertPingIsSeen() throws IOException, InterruptedException {
    try (Program capture = Cluster.capture("subject", "--", "-n", "icmp")) {
      String address = subject("{.status.podIP}");
      Cluster.kubectl("exec", "client", "--", "ping", "-c", "1", address);
      capture.awaitOut(" > " + address + ": ICMP echo request");
      capture.awaitOut("IP " + address + " > ");
      assertThat(capture.stop().exitCode()).isZero();
    }
  }

  /**
   * What carries the packets to us crosses the node's own network: captured, each packet would
   * bring forth more, without end.
   */
  @Test
  void captureOfANodeLeavesItselfOut() throws Exception {
    Path file = directory.resolve("node.pcapng");
    try (Program capture =
        Cluster.capture("node/node3", "-w", file.toString(), "--", "tcp or udp port 53")) {
      for (int count = 0; count < 10; count++) {
        Cluster.nslookup("client");
      }
      assertThat(capture.stop().exitCode()).isZero();
    }
    assertThat(Cluster.tshark(file, "-Y", "dns")).contains("google.com");
    assertThat(Cluster.tshark(file, "-Y", "tcp.port == 10250 || tcp.port == 6443")).isEmpty();
    String longSegments = Cluster.tshark(file, "-Y", "tcp.len > 60 && !dns");
    assertThat(longSegments.lines().count()).as(longSegments).isLessThan(200);
  }

  @Test
  void captureOfAHostNetworkPodLeavesItselfOut() throws Exception {
    Path file = directory.resolve("host.pcapng");
    Program.Result result;
    try (Program capture =
        Cluster.capture("nslookup-busybox", "-w", file.toString(), "--", "tcp or udp port 53")) {
      Cluster.nslookup("nslookup-busybox");
      result = capture.stop();
    }
    assertThat(result.err())
        .contains("default/nslookup-busybox: uses the node's network; left out is")
        .contains("tcp port 10250");
    assertThat(Cluster.tshark(file, "-Y", "dns")).contains("google.com");
    assertThat(Cluster.tshark(file, "-Y", "tcp.port == 10250 || tcp.port == 6443")).isEmpty();
  }
}
