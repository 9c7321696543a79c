package dev.podsonde.print;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of this machine's interfaces by their index, all read when the first one is asked for.
 *
 * <p>{@link java.net.NetworkInterface} knows only interfaces that have an address;
 * if_indextoname(3), which tcpdump asks, knows them all, as sysfs does.
 */
final class InterfaceNames {
  private static final Path INTERFACES = Path.of("/sys/class/net");
  private static final int INTERFACES_MAX = 1 << 16;

  private @Nullable Map<Integer, String> names;

  /** {@return the interface's name, or "?" when this machine has no such interface} */
  String name(int index) {
    if (names == null) {
      names = readNames();
    }
    return names.getOrDefault(index, "?");
  }

  private static Map<Integer, String> readNames() {
    Map<Integer, String> names = new HashMap<>();
    try (DirectoryStream<Path> interfaces = Files.newDirectoryStream(INTERFACES)) {
      for (Path each : interfaces) {
        if (names.size() == INTERFACES_MAX) {
          break;
        }
        addName(names, each);
      }
    } catch (IOException | DirectoryIteratorException _) {
      // no more names, then: the text has a word for that
    }
    return names;
  }

  private static void addName(Map<Integer, String> names, Path each) {
    try {
      int index = Integer.parseInt(Files.readString(each.resolve("ifindex")).strip());
      names.put(index, each.getFileName().toString());
    } catch (IOException | NumberFormatException _) {
      // a file that is no interface, such as bonding_masters, or one that has just gone
    }
  }
}
