package dev.podsonde.linux;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that runs in a pod.
 *
 * @param podUid the pod, as its cgroup has it: a mirror pod has its configuration's hash there
 * @param containerId its container; the sandbox when no other runs
 * @param runtime containerd, cri-o, docker; empty where the cgroup does not tell
 * @param pid the process, oldest of the pod, and never its shim
 * @param netns the path of the pod's network namespace
 * @param nodeNetns the path of its node's: the one that the runtime started the pod from
 */
public record PodProcess(
    String podUid, String containerId, String runtime, long pid, Path netns, Path nodeNetns) {
  /** {@return the number that tells the pod's netns from every other of this machine} */
  public long netnsInode() throws IOException {
    return inode(netns);
  }

  /** {@return whether the pod has no netns of its own, but uses the node's} */
  public boolean isHostNetwork() throws IOException {
    return inode(netns) == inode(nodeNetns);
  }

  /** {@return a file as the pod's process sees it} */
  public Path file(String path) {
    return Path.of("/proc", Long.toString(pid), "root").resolve(path);
  }

  private static long inode(Path netns) throws IOException {
    try {
      return (long) Files.getAttribute(netns, "unix:ino");
    } catch (AccessDeniedException refusal) {
      throw new IOException(netns + " may not be looked at (needs CAP_SYS_PTRACE)", refusal);
    }
  }
}
