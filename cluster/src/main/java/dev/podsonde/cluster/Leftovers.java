package dev.podsonde.cluster;

import java.io.IOException;
import java.util.List;

/** Helper pods that nobody removed, because their command was killed or lost the cluster. */
public final class Leftovers {
  private Leftovers() {}

  /**
   * Removes helper pods of a namespace.
   *
   * @param isOnlyOver whether those that still run are left alone
   * @return their names
   */
  public static List<String> remove(ClusterOptions cluster, String namespace, boolean isOnlyOver)
      throws IOException {
    try (ApiServer api = ApiServer.connect(cluster)) {
      return HelperPod.collect(api, HelperPod.list(api, namespace), isOnlyOver);
    }
  }
}
