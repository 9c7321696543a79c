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

  private OwnStream() {}

  /**
   * {@return a filter that matches the stream: that between kubelet and runtime, and what the other
   * half names of the way from the kubelet to itself}
   */
  static String exclusion(Path nodeNetns, NodeMessage command) throws IOException {
    List<String> parts = new ArrayList<>();
    if (!command.text("exclude").isEmpty()) {
      parts.add(command.text("exclude"));
    }
    for (int port : ListeningPorts.ofLoopback(nodeNetns, RUNTIMES)) {
      parts.add("(host 127.0.0.1 and tcp port " + port + ")");
    }
    return String.join(" or ", parts);
  }
}
