package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Faults on the way of DNS, each made by what an administrator would type, and taken back again.
 */
final class Faults {
  private static final int PORT_FIRST = 40_000;
  private static final int PORTS = 4;
  private static final List<String> NODE2 = List.of();
  private static final List<String> NODE3 = List.of("nsenter", "--net=/run/netns/node3");

  /** What NodeLocal DNSCache listens on. */
  static final String CACHE = "169.254.20.10";

  private static final Fault CACHE_ADDRESS =
      new Fault(
          NODE3,
          "ip addr add %s/32 dev lo".formatted(CACHE),
          "ip addr del %s/32 dev lo".formatted(CACHE));

  /**
   * Captures next to nothing, so that helper pods are there and each test need not wait for them.
   */
  private static @Nullable Program helpers;

  private Faults() {}

  /**
   * A fault.
   *
   * @param where what runs a command at the place of the fault
   * @param make the commands
   * @param undo what takes it back
   */
  record Fault(List<String> where, List<String> make, List<String> undo) implements AutoCloseable {
    Fault(List<String> where, String make, String undo) {
      this(where, List.of(make), List.of(undo));
    }

    Fault made() throws IOException, InterruptedException {
      run(make);
      return this;
    }

    @Override
    public void close() throws IOException {
      try {
        run(undo);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IOException("not taken back: " + undo, interrupted);
      }
    }

    private void run(List<String> commands) throws IOException, InterruptedException {
      for (String command : commands) {
        List<String> all = new ArrayList<>(where);
        all.addAll(List.of(command.split(" ", -1)));
        Program.Result result = Program.run(all);
        assertThat(result.exitCode()).as("%s: %s", all, result.err()).isZero();
      }
    }
  }

  /** Makes the pods of faults.yaml, and helper pods that stay until {@link #deletePods}. */
  @SuppressWarnings("MustBeClosedChecker") // deletePods closes it
  static void makePods() throws IOException, InterruptedException {
    helpers = Cluster.capture("node/node2", "node/node3", "--", "udp port 9");
    CACHE_ADDRESS.made();
    Cluster.kubectl("apply", "-f", "faults.yaml");
    for (String pod : List.of("tracer", "tracer-edns", "upstream", "forwarder", "loop")) {
      Cluster.kubectl("wait", "--for=condition=Ready", "pod/" + pod, "--timeout=60s");
    }
    Cluster.kubectl(
        "wait",
        "-n",
        "kube-system",
        "--for=condition=Ready",
        "pod/node-local-dns",
        "--timeout=60s");
  }

  /** Deletes them. */
  static void deletePods() throws IOException, InterruptedException {
    if (helpers != null) {
      helpers.stop();
      helpers.close();
    }
    Cluster.kubectl("delete", "-f", "faults.yaml", "--now");
    CACHE_ADDRESS.close();
  }

  /** {@return the DNS pod on node2, which is not the node of the client} */
  static String remoteReplica() throws IOException, InterruptedException {
    return replica(2);
  }

  /** {@return the DNS pod on a node} */
  static String replica(int node) throws IOException, InterruptedException {
    return Cluster.kubectl(
        "get",
        "pods",
        "-n",
        "kube-system",
        "-l",
        "k8s-app=kube-dns",
        "--field-selector",
        "spec.nodeName=node" + node,
        "-o",
        "jsonpath={.items[0].metadata.name}");
  }

  /** {@return the address of a pod} */
  static String address(String namespace, String pod) throws IOException, InterruptedException {
    return Cluster.kubectl("get", "pod", pod, "-n", namespace, "-o", "jsonpath={.status.podIP}");
  }

  /** {@return no fault at all} */
  static Fault none() {
    return new Fault(NODE2, List.of(), List.of());
  }

  /** {@return a rule of iptables in the network of a node} */
  static Fault onNode(int node, String rule) {
    return rule(node == 2 ? NODE2 : NODE3, rule);
  }

  /** {@return a rule of iptables in the network of a pod} */
  static Fault inPod(String namespace, String pod, String rule)
      throws IOException, InterruptedException {
    return rule(List.of("ip", "netns", "exec", netns(namespace, pod)), rule);
  }

  private static Fault rule(List<String> where, String rule) {
    // `iptables -t TABLE -I CHAIN …`: to insert and to delete differ in one letter.
    String table = rule.startsWith("-t ") ? rule.substring(0, rule.indexOf(' ', 3) + 1) : "";
    String rest = rule.substring(table.length());
    return new Fault(where, "iptables " + table + "-I " + rest, "iptables " + table + "-D " + rest);
  }

  /** {@return the processes of a pod's containers standing still} */
  static Fault stopped(String namespace, String pod) throws IOException, InterruptedException {
    Program.Result pids = Program.run(List.of("ip", "netns", "pids", netns(namespace, pod)));
    String all = String.join(" ", pids.out().lines().toList());
    return new Fault(NODE2, "kill -STOP " + all, "kill -CONT " + all);
  }

  /** {@return a pod that uses few ports, so that it is known which ones it will use} */
  static Fault fewPorts(String namespace, String pod) throws IOException, InterruptedException {
    String range = "sysctl -qw net.ipv4.ip_local_port_range=%d\t%d";
    return new Fault(
        List.of("ip", "netns", "exec", netns(namespace, pod)),
        range.formatted(PORT_FIRST, PORT_FIRST + PORTS - 1),
        range.formatted(32_768, 60_999));
  }

  /**
   * {@return what the conntrack table of node3 keeps when a DNS pod goes and nobody clears it}
   *
   * @param client the address of a pod with {@link #fewPorts}
   * @param gone the address of the DNS pod that is gone
   */
  static Fault staleEntries(String client, String gone) {
    List<String> entries = new ArrayList<>();
    for (int port = PORT_FIRST; port < PORT_FIRST + PORTS; port++) {
      entries.add(
          "conntrack -I -p udp -s %s -d %s --sport %d --dport 53 --dst-nat %s -t 300 -u SEEN_REPLY"
              .formatted(client, Cluster.DNS, port, gone));
    }
    return new Fault(NODE3, entries, List.of("conntrack -D -p udp --reply-src " + gone));
  }

  /** {@return node3 receiving no frame of more than 1000 bytes, as its sender does not know} */
  static Fault smallMtu() {
    return new Fault(NODE3, "ip link set uplink mtu 1000", "ip link set uplink mtu 1500");
  }

  /** {@return the netns of a pod, as ip-netns(8) calls it} */
  private static String netns(String namespace, String pod)
      throws IOException, InterruptedException {
    String address = address(namespace, pod);
    String listed = Program.run(List.of("ip", "netns", "list")).out();
    for (String line : listed.lines().toList()) {
      String netns = line.split(" ", -1)[0];
      String addresses =
          Program.run(List.of("ip", "-n", netns, "-4", "-o", "addr", "show", "eth0")).out();
      if (addresses.contains(" " + address + "/")) {
        return netns;
      }
    }
    throw new AssertionError("no netns of " + pod + " with " + address);
  }
}
