package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.QueryName;

/** Tells names of a Kubernetes cluster from others, whatever its domain is called. */
final class ClusterNames {
  private static final String SERVICES = ".svc.";

  private ClusterNames() {}

  /** {@return whether a label of the name is {@code svc}, as below every cluster's domain} */
  static boolean isClusterName(QueryName name) {
    return name.hasLabel("svc");
  }

  /** {@return whether the cluster's domain stands in the name twice} */
  static boolean isDoubled(String name) {
    return name.indexOf(SERVICES) != name.lastIndexOf(SERVICES);
  }
}
