package dev.podsonde.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds targets on this machine: {@code pid/N}, {@code netns/NAME-or-path}, {@code
 * container/ID-or-prefix} and {@code host}.
 */
public final class Targets {
  private static final List<Path> NETNS_DIRECTORIES =
      List.of(Path.of("/run/netns"), Path.of("/var/run/netns"));

  private static final long INIT = 1;

  private final ProcFiles proc;
  private final List<Path> netnsDirectories;

  /** Makes one for this machine. */
  public Targets() {
    this(Path.of("/proc"), NETNS_DIRECTORIES);
  }

  Targets(Path proc, List<Path> netnsDirectories) {
    this.proc = new ProcFiles(proc);
    this.netnsDirectories = netnsDirectories;
  }

  /**
   * {@return the target that {@code text} names}
   *
   * @throws IllegalArgumentException when it is not of a form that names a target
   * @throws IOException when there is no such target, or more than one
   */
  public CaptureTarget find(String text) throws IOException {
    if (text.equals("host")) {
      return host();
    }
    int slash = text.indexOf('/');
    String kind = slash < 0 ? "" : text.substring(0, slash);
    String name = text.substring(slash + 1);
    if (name.isEmpty()) {
      throw noTarget(text);
    }
    return switch (kind) {
      case "pid" -> process(text, name);
      case "netns" -> netns(text, name);
      case "container" -> container(text, name);
      default -> throw noTarget(text);
    };
  }

  /** The first process's netns; where that may not be looked at, our own is the best answer. */
  private CaptureTarget host() {
    Path netns = proc.netns(INIT);
    boolean isVisible = Files.isReadable(netns);
    return new CaptureTarget("host", "", isVisible ? netns : Path.of("/proc/self/ns/net"));
  }

  private CaptureTarget process(String text, String number) throws IOException {
    long pid;
    try {
      pid = Long.parseLong(number);
    } catch (NumberFormatException _) {
      throw noTarget(text);
    }
    if (pid <= 0) {
      throw noTarget(text);
    }
    String command = proc.command(pid);
    if (command.isEmpty()) {
      throw new IOException("no process " + pid + ": it has gone, or never was");
    }
    return new CaptureTarget(text, command, proc.netns(pid));
  }

  private CaptureTarget netns(String text, String name) throws IOException {
    if (name.contains("/")) {
      return new CaptureTarget(text, "", Path.of(name));
    }
    for (Path directory : netnsDirectories) {
      Path path = directory.resolve(name);
      if (Files.exists(path)) {
        return new CaptureTarget(text, "", path);
      }
    }
    throw new IOException(
        "no network namespace %s in %s, which has %s"
            .formatted(name, netnsDirectories.getFirst(), netnsNames()));
  }

  private String netnsNames() throws IOException {
    Path directory = netnsDirectories.getFirst();
    if (!Files.isDirectory(directory)) {
      return "none";
    }
    try (Stream<Path> entries = Files.list(directory)) {
      String names =
          entries
              .map(path -> path.getFileName().toString())
              .sorted()
              .collect(Collectors.joining(", "));
      return names.isEmpty() ? "none" : names;
    }
  }

  private CaptureTarget container(String text, String name) throws IOException {
    String prefix = name.substring(name.lastIndexOf('/') + 1); // kubectl prints containerd://ID
    Map<String, ContainerCgroup> matches = new TreeMap<>();
    Map<String, Long> processes = new TreeMap<>();
    proc.containers()
        .forEach((pid, container) -> {
          if (container.id().startsWith(prefix) && proc.isOfContainer(pid)) {
            matches.put(container.id(), container);
            processes.merge(container.id(), pid, proc::older);
          }
        });
    ContainerCgroup container = matches.get(onlyOne(prefix, matches.keySet().stream().toList()));
    if (container == null) {
      throw new IOException("no running container has an ID that begins with " + prefix);
    }
    long pid = processes.getOrDefault(container.id(), INIT);
    return new CaptureTarget(text, description(container), proc.netns(pid));
  }

  /** {@return the one ID there is, or the one that is named in full; empty when there is none} */
  private static String onlyOne(String prefix, List<String> ids) throws IOException {
    if (ids.contains(prefix)) {
      return prefix;
    }
    if (ids.size() > 1) {
      throw new IOException(
          "%d containers have an ID that begins with %s: %s"
              .formatted(ids.size(), prefix, String.join(", ", ids)));
    }
    return ids.isEmpty() ? "" : ids.getFirst();
  }

  private static String description(ContainerCgroup container) {
    String runtime = container.runtime().isEmpty() ? "" : container.runtime() + " ";
    String pod = container.podUid().isEmpty() ? "" : ", pod UID " + container.podUid();
    return runtime + "container " + container.id() + pod;
  }

  private static IllegalArgumentException noTarget(String text) {
    return new IllegalArgumentException(
        "no target: " + text + " (pid/N, netns/NAME, container/ID or host)");
  }
}
