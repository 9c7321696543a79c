package dev.podsonde.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The interfaces of a pod, with their addresses and their ends in the node's netns. */
public final class NetworkInterfaces {
  private NetworkInterfaces() {}

  /**
   * One interface.
   *
   * @param name as the pod has it
   * @param addresses with prefix lengths, as {@code 172.20.1.2/24}
   * @param nodeInterface the other end of a veth, as the node has it; empty when there is none
   */
  public record PodInterface(String name, List<String> addresses, String nodeInterface) {}

  private record Found(String name, List<String> addresses, int peerIndex) {}

  /** {@return the interfaces of the pod but its loopback, in the kernel's order} */
  public static List<PodInterface> of(PodProcess process) throws IOException {
    List<Found> found;
    try (NetworkNamespace netns = NetworkNamespace.ofProcess(process.pid())) {
      found = netns.call(NetworkInterfaces::list);
    }
    return process.isHostNetwork()
        ? found.stream().map(each -> new PodInterface(each.name, each.addresses, "")).toList()
        : withPeers(found, process.nodeNetns());
  }

  private static List<PodInterface> withPeers(List<Found> found, Path nodeNetns)
      throws IOException {
    try (NetworkNamespace node = NetworkNamespace.open(nodeNetns)) {
      return node.call(() -> {
        List<PodInterface> interfaces = new ArrayList<>();
        for (Found each : found) {
          interfaces.add(new PodInterface(each.name, each.addresses, nameOf(each.peerIndex)));
        }
        return interfaces;
      });
    }
  }

  private static String nameOf(int index) throws IOException {
    NetworkInterface peer = index == 0 ? null : NetworkInterface.getByIndex(index);
    return peer == null ? "" : peer.getName();
  }

  private static List<Found> list() throws IOException {
    List<Found> found = new ArrayList<>();
    try (PacketSocket socket = PacketSocket.open()) {
      for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
        if (!each.isLoopback()) {
          List<String> addresses =
              each.getInterfaceAddresses().stream().map(NetworkInterfaces::text).toList();
          found.add(
              new Found(
                  each.getName(), addresses, VethPeer.index(socket.descriptor(), each.getName())));
        }
      }
    }
    return found;
  }

  private static String text(InterfaceAddress address) {
    InetAddress plain = address.getAddress();
    String text = plain.getHostAddress();
    int scope = text.indexOf('%');
    return (scope < 0 ? text : text.substring(0, scope)) + "/" + address.getNetworkPrefixLength();
  }
}
