package dev.podsonde.linux;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The interfaces of a ring: those there at the start, and others as their first packet is met. */
final class InterfaceTable {
  /** Bounds the interfaces told apart: on a busy node they come and go. */
  static final int INTERFACES_MAX = 4096;

  /** Nanoseconds. */
  private static final int FRACTION_DIGITS = 9;

  private final PacketSocket socket;
  private final CaptureTarget target;
  private final String prefix;
  private final CaptureOptions options;
  private final Map<Integer, CaptureInterface> interfaces = new HashMap<>();
  private int lastIndex;
  private @Nullable CaptureInterface last;

  InterfaceTable(PacketSocket socket, CaptureTarget target, String prefix, CaptureOptions options) {
    this.socket = socket;
    this.target = target;
    this.prefix = prefix;
    this.options = options;
  }

  /** {@return the interface, asked for in the socket's netns when it is met for the first time} */
  CaptureInterface get(int index, int hardwareType) throws SyscallException {
    if (last == null || index != lastIndex) {
      last = lookUp(index, HardwareType.linkType(hardwareType));
      lastIndex = index;
    }
    return last;
  }

  /** {@return those of {@code names} that are up, and from now on known, in their order} */
  List<CaptureInterface> addPresent(List<String> names) throws SyscallException {
    List<CaptureInterface> present = new ArrayList<>();
    int descriptor = socket.descriptor();
    for (String name : names) {
      if (InterfaceNames.isUp(descriptor, name)) {
        present.add(
            get(
                InterfaceNames.index(descriptor, name),
                InterfaceNames.hardwareType(descriptor, name)));
      }
    }
    return present;
  }

  private CaptureInterface lookUp(int index, LinkType linkType) throws SyscallException {
    CaptureInterface known = interfaces.get(index);
    if (known != null) {
      return known;
    }
    // Past the limit, those of one link type share one entry, under a number that no interface has.
    boolean isRefused = interfaces.size() >= INTERFACES_MAX;
    int key = isRefused ? -1 - linkType.value() : index;
    CaptureInterface made = interfaces.get(key);
    if (made == null) {
      made = describe(isRefused ? "others" : name(index), linkType);
      interfaces.put(key, made);
    }
    return made;
  }

  private String name(int index) throws SyscallException {
    String name = InterfaceNames.name(socket.descriptor(), index);
    return name.isEmpty() ? "if" + index : name;
  }

  private CaptureInterface describe(String name, LinkType linkType) {
    return new CaptureInterface(
        prefix + name,
        target.description(),
        linkType,
        options.snaplen(),
        options.filter(),
        FRACTION_DIGITS);
  }
}
