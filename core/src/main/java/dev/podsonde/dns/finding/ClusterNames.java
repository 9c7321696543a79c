package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.QueryName;

/** Tells names of a Kubernetes cluster from others, whatever its domain is called. */
final class ClusterNames {
  private static final String LABEL = "svc";
  private static final String SERVICES = "." + LABEL + ".";

  private ClusterNames() {}

  /** {@return whether a label of the name is {@code svc}, as below every cluster's domain} */
  static boolean isClusterName(QueryName name) {
    return name.countOf(LABEL) > 0;
  }

  /**
   * {@return whether the name ends in the cluster's domain, {@code svc} and all behind it, and has
   * that domain inside as well; a namespace or a service may be called {@code svc} too}
   */
  static boolean isDoubled(QueryName name) {
    if (name.countOf(LABEL) < 2) { // nearly always, and no text is needed to tell
      return false;
    }
    String text = name.toString();
    int last = text.lastIndexOf(SERVICES);
    return last > 0 && text.indexOf(text.substring(last)) < last;
  }
}
