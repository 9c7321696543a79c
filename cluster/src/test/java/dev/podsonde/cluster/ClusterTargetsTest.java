package dev.podsonde.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClusterTargetsTest {
  @Test
  void setBasedSelectorsTakeTheFormOfLists() {
    var selector =
        ApiServer.parse(
            """
            {"matchLabels": {"app": "web"},
             "matchExpressions": [
               {"key": "tier", "operator": "In", "values": ["a", "b"]},
               {"key": "zone", "operator": "NotIn", "values": ["z"]},
               {"key": "canary", "operator": "Exists"},
               {"key": "old", "operator": "DoesNotExist"}]}\
            """);
    assertThat(ClusterTargets.selector(selector))
        .isEqualTo("app=web,tier in (a,b),zone notin (z),canary,!old");
  }

  @Test
  void mirrorPodGoesByTheHashOfItsConfiguration() {
    PodRef pod =
        PodRef.of(
            ApiServer.parse(
                """
                {"metadata": {"namespace": "kube-system", "name": "etcd-n1", "uid": "u-1",
                   "annotations": {"kubernetes.io/config.mirror": "h", "kubernetes.io/config.hash": "h"}},
                 "spec": {"nodeName": "n1", "hostNetwork": true,
                   "containers": [{"name": "etcd", "image": "etcd:3"}]},
                 "status": {"phase": "Running", "podIP": "10.0.0.1",
                   "containerStatuses": [{"name": "etcd", "containerID": "cri-o://abc"}]}}\
                """));
    assertThat(pod.uid()).isEqualTo("h");
    assertThat(pod.isHostNetwork()).isTrue();
    assertThat(pod.containers())
        .containsExactly(new PodRef.ContainerRef("etcd", "etcd:3", "abc", "cri-o"));
    assertThat(pod.description(""))
        .isEqualTo("pod kube-system/etcd-n1 on node n1, container etcd image etcd:3");
  }
}
