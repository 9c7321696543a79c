package dev.podsonde.cluster;

import static dev.podsonde.cluster.ApiServer.text;

import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** Asks the cluster for the names of its addresses: pods, services, nodes. */
final class Inventory {
  private final ApiServer api;
  private final HostNames names;

  Inventory(ApiServer api, HostNames names) {
    this.api = api;
    this.names = names;
  }

  /**
   * Takes in what there is now. What may not be listed has no names: that is the price of fewer
   * permissions, and no failure.
   */
  void refresh() {
    CompletableFuture<JsonNode> pods = api.getAsync("api/v1/pods?resourceVersion=0");
    CompletableFuture<JsonNode> services = api.getAsync("api/v1/services?resourceVersion=0");
    CompletableFuture<JsonNode> nodes = api.getAsync("api/v1/nodes?resourceVersion=0");
    for (JsonNode pod : items(pods)) {
      PodRef each = PodRef.of(pod);
      if (!each.isHostNetwork()) {
        add(each);
      }
    }
    for (JsonNode service : items(services)) {
      String name =
          "%s.%s.svc"
              .formatted(text(service, "metadata", "name"), text(service, "metadata", "namespace"));
      put(text(service, "spec", "clusterIP"), name);
      service.path("spec").path("clusterIPs").forEach(ip -> put(ip.asString(""), name));
    }
    for (JsonNode node : items(nodes)) {
      String name = text(node, "metadata", "name");
      for (JsonNode address : node.path("status").path("addresses")) {
        put(text(address, "address"), name);
      }
    }
  }

  void add(PodRef pod) {
    put(pod.ip(), pod.qualifiedName());
    pod.ips().forEach(ip -> put(ip, pod.qualifiedName()));
  }

  private JsonNode items(CompletableFuture<JsonNode> answer) {
    try {
      return api.await(answer, "list").path("items");
    } catch (IOException _) {
      return ApiServer.parse("[]");
    }
  }

  /** What is no literal has no name: None, or the name of a host, which DNS is not asked for. */
  private void put(String address, String name) {
    try {
      names.put(IpAddress.of(InetAddress.ofLiteral(address)), name);
    } catch (IllegalArgumentException _) {
      return;
    }
  }
}
