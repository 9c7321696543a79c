package dev.podsonde.cluster;

import java.time.Duration;

/**
 * Which cluster, and as whom: kubectl's options of the same names; empty where kubectl would take
 * what the kubeconfig says.
 */
public record ClusterOptions(
    String kubeconfig, String context, String user, String impersonate, Duration requestTimeout) {
  /** What the environment and the current context say. */
  public static final ClusterOptions DEFAULT =
      new ClusterOptions("", "", "", "", Duration.ofSeconds(10));
}
