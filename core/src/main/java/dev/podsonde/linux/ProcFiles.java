package dev.podsonde.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What proc(5) says of processes. A process may go at any moment, so each answer may be that there
 * is none.
 *
 * @param root where it is mounted
 */
record ProcFiles(Path root) {
  /** Bounds what is read of one file; a cgroup path may have 4096 bytes for each hierarchy. */
  private static final int FILE_LENGTH_MAX = 1 << 17;

  /** Fields of {@code stat}, counted from behind the name's closing bracket. */
  private static final int STAT_STATE = 0;

  private static final int STAT_PARENT = 1;

  private static final int STAT_START_TIME = 19;

  /** {@return the processes there are, in no order} */
  List<Long> pids() throws IOException {
    List<Long> pids = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, "[0-9]*")) {
      entries.forEach(entry -> pids.add(Long.parseLong(entry.getFileName().toString())));
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    return pids;
  }

  /** {@return what the process has open, sockets as {@code socket:[inode]}} */
  List<String> openFiles(long pid) {
    List<String> files = new ArrayList<>();
    Path descriptors = root.resolve(Long.toString(pid)).resolve("fd");
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(descriptors)) {
      entries.forEach(entry -> addTarget(entry, files));
    } catch (IOException | DirectoryIteratorException _) {
      return files; // the process has gone meanwhile, or is not ours to see
    }
    return files;
  }

  private static void addTarget(Path descriptor, List<String> files) {
    try {
      files.add(Files.readSymbolicLink(descriptor).toString());
    } catch (IOException _) {
      return; // closed meanwhile
    }
  }

  /** {@return the container of each process that belongs to one, by the process} */
  Map<Long, ContainerCgroup> containers() throws IOException {
    Map<Long, ContainerCgroup> containers = new HashMap<>();
    Map<String, Optional<ContainerCgroup>> parsed = new HashMap<>(); // most share a few cgroups
    for (long pid : pids()) {
      parsed
          .computeIfAbsent(read(pid, "cgroup"), ContainerCgroup::ofProcess)
          .ifPresent(container -> containers.put(pid, container));
    }
    return containers;
  }

  /** {@return the command's name, at most 15 characters; empty when the process has gone} */
  String command(long pid) {
    return read(pid, "comm").strip();
  }

  /**
   * {@return when the process started, in clock ticks since boot; {@link Long#MAX_VALUE} when it
   * has ended}
   */
  long startTime(long pid) {
    String[] fields = stat(pid);
    boolean hasEnded =
        fields.length <= STAT_START_TIME
            || fields[STAT_STATE].equals("Z")
            || fields[STAT_STATE].equals("X");
    return hasEnded ? Long.MAX_VALUE : Long.parseLong(fields[STAT_START_TIME]);
  }

  /** {@return the process that started this one or took it over; 0 when there is none to see} */
  long parent(long pid) {
    String[] fields = stat(pid);
    return fields.length <= STAT_PARENT ? 0 : Long.parseLong(fields[STAT_PARENT]);
  }

  private String[] stat(long pid) {
    String stat = read(pid, "stat");
    return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
  }

  /** Runtimes start, and some watch, a container from within its cgroup, but from another netns. */
  boolean isOfContainer(long pid) {
    String command = command(pid);
    boolean isRuntime =
        command.startsWith("containerd-shim")
            || command.startsWith("runc")
            || command.equals("crun")
            || command.equals("conmon");
    return !isRuntime && startTime(pid) != Long.MAX_VALUE;
  }

  /** {@return which of two processes started first} */
  long older(long onePid, long otherPid) {
    int order = Long.compare(startTime(onePid), startTime(otherPid));
    return order < 0 || (order == 0 && onePid < otherPid) ? onePid : otherPid;
  }

  /** {@return the path of the process's network namespace} */
  Path netns(long pid) {
    return root.resolve(Long.toString(pid)).resolve("ns/net");
  }

  private String read(long pid, String file) {
    try (InputStream stream =
        Files.newInputStream(root.resolve(Long.toString(pid)).resolve(file))) {
      return new String(stream.readNBytes(FILE_LENGTH_MAX), StandardCharsets.UTF_8);
    } catch (IOException _) {
      return ""; // gone, or not ours to see: there is nothing to read
    }
  }
}
