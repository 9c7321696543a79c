package dev.podsonde.cluster;

import java.util.List;
import java.util.Set;

/**
 * An address that is asked for names, on port 53, and what the cluster has behind it.
 *
 * @param address an IP address
 * @param service {@code namespace/name} of the service with this address; empty when it is none's
 * @param endpoints first a NodeLocal DNSCache that listens on it where the client is, then the
 *     service's; the pod itself when the address is a pod's; else none
 */
public record DnsServer(String address, String service, List<Endpoint> endpoints) {
  /**
   * Who may answer.
   *
   * @param pod {@code namespace/name}; empty when it is no pod
   * @param isReady as its slice says
   * @param hostAddresses of its node, when it uses the node's network: what it asks others comes
   *     from one of them; else none
   */
  public record Endpoint(
      String address,
      int port,
      String pod,
      String node,
      boolean isReady,
      Set<String> hostAddresses) {
    /** {@return whether it is captured at its node, not in a netns of its own} */
    public boolean isOnHost() {
      return !hostAddresses.isEmpty();
    }
  }
}
