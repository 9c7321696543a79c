package dev.podsonde.node;

import dev.podsonde.linux.ListeningPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What carries our own stream through the node's netns: a capture there must leave it out, or every
 * packet sent would be captured and sent again.
 */
final class OwnStream {
  /** Serve exec streams to the kubelet, on a port of the loopback that each picks for itself. */
  private static final List<String> RUNTIMES =
      List.of("containerd", "crio", "dockerd", "cri-dockerd");

  /** The kubelet, and the programs of distributions that have it inside. */
  private static final List<String> KUBELETS =
      List.of("kubelet", "kubelite", "k3s", "k3s-server", "k3s-agent");

  private static final int KUBELET_PORT = 10250;

  private OwnStream() {}

  /**
   * {@return a filter that matches the stream: between runtime and kubelet, between kubelet and API
   * server, and what the other half names of the way from there to itself}
   */
  static String exclusion(Path nodeNetns, NodeMessage command) throws IOException {
    List<String> parts = new ArrayList<>();
    if (!command.text("exclude").isEmpty()) {
      parts.add(command.text("exclude"));
    }
    List<Integer> kubeletPorts = ListeningPorts.ofNetwork(nodeNetns, KUBELETS);
    for (int port : kubeletPorts.isEmpty() ? List.of(KUBELET_PORT) : kubeletPorts) {
      parts.add("tcp port " + port);
    }
    for (int port : ListeningPorts.ofLoopback(nodeNetns, RUNTIMES)) {
      parts.add("(host 127.0.0.1 and tcp port " + port + ")");
    }
    return String.join(" or ", parts);
  }
}
