package dev.podsonde.cluster;

import static dev.podsonde.cluster.ApiServer.text;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finds out what is behind the addresses of DNS servers. */
final class DnsServers {
  private static final int DNS_PORT = 53;
  private static final String DNS_LABEL = "k8s-app";
  private static final String DNS_LABEL_VALUE = "kube-dns";
  private static final String DNS_NAME = "kube-dns";
  private static final String CACHE_LABEL = "node-local-dns";
  private static final Pattern ARGUMENT_SEPARATOR = Pattern.compile("[=,]");
  private static final String[] NONE = {};

  private final ApiServer api;
  private final PodRef from;
  private final List<JsonNode> services;
  private final List<JsonNode> caches;
  private final Map<String, NodeAddresses> nodeAddresses = new HashMap<>();

  /**
   * Asks for the services there are, and for the NodeLocal DNSCache of the client's node; what may
   * not be listed is not known.
   */
  DnsServers(ApiServer api, PodRef from) throws IOException {
    this.api = api;
    this.from = from;
    services = services();
    caches =
        pods(
            "api/v1/namespaces/kube-system/pods?labelSelector=%s%%3D%s&fieldSelector=spec.nodeName%%3D%s"
                .formatted(DNS_LABEL, CACHE_LABEL, from.node()));
  }

  private List<JsonNode> pods(String path) throws IOException {
    try {
      return api.get(path).path("items").valueStream().toList();
    } catch (ClusterException refusal) {
      if (!refusal.isForbidden()) {
        throw refusal;
      }
      return List.of();
    }
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
        List<DnsServer.Endpoint> all = new ArrayList<>(caches(address));
        all.addAll(endpoints(namespace, name));
        return new DnsServer(address, namespace + "/" + name, List.copyOf(all));
      }
    }
    List<DnsServer.Endpoint> caches = caches(address);
    if (!caches.isEmpty()) {
      return new DnsServer(address, "", caches);
    }
    List<DnsServer.Endpoint> pods = new ArrayList<>();
    for (JsonNode each : pods("api/v1/pods?fieldSelector=status.podIP=" + address)) {
      PodRef pod = PodRef.of(each);
      pods.add(endpoint(address, DNS_PORT, pod.qualifiedName(), pod.node(), true));
    }
    // Pods of the node's network share its address: which of them is asked cannot be told.
    return new DnsServer(address, "", pods.size() == 1 ? pods : List.of());
  }

  /** {@return whether the client's node has a NodeLocal DNSCache} */
  boolean isCacheThere() {
    return !caches.isEmpty();
  }

  /** {@return the caches on the client's node that were told to listen on an address} */
  private List<DnsServer.Endpoint> caches(String address) throws IOException {
    List<DnsServer.Endpoint> endpoints = new ArrayList<>();
    for (JsonNode cache : caches) {
      boolean listens =
          cache
              .path("spec")
              .path("containers")
              .valueStream()
              .flatMap(container -> container.path("args").valueStream())
              .flatMap(argument -> ARGUMENT_SEPARATOR.splitAsStream(argument.asString("")))
              .anyMatch(address::equals);
      if (listens) {
        PodRef pod = PodRef.of(cache);
        Set<String> host = addresses(from.node()).sources();
        endpoints.add(
            new DnsServer.Endpoint(address, DNS_PORT, pod.qualifiedName(), pod.node(), true, host));
      }
    }
    return endpoints;
  }

  private DnsServer.Endpoint endpoint(
      String address, int port, String pod, String node, boolean isReady) throws IOException {
    NodeAddresses addresses = node.isEmpty() ? NodeAddresses.UNKNOWN : addresses(node);
    return new DnsServer.Endpoint(
        address,
        port,
        pod,
        node,
        isReady,
        addresses.own().contains(address) ? addresses.sources() : Set.of());
  }

  /** {@return a node's addresses; unknown when it may not be read, or has gone} */
  NodeAddresses addresses(String node) throws IOException {
    NodeAddresses known = nodeAddresses.get(node);
    if (known == null) {
      known = read(node);
      nodeAddresses.put(node, known);
    }
    return known;
  }

  private NodeAddresses read(String node) throws IOException {
    try {
      return NodeAddresses.of(api.get("api/v1/nodes/" + node));
    } catch (ClusterException refusal) {
      if (refusal.isForbidden() || refusal.isNotFound()) {
        return NodeAddresses.UNKNOWN;
      }
      throw refusal;
    }
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
          endpoints.add(endpoint(address.asString(""), port, pod, node, isReady));
        }
      }
    }
    return List.copyOf(endpoints);
  }
}
