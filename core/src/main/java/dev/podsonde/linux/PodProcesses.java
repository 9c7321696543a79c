package dev.podsonde.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pods of this machine at one moment, found through the cgroups of their processes. */
public final class PodProcesses {
  private static final long INIT = 1;

  private final Map<String, PodProcess> pods;

  private PodProcesses(Map<String, PodProcess> pods) {
    this.pods = pods;
  }

  /** Looks at every process there is now. */
  public static PodProcesses scan() throws IOException {
    return scan(Path.of("/proc"));
  }

  static PodProcesses scan(Path root) throws IOException {
    var proc = new ProcFiles(root);
    Map<Long, ContainerCgroup> containers = proc.containers();
    Map<String, Long> oldest = new HashMap<>();
    containers.forEach((pid, container) -> {
      if (!container.podUid().isEmpty() && proc.isOfContainer(pid)) {
        oldest.merge(container.podUid(), pid, proc::older);
      }
    });
    Map<String, PodProcess> pods = new HashMap<>();
    oldest.forEach((podUid, pid) -> {
      ContainerCgroup container = containers.get(pid);
      if (container != null) {
        pods.put(podUid, podProcess(proc, container, pid));
      }
    });
    return new PodProcesses(pods);
  }

  private static PodProcess podProcess(ProcFiles proc, ContainerCgroup container, long pid) {
    // The runtime's shim is the parent, and stays in the netns of the node.
    long parent = proc.parent(pid);
    return new PodProcess(
        container.podUid(),
        container.id(),
        container.runtime(),
        pid,
        proc.netns(pid),
        proc.netns(parent == 0 ? INIT : parent));
  }

  /**
   * {@return the pod's oldest process; null when none runs here}
   *
   * @param podUid as the API has it, or for a mirror pod its configuration's hash
   */
  public @Nullable PodProcess find(String podUid) {
    return pods.get(podUid);
  }
}
