package dev.podsonde.cluster;

import static dev.podsonde.cluster.ApiServer.text;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A pod as the API has it now.
 *
 * @param uid as cgroups on the node have it: of a mirror pod, its configuration's hash
 * @param node empty while it is not scheduled
 * @param ip empty while it has none
 * @param labels {@code key=value,key=value}
 */
public record PodRef(
    String namespace,
    String name,
    String uid,
    String node,
    String ip,
    List<String> ips,
    String phase,
    boolean isHostNetwork,
    String labels,
    List<ContainerRef> containers) {
  /**
   * One of its containers.
   *
   * @param id without the runtime; empty while there is none
   * @param runtime containerd, cri-o, docker; empty while there is no ID
   */
  public record ContainerRef(String name, String image, String id, String runtime) {}

  private static final String CONFIG_HASH = "kubernetes.io/config.hash";

  static PodRef of(JsonNode pod) {
    JsonNode metadata = pod.path("metadata");
    JsonNode status = pod.path("status");
    JsonNode annotations = metadata.path("annotations");
    boolean isMirror = annotations.has("kubernetes.io/config.mirror");
    List<String> ips = new ArrayList<>();
    status.path("podIPs").forEach(each -> ips.add(text(each, "ip")));
    List<ContainerRef> containers = new ArrayList<>();
    for (JsonNode container : pod.path("spec").path("containers")) {
      containers.add(container(container, status));
    }
    var labels = new TreeMap<String, String>();
    metadata
        .path("labels")
        .propertyStream()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
    return new PodRef(
        text(metadata, "namespace"),
        text(metadata, "name"),
        isMirror ? text(annotations, CONFIG_HASH) : text(metadata, "uid"),
        text(pod, "spec", "nodeName"),
        text(status, "podIP"),
        List.copyOf(ips),
        text(status, "phase"),
        pod.path("spec").path("hostNetwork").asBoolean(false),
        labels.toString().replaceAll("[{} ]", ""),
        List.copyOf(containers));
  }

  private static ContainerRef container(JsonNode container, JsonNode status) {
    String name = text(container, "name");
    String id = "";
    for (JsonNode each : status.path("containerStatuses")) {
      if (text(each, "name").equals(name)) {
        id = text(each, "containerID");
      }
    }
    int slashes = id.indexOf("://");
    return new ContainerRef(
        name,
        text(container, "image"),
        slashes < 0 ? "" : id.substring(slashes + 3),
        slashes < 0 ? "" : id.substring(0, slashes));
  }

  /** {@return what tells it from every other pod of the cluster, for people} */
  public String qualifiedName() {
    return namespace + "/" + name;
  }

  boolean isOver() {
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** {@return what the capture file says of it} */
  String description(String container) {
    var text = new StringBuilder("pod ").append(qualifiedName()).append(" on node ").append(node);
    if (!labels.isEmpty()) {
      text.append(", labels ").append(labels);
    }
    for (ContainerRef each : containers) {
      if (container.isEmpty() || each.name.equals(container)) {
        text.append(", container ").append(each.name).append(" image ").append(each.image);
      }
    }
    return text.toString();
  }
}
