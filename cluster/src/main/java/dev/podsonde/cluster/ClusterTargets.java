package dev.podsonde.cluster;

import static dev.podsonde.cluster.ApiServer.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Finds the pods and nodes that targets name. */
final class ClusterTargets {
  private static final Set<String> POD = Set.of("", "pod", "pods", "po");
  private static final Set<String> NODE = Set.of("node", "nodes", "no");
  private static final Set<String> SERVICE = Set.of("svc", "service", "services");

  /** Stands in a path for a version to be tried. */
  private static final String VERSION = "{version}";

  private static final Set<String> CRON_JOB = Set.of("cj", "cronjob", "cronjobs");

  /** Kinds whose pods a selector tells, and where they are. */
  private static final Map<Set<String>, String> WORKLOADS =
      Map.of(
          Set.of("deploy", "deployment", "deployments"), "apis/apps/v1/namespaces/%s/deployments/",
          Set.of("rs", "replicaset", "replicasets"), "apis/apps/v1/namespaces/%s/replicasets/",
          Set.of("ds", "daemonset", "daemonsets"), "apis/apps/v1/namespaces/%s/daemonsets/",
          Set.of("sts", "statefulset", "statefulsets"), "apis/apps/v1/namespaces/%s/statefulsets/",
          Set.of("job", "jobs"), "apis/batch/v1/namespaces/%s/jobs/");

  private static final String KINDS =
      "pod/ deploy/ rs/ ds/ sts/ job/ cronjob/ svc/ node/ or a pod's bare name";

  private final ApiServer api;
  private final TargetQuery query;
  private final String namespace;

  /** What was found: pods, and nodes by name. */
  record Found(Map<String, PodRef> pods, Set<String> nodes) {}

  ClusterTargets(ApiServer api, TargetQuery query) {
    this.api = api;
    this.query = query;
    this.namespace = query.namespace().isEmpty() ? api.namespace() : query.namespace();
  }

  /**
   * {@return what there is now, pods that are over left out}
   *
   * @throws IllegalArgumentException when a word has no form of a target
   * @throws ClusterException when what a word names does not exist, or may not be asked for
   */
  Found find() throws IOException {
    Map<String, PodRef> pods = new LinkedHashMap<>();
    Set<String> nodes = new LinkedHashSet<>();
    for (String word : query.words()) {
      int slash = word.indexOf('/');
      String kind = slash < 0 ? "" : word.substring(0, slash).toLowerCase(Locale.ROOT);
      String name = word.substring(slash + 1);
      if (name.isEmpty() || name.contains("/")) {
        throw new IllegalArgumentException("no target: " + word + " (" + KINDS + ")");
      }
      if (NODE.contains(kind)) {
        nodes.add(text(api.get("api/v1/nodes/" + name), "metadata", "name"));
      } else {
        addAll(pods, find(kind, name, word));
      }
    }
    boolean isSelected = !query.labelSelector().isEmpty() || !query.fieldSelector().isEmpty();
    if (isSelected || query.words().isEmpty()) {
      addAll(pods, list(query.isAllNamespaces(), query.labelSelector(), query.fieldSelector()));
    }
    return new Found(pods, nodes);
  }

  private void addAll(Map<String, PodRef> pods, List<PodRef> found) {
    for (PodRef pod : found) {
      boolean hasContainer =
          query.container().isEmpty()
              || pod.containers().stream().anyMatch(c -> c.name().equals(query.container()));
      if (!pod.isOver() && hasContainer) {
        pods.put(pod.uid(), pod);
      }
    }
  }

  /** {@return one line that says why nothing was found} */
  String whyNothing() {
    String where = query.isAllNamespaces() ? "any namespace" : "namespace " + namespace;
    var what = new ArrayList<>(query.words());
    if (!query.labelSelector().isEmpty()) {
      what.add("-l " + query.labelSelector());
    }
    if (!query.fieldSelector().isEmpty()) {
      what.add("--field-selector " + query.fieldSelector());
    }
    if (!query.container().isEmpty()) {
      what.add("-c " + query.container());
    }
    boolean isCount =
        !query.container().isEmpty() && query.container().chars().allMatch(Character::isDigit);
    return "no running pod in %s matches %s%s"
        .formatted(
            where,
            String.join(" ", what),
            isCount ? "; to capture a number of packets, put -c behind --" : "");
  }

  private List<PodRef> find(String kind, String name, String word) throws IOException {
    if (POD.contains(kind)) {
      PodRef pod = PodRef.of(api.get("api/v1/namespaces/%s/pods/%s".formatted(namespace, name)));
      if (pod.isOver()) {
        throw new ClusterException(
            "pod %s is over: its phase is %s".formatted(pod.qualifiedName(), pod.phase()), 0);
      }
      return List.of(pod);
    }
    if (SERVICE.contains(kind)) {
      return ofService(name);
    }
    if (CRON_JOB.contains(kind)) {
      return ofCronJob(name);
    }
    for (Map.Entry<Set<String>, String> workload : WORKLOADS.entrySet()) {
      if (workload.getKey().contains(kind)) {
        JsonNode object = api.get(workload.getValue().formatted(namespace) + name);
        return list(false, selector(object.path("spec").path("selector")), "");
      }
    }
    throw new IllegalArgumentException("no target: " + word + " (" + KINDS + ")");
  }

