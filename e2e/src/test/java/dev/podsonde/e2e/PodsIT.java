package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code podsonde pods}: what nodes know of pods, held against what the pods say themselves. */
class PodsIT {
  @ParameterizedTest
  @ValueSource(strings = {"local", "helper"})
  void processNetnsAndInterfacesAreThePods(String via) throws Exception {
    String inode = Cluster.kubectl("exec", "client", "--", "readlink", "/proc/self/ns/net");
    String address = Cluster.kubectl("get", "pod", "client", "-o", "jsonpath={.status.podIP}");
    Program.Result result = Cluster.run("pods", "client", "--via", via);
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out().lines().skip(1).findFirst().orElse(""))
        .contains(inode.replaceAll("[^0-9]", ""))
        .contains("eth0 " + address + "/24")
        .containsPattern("\\(veth[0-9a-f]+\\)")
        .contains("containerd");
    assertThat(Cluster.helpers()).isEmpty();
  }

  @Test
  void hostNetworkIsSaid() throws Exception {
    Program.Result result = Cluster.run("pods", "nslookup-busybox");
    assertThat(result.out()).contains("(host's)").contains("the node's");
  }

  @Test
  void processIsOfThePodAndNeverItsShim() throws Exception {
    String pid = field(Cluster.run("pods", "client", "-o", "json").out(), "pid");
    String command = Program.run(List.of("cat", "/proc/" + pid + "/cmdline")).out();
    assertThat(command).doesNotContain("shim");
    String container = Program.run(List.of("cat", "/proc/" + pid + "/cgroup")).out();
    String uid = Cluster.kubectl("get", "pod", "client", "-o", "jsonpath={.metadata.uid}");
    assertThat(container).contains(uid);
  }

  private static String field(String json, String name) {
    var matcher = java.util.regex.Pattern.compile("\"" + name + "\" : (\\d+)").matcher(json);
    assertThat(matcher.find()).as(json).isTrue();
    return matcher.group(1);
  }

  @Test
  void formsOfOutputAreKubectls() throws Exception {
    String id =
        Cluster.kubectl(
                "get", "pod", "client", "-o", "jsonpath={.status.containerStatuses[0].containerID}")
            .replace("containerd://", "");
    assertThat(Cluster.run("pods", "client", "-o", "name").out()).isEqualTo("pod/client\n");
    assertThat(Cluster.run("pods", "client", "-o", "wide").out()).contains(id);
    assertThat(Cluster.run("pods", "client", "-o", "json").out())
        .contains("\"name\" : \"client\"")
        .contains("\"node\" : \"node3\"")
        .contains("\"id\" : \"" + id + "\"")
        .contains("\"runtime\" : \"containerd\"")
        .contains("\"name\" : \"eth0\"");
    assertThat(Cluster.run("pods", "client", "-o", "yaml").out())
        .contains("name: \"client\"")
        .contains("id: \"" + id + "\"");
    assertThat(Cluster.run("pods", "client", "--no-headers").out()).doesNotContain("NAMESPACE");
    assertThat(Cluster.run("pods", "client", "-o", "jsonpath").exitCode()).isEqualTo(2);
  }
}
