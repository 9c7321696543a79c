package dev.podsonde.linux;

import dev.podsonde.packet.IpAddress;
import dev.podsonde.packet.WireBytes;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The interfaces of a pod, with their addresses and their ends in the node's netns. */
public final class NetworkInterfaces {
  private static final String LOOPBACK = "lo";
  private static final Path IPV6_ADDRESSES = Path.of("/proc/thread-self/net/if_inet6");

  /** Fields of {@code if_inet6}, the first of which is the address. */
  private static final int IPV6_PREFIX_LENGTH = 2;

  private static final int IPV6_NAME = 5;

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
      List<String> names = netns.interfaceNames();
      found = netns.call(() -> list(names));
    }
    return process.isHostNetwork()
        ? found.stream().map(each -> new PodInterface(each.name, each.addresses, "")).toList()
        : withPeers(found, process.nodeNetns());
  }

  private static List<PodInterface> withPeers(List<Found> found, Path nodeNetns)
      throws IOException {
    try (NetworkNamespace node = NetworkNamespace.open(nodeNetns)) {
      return node.call(() -> nameThePeers(found));
    }
  }

  private static List<PodInterface> nameThePeers(List<Found> found) throws IOException {
    List<PodInterface> interfaces = new ArrayList<>();
    try (PacketSocket socket = PacketSocket.open()) {
      for (Found each : found) {
        String peer =
            each.peerIndex == 0 ? "" : InterfaceNames.name(socket.descriptor(), each.peerIndex);
        interfaces.add(new PodInterface(each.name, each.addresses, peer));
      }
    }
    return interfaces;
  }

  /** Runs in the pod's netns. */
  private static List<Found> list(List<String> names) throws IOException {
    Map<String, List<String>> ipv6 = ipv6Addresses();
    List<Found> found = new ArrayList<>();
    try (PacketSocket socket = PacketSocket.open()) {
      for (String name : names) {
        if (!name.equals(LOOPBACK)) {
          List<String> addresses = new ArrayList<>(ipv4Addresses(name));
          addresses.addAll(ipv6.getOrDefault(name, List.of()));
          found.add(new Found(name, addresses, VethPeer.index(socket.descriptor(), name)));
        }
      }
    }
    return found;
  }

  private static List<String> ipv4Addresses(String name) throws IOException {
    NetworkInterface each = NetworkInterface.getByName(name);
    return each == null
        ? List.of()
        : each.getInterfaceAddresses().stream()
            .filter(address -> address.getAddress() instanceof Inet4Address)
            .map(a -> a.getAddress().getHostAddress() + "/" + a.getNetworkPrefixLength())
            .toList();
  }

  /** The JDK reads these of the process's first thread, which is in another netns. */
  private static Map<String, List<String>> ipv6Addresses() throws IOException {
    Map<String, List<String>> addresses = new HashMap<>();
    if (!Files.exists(IPV6_ADDRESSES)) {
      return addresses; // the kernel has no IPv6
    }
    for (String line : Files.readAllLines(IPV6_ADDRESSES)) {
      String[] fields = line.strip().split(" +", -1);
      if (fields.length > IPV6_NAME) {
        byte[] bytes = HexFormat.of().parseHex(fields[0]);
        var window = new WireBytes();
        window.wrap(bytes, 0, bytes.length);
        int prefixLength = Integer.parseInt(fields[IPV6_PREFIX_LENGTH], 16);
        String text = IpAddress.ipv6(window, 0) + "/" + prefixLength;
        addresses.computeIfAbsent(fields[IPV6_NAME], _ -> new ArrayList<>()).add(text);
      }
    }
    return addresses;
  }
}
