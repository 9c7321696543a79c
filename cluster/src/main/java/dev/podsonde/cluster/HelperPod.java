package dev.podsonde.cluster;

import static dev.podsonde.cluster.ApiServer.text;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A pod of ours on a node, from which the pods there can be captured. */
record HelperPod(String namespace, String name, String node, String image, boolean isOurs) {
  static final String CONTAINER = "node";

  /** What every helper pod has, whoever made it. */
  static final String SELECTOR = "app.kubernetes.io/managed-by=podsonde";

  /**
   * Why each capability stays: SYS_PTRACE to look at another pod's /proc/PID/ns/net, SYS_ADMIN to
   * enter it with setns(2), NET_RAW to open a packet socket there.
   */
  static final List<String> CAPABILITIES = List.of("SYS_ADMIN", "SYS_PTRACE", "NET_RAW");

  private static final long READY_MILLIS_MAX = 60_000;
  private static final long POLL_MILLIS = 50;

  /** Asks for the helper pods there are, without waiting. */
  static CompletableFuture<JsonNode> list(ApiServer api, String namespace) {
    return api.getAsync(
        "api/v1/namespaces/%s/pods?labelSelector=%s"
            .formatted(namespace, SELECTOR.replace("=", "%3D")));
  }

  /**
   * {@return a pod on the node: one that runs there, or one made now, to be awaited}
   *
   * @param present the answer to {@link #list}
   */
  static HelperPod obtain(
      ApiServer api, String node, HelperOptions options, CompletableFuture<JsonNode> present)
      throws IOException {
    String image = options.image().isEmpty() ? HelperImage.defaultName() : options.image();
    JsonNode pods = api.await(present, "list helper pods");
    for (JsonNode pod : pods.path("items")) {
      String itsImage = text(pod.path("spec").path("containers").path(0), "image");
      boolean isLeaving = pod.path("metadata").has("deletionTimestamp");
      boolean isThere = text(pod, "spec", "nodeName").equals(node);
      boolean isRunning = text(pod, "status", "phase").equals("Running");
      if (isThere && isRunning && itsImage.equals(image) && !isLeaving) {
        String name = text(pod, "metadata", "name");
        return new HelperPod(options.namespace(), name, node, image, false);
      }
    }
    JsonNode made =
        api.post(
            "api/v1/namespaces/" + options.namespace() + "/pods",
            ApiServer.parse(manifest(node, image, options)));
    return new HelperPod(options.namespace(), text(made, "metadata", "name"), node, image, true);
  }

  /** Waits until it runs; fails when it cannot, or when told to stop waiting. */
  void awaitRunning(ApiServer api, BooleanSupplier isStopping) throws IOException {
    if (!isOurs) {
      return; // chosen because it runs
    }
    long deadline = System.nanoTime() + READY_MILLIS_MAX * 1_000_000;
    String last = "";
    while (System.nanoTime() - deadline < 0) {
      if (isStopping.getAsBoolean()) {
        throw new InterruptedIOException("waiting for a helper pod: told to stop");
      }
      JsonNode pod = api.get(path());
      String phase = text(pod, "status", "phase");
      if (phase.equals("Running")) {
        return;
      }
      JsonNode container = pod.path("status").path("containerStatuses").path(0);
      String reason = text(container, "state", "waiting", "reason");
      last = reason + " " + text(container, "state", "waiting", "message");
      if (reason.startsWith("ErrImage") || reason.equals("ImagePullBackOff")) {
        throw new ClusterException(
            "helper pod %s: node %s has no image %s, and cannot pull it: load it there (podsonde image -o helper.tar; ctr -n k8s.io images import helper.tar) or name one with --image"
                .formatted(name, node, image),
            0);
      }
      if (phase.equals("Failed") || phase.equals("Succeeded")) {
        throw new ClusterException(
            "helper pod %s on node %s ended: %s %s"
                .formatted(
                    name, node, text(pod, "status", "reason"), text(pod, "status", "message")),
            0);
      }
      sleep();
    }
    throw new ClusterException(
        "helper pod %s does not run on node %s after %d s: %s"
            .formatted(name, node, READY_MILLIS_MAX / 1000, last.strip()),
        0);
  }

  private static void sleep() throws IOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("waiting for a helper pod: interrupted");
    }
  }

  /** Starts a session of the node half in it. */
  NodeTransport startSession(ApiServer api) throws IOException {
    return new ExecTransport(api.exec(namespace, name, CONTAINER, HelperImage.SESSION_COMMAND));
  }

  void delete(ApiServer api) throws IOException {
    api.delete(path());
  }

  private String path() {
    return "api/v1/namespaces/%s/pods/%s".formatted(namespace, name);
  }

  /** {@return the object, as JSON} */
  static String manifest(String node, String image, HelperOptions options) {
    String suffix = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    String secrets =
        options.pullSecrets().stream()
            .map("{\"name\":\"%s\"}"::formatted)
            .collect(Collectors.joining(","));
    return """
    {
      "apiVersion": "v1",
      "kind": "Pod",
      "metadata": {
        "name": "podsonde-%s",
        "namespace": "%s",
        "labels": {
          "app.kubernetes.io/name": "podsonde",
          "app.kubernetes.io/component": "helper",
          "app.kubernetes.io/managed-by": "podsonde"
        },
        "annotations": {
          "container.apparmor.security.beta.kubernetes.io/%s": "unconfined"
        }
      },
      "spec": {
        "nodeName": "%s",
        "hostPID": true,
        "restartPolicy": "Never",
        "activeDeadlineSeconds": %d,
        "terminationGracePeriodSeconds": 1,
        "automountServiceAccountToken": false,
        "enableServiceLinks": false,
        "imagePullSecrets": [%s],
        "tolerations": [{"operator": "Exists"}],
        "securityContext": {
          "runAsUser": 0,
          "runAsGroup": 0,
          "seccompProfile": {"type": "RuntimeDefault"}
        },
        "containers": [
          {
            "name": "%s",
            "image": "%s",
            "imagePullPolicy": "%s",
            "command": %s,
            "securityContext": {
              "privileged": false,
              "allowPrivilegeEscalation": false,
              "readOnlyRootFilesystem": true,
              "capabilities": {"drop": ["ALL"], "add": %s}
            },
            "resources": {
              "requests": {"cpu": "10m", "memory": "64Mi"},
              "limits": {"memory": "128Mi"}
            }
          }
        ]
      }
    }
    """
        .formatted(
            suffix,
            options.namespace(),
            CONTAINER,
            node,
            options.deadline().toSeconds(),
            secrets,
            CONTAINER,
            image,
            options.imagePullPolicy(),
            list(HelperImage.WAIT_COMMAND),
            list(CAPABILITIES));
  }

  private static String list(List<String> words) {
    return words.stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
  }

  /**
   * Removes helper pods.
   *
   * @param present the answer to {@link #list}
   * @param isOnlyOver whether those that still run are left alone
   * @return their names
   */
  static List<String> collect(
      ApiServer api, CompletableFuture<JsonNode> present, boolean isOnlyOver) throws IOException {
    List<String> removed = new ArrayList<>();
    for (JsonNode each : api.await(present, "list helper pods").path("items")) {
      PodRef pod = PodRef.of(each);
      if (!isOnlyOver || pod.isOver()) {
        new HelperPod(pod.namespace(), pod.name(), pod.node(), "", true).delete(api);
        removed.add(pod.qualifiedName());
      }
    }
    return removed;
  }
}
