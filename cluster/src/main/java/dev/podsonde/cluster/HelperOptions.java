package dev.podsonde.cluster;

import java.time.Duration;
import java.util.List;

/**
 * How helper pods are made.
 *
 * @param image empty for the one that belongs to this build
 * @param pullSecrets names of secrets in the namespace
 * @param deadline after which a helper ends whatever happens
 */
public record HelperOptions(
    String namespace,
    String image,
    String imagePullPolicy,
    List<String> pullSecrets,
    Duration deadline) {
  /** In namespace {@code default}, with this build's image, for at most four hours. */
  public static final HelperOptions DEFAULT =
      new HelperOptions("default", "", "IfNotPresent", List.of(), Duration.ofHours(4));
}
