package dev.podsonde.print;

import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** Names of this machine's interfaces by their index, remembered. */
final class InterfaceNames {
  /** A power of two; two interfaces whose lowest bits are the same take each other's place. */
  private static final int REMEMBERED_MAX = 256;

  private final int[] indexes = new int[REMEMBERED_MAX];
  private final @Nullable String[] names = new String[REMEMBERED_MAX];

  /** {@return the interface's name, or "?" when this machine has no such interface} */
  String name(int index) {
    int slot = index & (REMEMBERED_MAX - 1);
    @Nullable String name = names[slot];
    if (name == null || indexes[slot] != index) {
      name = find(index);
      names[slot] = name;
      indexes[slot] = index;
    }
    return name;
  }

  private static String find(int index) {
    try {
      @Nullable NetworkInterface networkInterface =
          index > 0 ? NetworkInterface.getByIndex(index) : null;
      return networkInterface == null ? "?" : networkInterface.getName();
    } catch (SocketException _) {
      return "?"; // no name, then: the text has a word for that
    }
  }
}
