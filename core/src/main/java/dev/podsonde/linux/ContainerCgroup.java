package dev.podsonde.linux;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a cgroup's path says of the container whose processes it holds.
 *
 * @param runtime containerd, cri-o, docker, podman or nerdctl; empty where the path does not tell
 * @param id the container's full ID
 * @param podUid with dashes; empty when the path names no pod
 */
record ContainerCgroup(String runtime, String id, String podUid) {
  /** A component that says which runtime made it; longer prefixes first. */
  private record Prefix(String text, String runtime) {}

  private static final List<Prefix> PREFIXES =
      List.of(
          new Prefix("cri-containerd-", "containerd"),
          new Prefix("libpod-payload-", "podman"),
          new Prefix("nerdctl-", "nerdctl"),
          new Prefix("docker-", "docker"),
          new Prefix("libpod-", "podman"),
          new Prefix("crio-", "cri-o"));

  /** Separates slice, runtime and ID where runc was told a systemd path but uses cgroupfs. */
  private static final String CONTAINERD_COLONS = ":cri-containerd:";

  /** Parents that hold bare IDs of any form: containerd's own namespaces. */
  private static final List<String> CONTAINERD_NAMESPACES = List.of("default", "k8s.io", "moby");

  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern POD =
      Pattern.compile(
          "pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12}|[0-9a-f]{32})"
              + "(?:\\.slice)?$");

  /**
   * {@return the container that {@code /proc/PID/cgroup} tells of}
   *
   * @param file a line for each hierarchy, {@code ID:CONTROLLERS:PATH} (cgroups(7)); the path may
   *     hold colons
   */
  static Optional<ContainerCgroup> ofProcess(String file) {
    return file.lines()
        .map(line -> line.split(":", 3))
        .filter(fields -> fields.length == 3)
        .map(fields -> parse(fields[2]))
        .filter(Objects::nonNull)
        .findFirst();
  }

  /**
   * {@return the innermost container of a path as {@code /proc/PID/cgroup} has it; null when there
   * is none}
   */
  static @Nullable ContainerCgroup parse(String path) {
    String[] components = path.split("/");
    for (int index = components.length - 1; index >= 0; index--) {
      String parent = index == 0 ? "" : components[index - 1];
      ContainerCgroup found = parse(components[index], parent);
      if (found != null) {
        return new ContainerCgroup(found.runtime, found.id, podUid(components, index));
      }
    }
    return null;
  }

  private static @Nullable ContainerCgroup parse(String component, String parent) {
    int colons = component.indexOf(CONTAINERD_COLONS);
    if (colons >= 0) {
      String id = component.substring(colons + CONTAINERD_COLONS.length());
      return new ContainerCgroup("containerd", id, "");
    }
    String name =
        component.endsWith(".scope")
            ? component.substring(0, component.length() - ".scope".length())
            : component;
    for (Prefix prefix : PREFIXES) {
      if (name.startsWith(prefix.text)) {
        String id = name.substring(prefix.text.length());
        // A monitor, such as crio-conmon-ID, is no process of the container.
        return ID.matcher(id).matches() ? new ContainerCgroup(prefix.runtime, id, "") : null;
      }
    }
    if (CONTAINERD_NAMESPACES.contains(parent) && !component.endsWith(".slice")) {
      return new ContainerCgroup("containerd", component, "");
    }
    return ID.matcher(component).matches()
        ? new ContainerCgroup(parent.equals("docker") ? "docker" : "", component, "")
        : null;
  }

  private static String podUid(String[] components, int container) {
    for (int index = container; index >= 0; index--) {
      String slice = components[index];
      int colons = slice.indexOf(CONTAINERD_COLONS);
      Matcher pod = POD.matcher(colons < 0 ? slice : slice.substring(0, colons));
      if (pod.find()) {
        return pod.group(1).replace('_', '-');
      }
    }
    return "";
  }
}
