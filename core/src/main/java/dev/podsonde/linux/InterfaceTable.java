package dev.podsonde.linux;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The interfaces whose packets a ring has seen, named when the first packet of each is met. */
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
