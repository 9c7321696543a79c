package dev.podsonde.cluster;

import static dev.podsonde.cluster.ApiServer.text;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The addresses of a node.
 *
 * @param own as its status has them
 * @param sources those that packets which it sends may come from: its own, and those that its
 *     bridge and its tunnel have on the pod network
 */
record NodeAddresses(Set<String> own, Set<String> sources) {
  /** Of a node that may not be read. */
  static final NodeAddresses UNKNOWN = new NodeAddresses(Set.of(), Set.of());

  /** Where network plugins note the addresses that they gave a node on the pod network. */
  private static final List<String> ANNOTATIONS =
      List.of(
          "projectcalico.org/IPv4VXLANTunnelAddr",
          "projectcalico.org/IPv4IPIPTunnelAddr",
          "projectcalico.org/IPv6VXLANTunnelAddr",
          "network.cilium.io/ipv4-cilium-host",
          "network.cilium.io/ipv6-cilium-host");

  static NodeAddresses of(JsonNode node) {
    Set<String> own = new LinkedHashSet<>();
    node.path("status").path("addresses").forEach(each -> own.add(text(each, "address")));
    Set<String> sources = new LinkedHashSet<>(own);
    JsonNode annotations = node.path("metadata").path("annotations");
    ANNOTATIONS.forEach(key -> sources.add(text(annotations, key)));
    node.path("spec").path("podCIDRs").forEach(each -> addFirst(each.asString(""), sources));
    sources.remove("");
    return new NodeAddresses(Set.copyOf(own), Set.copyOf(sources));
  }

  /**
   * A tunnel mostly has the first address of the node's range of pod addresses, a bridge the next.
   */
  private static void addFirst(String range, Set<String> addresses) {
    try {
      InetAddress first = InetAddress.ofLiteral(range.replaceFirst("/.*", ""));
      addresses.add(first.getHostAddress());
      byte[] next = first.getAddress();
      next[next.length - 1]++;
      addresses.add(InetAddress.getByAddress(next).getHostAddress());
    } catch (IllegalArgumentException | UnknownHostException _) {
      // not the form of a range: then it has none
    }
  }
}
