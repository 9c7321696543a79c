package dev.podsonde.cli;

import dev.podsonde.cluster.CaptureRequest;
import dev.podsonde.cluster.ClusterOptions;
import dev.podsonde.cluster.HelperOptions;
import dev.podsonde.cluster.TargetQuery;
import dev.podsonde.cluster.Via;
import dev.podsonde.linux.CaptureOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** kubectl's options with kubectl's meaning, and those for helper pods. */
final class ClusterArguments {
  private static final Duration WINDOW = Duration.ofMillis(300);

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "the namespace of the targets")
  private String namespace = "";

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "look in all namespaces")
  private boolean isAllNamespaces;

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "pods with these labels: app=web, 'tier in (a,b)'")
  private String labelSelector = "";

  @Option(
      names = "--field-selector",
      paramLabel = "SELECTOR",
      description = "pods with these fields: spec.nodeName=node2")
  private String fieldSelector = "";

  @Option(
      names = {"-c", "--container"},
      paramLabel = "NAME",
      description = "only pods that have this container")
  private String container = "";

  @Option(names = "--kubeconfig", paramLabel = "FILE", description = "instead of $KUBECONFIG")
  private String kubeconfig = "";

  @Option(names = "--context", paramLabel = "NAME", description = "instead of the current one")
  private String context = "";

  @Option(names = "--user", paramLabel = "NAME", description = "the kubeconfig's user to be")
  private String user = "";

  @Option(names = "--as", paramLabel = "NAME", description = "the user to impersonate")
  private String impersonate = "";

  @Option(
      names = "--request-timeout",
      paramLabel = "TIME",
      description = "how long a request may take (10s)")
  private String requestTimeout = "10s";

  @Option(
      names = "--via",
      paramLabel = "WAY",
      description = "the way in: auto, local (this machine is the node) or helper (a pod there)")
  private String via = "auto";

  @Option(names = "--image", paramLabel = "NAME", description = "the helper pod's image")
  private String image = "";

  @Option(
      names = "--image-pull-policy",
      paramLabel = "POLICY",
      description = "Always, IfNotPresent or Never")
  private String imagePullPolicy = "IfNotPresent";

  @Option(
      names = "--image-pull-secret",
      paramLabel = "NAME",
      description = "a secret to pull the image with")
  private List<String> pullSecrets = new ArrayList<>();

  @Option(
      names = "--helper-namespace",
      paramLabel = "NS",
      description = "the namespace of helper pods (default)")
  private String helperNamespace = "default";

  @Option(
      names = "--no-follow",
      description = "capture only the pods that there are at the beginning")
  private boolean isNotFollowing;

  @Option(
      names = "--align-clocks",
      description = "move times of other nodes to this machine's clock, as measured")
  private boolean isClockAligned;

  /** {@return whether they name pods even without a target} */
  boolean isSelecting() {
    return isAllNamespaces || !labelSelector.isEmpty() || !fieldSelector.isEmpty();
  }

  /** {@return whether they name a container of pods} */
  boolean isNamingContainer() {
    return !container.isEmpty();
  }

  ClusterOptions cluster() throws UsageException {
    Duration timeout = Durations.parse(requestTimeout);
    return new ClusterOptions(kubeconfig, context, user, impersonate, timeout);
  }

  TargetQuery query(List<String> words) {
    return new TargetQuery(
        words, namespace, isAllNamespaces, labelSelector, fieldSelector, container);
  }

  HelperOptions helper() {
    return new HelperOptions(
        helperNamespace, image, imagePullPolicy, pullSecrets, HelperOptions.DEFAULT.deadline());
  }

  Via via() throws UsageException {
    try {
      return Via.valueOf(via.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      throw new UsageException("--via " + via + ": not auto, local or helper");
    }
  }

  /** Has clocks aligned whatever was said: several places are compared. */
  ClusterArguments aligned() {
    isClockAligned = true;
    return this;
  }

  CaptureRequest request(List<String> words, CaptureOptions options) throws UsageException {
    return new CaptureRequest(
        cluster(),
        List.of(query(words)),
        helper(),
        via(),
        options,
        !isNotFollowing,
        isClockAligned,
        WINDOW);
  }
}
