package dev.podsonde.cluster;

import dev.podsonde.linux.PodProcesses;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What a capture would do, said before anything is done. */
public final class CapturePlan {
  private final ApiServer api;
  private final CaptureRequest request;
  private final List<String> lines = new ArrayList<>();
  private final Set<String> helperNodes = new TreeSet<>();

  private CapturePlan(ApiServer api, CaptureRequest request) {
    this.api = api;
    this.request = request;
  }

  /**
   * {@return the way in to each target and why, the pods to be made, and the permissions needed}
   */
  public static List<String> describe(CaptureRequest request) throws IOException {
    try (ApiServer api = ApiServer.connect(request.cluster())) {
      var plan = new CapturePlan(api, request);
      plan.addWays();
      plan.addHelpers();
      plan.addPermissions();
      return plan.lines;
    }
  }

  /** {@return the objects that a capture would make, as YAML documents} */
  public static String manifests(CaptureRequest request) throws IOException {
    try (ApiServer api = ApiServer.connect(request.cluster())) {
      var plan = new CapturePlan(api, request);
      plan.addWays();
      var yaml = new StringBuilder();
      for (String node : plan.helperNodes) {
        String manifest = HelperPod.manifest(node, plan.image(), request.helper());
        yaml.append(new YAMLMapper().writeValueAsString(ApiServer.parse(manifest)));
      }
      return yaml.toString();
    }
  }

  private String image() throws IOException {
    String image = request.helper().image();
    return image.isEmpty() ? HelperImage.defaultName() : image;
  }

  private void addWays() throws IOException {
    for (TargetQuery query : request.queries()) {
      addWays(new ClusterTargets(api, query));
    }
  }

  private void addWays(ClusterTargets targets) throws IOException {
    ClusterTargets.Found found = targets.find();
    if (found.pods().isEmpty() && found.nodes().isEmpty()) {
      throw new ClusterException(targets.whyNothing(), 0);
    }
    boolean isRoot = "root".equals(System.getProperty("user.name"));
    PodProcesses here = PodProcesses.scan();
    for (PodRef pod : found.pods().values()) {
      boolean isHere = here.find(pod.uid()) != null;
      boolean isLocal =
          request.via() == Via.LOCAL || (request.via() == Via.AUTO && isRoot && isHere);
      String why =
          request.via() != Via.AUTO
              ? "as --via says"
              : isLocal
                  ? "its processes are on this machine, and we are root"
                  : isHere ? "we are not root" : "its processes are not on this machine";
      add("pod/" + pod.name() + " -n " + pod.namespace(), pod.node(), isLocal, why);
    }
    for (String node : found.nodes()) {
      add("node/" + node, node, request.via() == Via.LOCAL, "it is a node of the cluster");
    }
  }

  private void add(String target, String node, boolean isLocal, String why) {
    lines.add("%s: %s (%s)".formatted(target, isLocal ? "local" : "helper pod on " + node, why));
    if (!isLocal) {
      helperNodes.add(node);
    }
  }

  private void addHelpers() throws IOException {
    if (!helperNodes.isEmpty()) {
      lines.add(
          "helper pods in namespace %s, image %s, on: %s"
              .formatted(request.helper().namespace(), image(), String.join(", ", helperNodes)));
      lines.add(
          "  hostPID, not privileged, capabilities %s, memory at most 128Mi"
              .formatted(String.join(" ", HelperPod.CAPABILITIES)));
    }
  }

  private record Permission(String verb, String group, String resource, String namespace) {}

  private void addPermissions() throws IOException {
    Set<Permission> needed = new LinkedHashSet<>();
    for (TargetQuery query : request.queries()) {
      String namespace = query.namespace().isEmpty() ? api.namespace() : query.namespace();
      String where = query.isAllNamespaces() ? "" : namespace;
      needed.add(new Permission("get", "", "pods", where));
      needed.add(new Permission("list", "", "pods", where));
    }
    if (!helperNodes.isEmpty()) {
      String helpers = request.helper().namespace();
      for (String verb : List.of("get", "list", "create", "delete")) {
        needed.add(new Permission(verb, "", "pods", helpers));
      }
      needed.add(new Permission("get", "", "pods/exec", helpers));
      needed.add(new Permission("create", "", "pods/exec", helpers));
    }
    for (Permission each : needed) {
      lines.add(
          "needs %s %s in %s: %s"
              .formatted(
                  each.verb,
                  each.resource,
                  each.namespace.isEmpty() ? "all namespaces" : "namespace " + each.namespace,
                  isAllowed(each) ? "yes" : "NO"));
    }
  }

  private boolean isAllowed(Permission permission) throws IOException {
    int slash = permission.resource.indexOf('/');
    String resource = slash < 0 ? permission.resource : permission.resource.substring(0, slash);
    String subresource = slash < 0 ? "" : permission.resource.substring(slash + 1);
    JsonNode review =
        ApiServer.parse(
            """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
             "spec": {"resourceAttributes": {"verb": "%s", "group": "%s", "resource": "%s",
               "subresource": "%s", "namespace": "%s"}}}\
            """
                .formatted(
                    permission.verb,
                    permission.group,
                    resource,
                    subresource,
                    permission.namespace));
    return api.post("apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review)
        .path("status")
        .path("allowed")
        .asBoolean(false);
  }
}
