package dev.podsonde.cluster;

import static dev.podsonde.cluster.ApiServer.text;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finds out what is behind the addresses of DNS servers. */
final class DnsServers {
  private static final int DNS_PORT = 53;
  private static final String DNS_LABEL = "k8s-app";
  private static final String DNS_LABEL_VALUE = "kube-dns";
  private static final String DNS_NAME = "kube-dns";
  private static final String[] NONE = {};

  private final ApiServer api;
  private final List<JsonNode> services;

  /** Asks for the services there are; those that may not be listed are not known. */
  DnsServers(ApiServer api) throws IOException {
    this.api = api;
    services = services();
  }

  private List<JsonNode> services() throws IOException {
    try {
      return api.get("api/v1/services?resourceVersion=0").path("items").valueStream().toList();
    } catch (ClusterException refusal) {
      if (!refusal.isForbidden()) {
        throw refusal;
      }
    }
    try {
      return List.of(api.get("api/v1/namespaces/kube-system/services/" + DNS_NAME));
    } catch (ClusterException refusal) {
      if (refusal.isForbidden() || refusal.isNotFound()) {
        return List.of();
      }
      throw refusal;
    }
  }

  /**
   * {@return the addresses of the cluster's DNS services, found by the label that all distributions
   * give them}
   */
  List<String> usual() {
    List<String> addresses = new ArrayList<>();
    for (JsonNode service : services) {
      boolean isDns =
          text(service, "metadata", "labels", DNS_LABEL).equals(DNS_LABEL_VALUE)
              || (text(service, "metadata", "name").equals(DNS_NAME)
                  && text(service, "metadata", "namespace").equals("kube-system"));
      String address = text(service, "spec", "clusterIP");
      if (isDns && !address.isEmpty() && !address.equals("None")) {
        addresses.add(address);
      }
    }
    return addresses;
  }

  /** {@return what is behind an address} */
  DnsServer of(String address) throws IOException {
    for (JsonNode service : services) {
      if (addresses(service).anyMatch(address::equals)) {
        String namespace = text(service, "metadata", "namespace");
        String name = text(service, "metadata", "name");
        return new DnsServer(address, namespace + "/" + name, endpoints(namespace, name));
      }
    }
    List<DnsServer.Endpoint> pods = new ArrayList<>();
    try {
      String path = "api/v1/pods?fieldSelector=status.podIP=" + address;
      for (JsonNode each : api.get(path).path("items")) {
        PodRef pod = PodRef.of(each);
        pods.add(new DnsServer.Endpoint(address, DNS_PORT, pod.qualifiedName(), pod.node(), true));
      }
    } catch (ClusterException refusal) {
      if (!refusal.isForbidden()) {
        throw refusal;
      }
    }
    // Pods of the node's network share its address: which of them is asked cannot be told.
    return new DnsServer(address, "", pods.size() == 1 ? pods : List.of());
  }

  /** Slices made by hand, or by an old controller, do not say it. */
  private String nodeOf(String pod) throws IOException {
    int slash = pod.indexOf('/');
    String path =
        "api/v1/namespaces/%s/pods/%s".formatted(pod.substring(0, slash), pod.substring(slash + 1));
    try {
      return PodRef.of(api.get(path)).node();
    } catch (ClusterException refusal) {
      if (refusal.isForbidden() || refusal.isNotFound()) {
        return "";
      }
      throw refusal;
    }
  }

  /** As {@link DnsProbe#expected} says. */
  @Nullable ServiceAddresses expected(String name, List<String> search) throws IOException {
    for (String domain : search) {
      String suffix = (domain.startsWith("svc.") ? "." : ".svc.") + domain + ".";
      String[] labels = name.endsWith(suffix) ? name.replace(suffix, "").split("\\.", -1) : NONE;
      if (labels.length == 2) {
        for (JsonNode service : services) {
          boolean isIt =
              text(service, "metadata", "name").equals(labels[0])
                  && text(service, "metadata", "namespace").equals(labels[1]);
          if (isIt) {
            return expected(service, labels[1] + "/" + labels[0]);
          }
        }
      }
    }
    return null;
  }

  private ServiceAddresses expected(JsonNode service, String name) throws IOException {
    boolean isHeadless = text(service, "spec", "clusterIP").equals("None");
    if (!isHeadless) {
      return new ServiceAddresses(
          name, false, addresses(service).filter(each -> !each.isEmpty()).collect(toSet()));
    }
    int slash = name.indexOf('/');
    Set<String> ready =
        endpoints(name.substring(0, slash), name.substring(slash + 1)).stream()
            .filter(DnsServer.Endpoint::isReady)
            .map(DnsServer.Endpoint::address)
            .collect(toSet());
    return new ServiceAddresses(name, true, ready);
  }

  private static Stream<String> addresses(JsonNode service) {
    JsonNode spec = service.path("spec");
    return Stream.concat(
        Stream.of(text(spec, "clusterIP")),
        spec.path("clusterIPs").valueStream().map(each -> each.asString("")));
  }

  private List<DnsServer.Endpoint> endpoints(String namespace, String service) throws IOException {
    List<DnsServer.Endpoint> endpoints = new ArrayList<>();
    for (JsonNode slice : ClusterTargets.slices(api, namespace, service)) {
      int port = DNS_PORT;
      for (JsonNode each : slice.path("ports")) {
        if (text(each, "protocol").equals("UDP")) {
          port = each.path("port").asInt(DNS_PORT);
        }
      }
      for (JsonNode endpoint : slice.path("endpoints")) {
        String pod =
            text(endpoint, "targetRef", "kind").equals("Pod")
                ? text(endpoint, "targetRef", "namespace")
                    + "/"
                    + text(endpoint, "targetRef", "name")
                : "";
        boolean isReady = endpoint.path("conditions").path("ready").asBoolean(true);
        String node = text(endpoint, "nodeName");
        if (node.isEmpty() && !pod.isEmpty()) {
          node = nodeOf(pod);
        }
        for (JsonNode address : endpoint.path("addresses")) {
          endpoints.add(new DnsServer.Endpoint(address.asString(""), port, pod, node, isReady));
        }
      }
    }
    return List.copyOf(endpoints);
  }
}
