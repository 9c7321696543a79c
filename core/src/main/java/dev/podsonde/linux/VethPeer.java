package dev.podsonde.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The other end of a veth pair, which the driver tells among its statistics (veth(4)). */
final class VethPeer {
  private static final long SIOCETHTOOL = 0x8946;

  /** {@code struct ifreq} of netdevice(7): a name, then where the question is. */
  private static final int REQUEST_LENGTH = 40;

  private static final int QUESTION = 16;

  /** Of linux/ethtool.h: a command, then a driver's name. */
  private static final int ETHTOOL_GDRVINFO = 0x3;

  private static final int DRIVER_INFO_LENGTH = 196;
  private static final int DRIVER_NAME = 4;
  private static final int DRIVER_NAME_LENGTH = 32;

  /** Of linux/ethtool.h: a command, how many numbers, then these. */
  private static final int ETHTOOL_GSTATS = 0x1d;

  private static final int STATISTICS_FIRST = 8;

  /** Has room for what the driver counts on a thousand queues. */
  private static final int STATISTICS_LENGTH = 1 << 18;

  private VethPeer() {}

  /** {@return the index of the other end, in its netns; 0 when the interface is no veth} */
  static int index(int socket, String name) throws SyscallException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment driver = scratch.allocate(DRIVER_INFO_LENGTH, Integer.BYTES);
      driver.set(JAVA_INT, 0, ETHTOOL_GDRVINFO);
      ask(socket, name, driver, scratch);
      if (!driver.asSlice(DRIVER_NAME, DRIVER_NAME_LENGTH).getString(0).equals("veth")) {
        return 0;
      }
      MemorySegment statistics = scratch.allocate(STATISTICS_LENGTH, Long.BYTES);
      statistics.set(JAVA_INT, 0, ETHTOOL_GSTATS);
      ask(socket, name, statistics, scratch);
      return statistics.get(JAVA_INT, STATISTICS_FIRST);
    } catch (SyscallException refusal) {
      return switch (refusal.errno()) {
        case Errno.EOPNOTSUPP, Errno.ENODEV -> 0;
        default -> throw refusal;
      };
    }
  }

  private static void ask(int socket, String name, MemorySegment question, Arena scratch)
      throws SyscallException {
    MemorySegment request = scratch.allocate(REQUEST_LENGTH, Long.BYTES);
    request.setString(0, name);
    request.set(JAVA_LONG, QUESTION, question.address());
    Libc.ioctl("SIOCETHTOOL " + name, socket, SIOCETHTOOL, request);
  }
}
