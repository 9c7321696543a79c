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

  /**
   * {@return whether the name, with a dot at its end, ends in the cluster's domain, {@code svc} and
   * all behind it, and has that domain inside as well; a namespace or a service may be called
   * {@code svc} too}
   */
  static boolean isDoubled(String name) {
    int last = name.lastIndexOf(SERVICES);
    return last > 0 && name.indexOf(name.substring(last)) < last;
  }
}
