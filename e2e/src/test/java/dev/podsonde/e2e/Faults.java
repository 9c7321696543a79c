package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Faults on the way of DNS, each made by what an administrator would type, and taken back again.
 */
final class Faults {
  private static final List<String> NODE2 = List.of();
  private static final List<String> NODE3 = List.of("nsenter", "--net=/run/netns/node3");

  private Faults() {}

  /**
   * A fault.
   *
   * @param where what runs a command at the place of the fault
   * @param make the command; empty for none
   * @param undo what takes it back
   */
  record Fault(List<String> where, String make, String undo) implements AutoCloseable {
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

    private void run(String command) throws IOException, InterruptedException {
      if (!command.isEmpty()) {
        List<String> all = new ArrayList<>(where);
        all.addAll(List.of(command.split(" ", -1)));
        Program.Result result = Program.run(all);
        assertThat(result.exitCode()).as("%s: %s", all, result.err()).isZero();
      }
    }
  }

  /** Makes the pods of faults.yaml. */
  static void makePods() throws IOException, InterruptedException {
    Cluster.kubectl("apply", "-f", "faults.yaml");
    for (String pod : List.of("tracer", "upstream", "forwarder", "loop")) {
      Cluster.kubectl("wait", "--for=condition=Ready", "pod/" + pod, "--timeout=60s");
    }
  }

  /** Deletes them. */
  static void deletePods() throws IOException, InterruptedException {
    Cluster.kubectl("delete", "-f", "faults.yaml", "--now");
  }

  /** {@return the DNS pod on node2, which is not the node of the client} */
  static String remoteReplica() throws IOException, InterruptedException {
    return Cluster.kubectl(
        "get",
        "pods",
        "-n",
        "kube-system",
        "-l",
        "k8s-app=kube-dns",
        "--field-selector",
        "spec.nodeName=node2",
        "-o",
        "jsonpath={.items[0].metadata.name}");
  }

  /** {@return the address of a pod} */
  static String address(String namespace, String pod) throws IOException, InterruptedException {
    return Cluster.kubectl("get", "pod", pod, "-n", namespace, "-o", "jsonpath={.status.podIP}");
  }

  /** {@return no fault at all} */
  static Fault none() {
    return new Fault(NODE2, "", "");
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