  private List<PodRef> ofCronJob(String name) throws IOException {
    JsonNode cronJob =
        getOfAnyVersion(
            api, "apis/batch/" + VERSION + "/namespaces/" + namespace + "/cronjobs/" + name);
    String uid = text(cronJob, "metadata", "uid");
    List<PodRef> pods = new ArrayList<>();
    for (JsonNode job : api.get("apis/batch/v1/namespaces/" + namespace + "/jobs").path("items")) {
      for (JsonNode owner : job.path("metadata").path("ownerReferences")) {
        if (text(owner, "uid").equals(uid)) {
          pods.addAll(list(false, selector(job.path("spec").path("selector")), ""));
        }
      }
    }
    return pods;
  }

  private List<PodRef> ofService(String name) throws IOException {
    JsonNode service = api.get("api/v1/namespaces/%s/services/%s".formatted(namespace, name));
    List<String> names = new ArrayList<>();
    for (JsonNode slice : slices(api, namespace, name)) {
      slice.path("endpoints").forEach(endpoint -> addPodName(endpoint, names));
    }
    if (names.isEmpty()) {
      for (JsonNode subset : endpoints(name).path("subsets")) {
        subset.path("addresses").forEach(address -> addPodName(address, names));
        subset.path("notReadyAddresses").forEach(address -> addPodName(address, names));
      }
    }
    String selector = equality(service.path("spec").path("selector"));
    if (names.isEmpty() || selector.isEmpty()) {
      return named(names);
    }
    // One list instead of a request for each pod.
    return list(false, selector, "").stream().filter(pod -> names.contains(pod.name())).toList();
  }

  private List<PodRef> named(List<String> names) throws IOException {
    List<PodRef> pods = new ArrayList<>();
    for (String name : names) {
      pods.add(PodRef.of(api.get("api/v1/namespaces/%s/pods/%s".formatted(namespace, name))));
    }
    return pods;
  }

  private static void addPodName(JsonNode endpoint, List<String> names) {
    JsonNode reference = endpoint.path("targetRef");
    if (text(reference, "kind").equals("Pod")) {
      names.add(text(reference, "name"));
    }
  }

  /** {@return the EndpointSlices of a service; none when they may not be read} */
  static JsonNode slices(ApiServer api, String namespace, String service) throws IOException {
    String path =
        "apis/discovery.k8s.io/"
            + VERSION
            + "/namespaces/"
            + namespace
            + "/endpointslices?labelSelector="
            + encode("kubernetes.io/service-name=" + service);
    try {
      return getOfAnyVersion(api, path).path("items");
    } catch (ClusterException refusal) {
      if (refusal.isNotFound() || refusal.isForbidden()) {
        return ApiServer.parse("[]"); // Endpoints may do
      }
      throw refusal;
    }
  }

  private JsonNode endpoints(String service) throws IOException {
    try {
      return api.get("api/v1/namespaces/%s/endpoints/%s".formatted(namespace, service));
    } catch (ClusterException refusal) {
      if (refusal.isNotFound()) {
        return ApiServer.parse("{}");
      }
      throw refusal;
    }
  }

  /** CronJob and EndpointSlice are v1 since 1.21, and v1beta1 before. */
  private static JsonNode getOfAnyVersion(ApiServer api, String path) throws IOException {
    try {
      return api.get(path.replace(VERSION, "v1"));
    } catch (ClusterException refusal) {
      if (refusal.isNotFound()) {
        return api.get(path.replace(VERSION, "v1beta1"));
      }
      throw refusal;
    }
  }

  private List<PodRef> list(boolean isEverywhere, String labels, String fields) throws IOException {
    JsonNode answer = api.get(path(isEverywhere, labels, fields));
    List<PodRef> pods = new ArrayList<>();
    answer.path("items").forEach(pod -> pods.add(PodRef.of(pod)));
    return pods;
  }

  private String path(boolean isEverywhere, String labels, String fields) {
    String where = isEverywhere ? "api/v1/pods" : "api/v1/namespaces/" + namespace + "/pods";
    List<String> parameters = new ArrayList<>();
    parameters.add("resourceVersion=0"); // from the server's cache: we ask often
    if (!labels.isEmpty()) {
      parameters.add("labelSelector=" + encode(labels));
    }
    if (!fields.isEmpty()) {
      parameters.add("fieldSelector=" + encode(fields));
    }
    return where + "?" + String.join("&", parameters);
  }

  /** {@return a LabelSelector in the form that lists take} */
  static String selector(JsonNode selector) {
    List<String> terms = new ArrayList<>();
    String equality = equality(selector.path("matchLabels"));
    if (!equality.isEmpty()) {
      terms.add(equality);
    }
    for (JsonNode expression : selector.path("matchExpressions")) {
      String key = text(expression, "key");
      String values =
          expression
              .path("values")
              .valueStream()
              .map(value -> value.asString(""))
              .collect(Collectors.joining(",", "(", ")"));
      terms.add(
          switch (text(expression, "operator")) {
            case "In" -> key + " in " + values;
            case "NotIn" -> key + " notin " + values;
            case "Exists" -> key;
            default -> "!" + key;
          });
    }
    return String.join(",", terms);
  }

  private static String equality(JsonNode labels) {
    return labels
        .propertyStream()
        .map(label -> label.getKey() + "=" + label.getValue().asString(""))
        .collect(Collectors.joining(","));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
