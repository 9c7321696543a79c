package dev.podsonde.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** TCP ports on which processes of a netns listen. */
public final class ListeningPorts {
  private static final Path PROC = Path.of("/proc");

  /** Fields of {@code /proc/net/tcp}: local address, state, inode. */
  private static final int LOCAL_ADDRESS = 1;

  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTENING = "0A";

  /** 127.0.0.1 as the kernel prints it on a little-endian machine, and on a big-endian one. */
  private static final Set<String> LOOPBACK = Set.of("0100007F", "7F000001");

  private ListeningPorts() {}

  /**
   * {@return the ports of 127.0.0.1 in the netns on which a process of one of these names listens}
   */
  public static List<Integer> ofLoopback(Path netns, List<String> commands) throws IOException {
    return owned(netns, List.of("tcp"), LOOPBACK::contains, commands);
  }

  /**
   * {@return the ports of other addresses in the netns on which a process of one of these names
   * listens}
   */
  public static List<Integer> ofNetwork(Path netns, List<String> commands) throws IOException {
    Predicate<String> isLoopback = LOOPBACK::contains;
    return owned(netns, List.of("tcp", "tcp6"), isLoopback.negate(), commands);
  }

  private static List<Integer> owned(
      Path netns, List<String> tables, Predicate<String> isWanted, List<String> commands)
      throws IOException {
    List<String> lines = new ArrayList<>();
    try (NetworkNamespace opened = NetworkNamespace.open(netns)) {
      for (String table : tables) {
        Path file = Path.of("/proc/thread-self/net", table);
        lines.addAll(opened.call(() -> Files.exists(file) ? Files.readAllLines(file) : List.of()));
      }
    }
    Map<String, Integer> ports = new HashMap<>();
    for (String line : lines) {
      String[] fields = line.strip().split("\\s+", -1);
      if (fields.length > INODE && fields[STATE].equals(LISTENING)) {
        String[] local = fields[LOCAL_ADDRESS].split(":", -1);
        if (isWanted.test(local[0])) {
          ports.put("socket:[" + fields[INODE] + "]", Integer.parseInt(local[1], 16));
        }
      }
    }
    List<Integer> owned = new ArrayList<>();
    for (String socket : sockets(commands)) {
      Integer port = ports.get(socket);
      if (port != null) {
        owned.add(port);
      }
    }
    return owned;
  }

  private static Set<String> sockets(List<String> commands) throws IOException {
    var proc = new ProcFiles(PROC);
    Set<String> sockets = new HashSet<>();
    for (long pid : proc.pids()) {
      if (commands.contains(proc.command(pid))) {
        sockets.addAll(proc.openFiles(pid));
      }
    }
    return sockets;
  }
}
