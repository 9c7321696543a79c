package dev.podsonde.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Names and numbers of interfaces, asked of any socket, in whose netns they are (netdevice(7)). */
final class InterfaceNames {
  /** {@code struct ifreq}: a name with its zero, then what was asked for. */
  private static final int REQUEST_LENGTH = 40;

  private static final int NAME_LENGTH = 16;
  private static final int INDEX = 16;
  private static final long SIOCGIFNAME = 0x8910;
  private static final long SIOCGIFINDEX = 0x8933;

  private InterfaceNames() {}

  /** {@return the interface's index; 0 when there is no such interface} */
  static int index(int socket, String name) throws SyscallException {
    if (name.isEmpty() || name.length() >= NAME_LENGTH) {
      return 0;
    }
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment request = scratch.allocate(REQUEST_LENGTH, Long.BYTES);
      request.setString(0, name);
      Libc.ioctl("SIOCGIFINDEX " + name, socket, SIOCGIFINDEX, request);
      return request.get(JAVA_INT, INDEX);
    } catch (SyscallException refusal) {
      if (isNoSuchInterface(refusal)) {
        return 0;
      }
      throw refusal;
    }
  }

  /** {@return the interface's name; empty when there is no such interface any more} */
  static String name(int socket, int index) throws SyscallException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment request = scratch.allocate(REQUEST_LENGTH, Long.BYTES);
      request.set(JAVA_INT, INDEX, index);
      Libc.ioctl("SIOCGIFNAME", socket, SIOCGIFNAME, request);
      return request.asSlice(0, NAME_LENGTH).getString(0);
    } catch (SyscallException refusal) {
      if (isNoSuchInterface(refusal)) {
        return "";
      }
      throw refusal;
    }
  }

  private static boolean isNoSuchInterface(SyscallException refusal) {
    return refusal.errno() == Errno.ENODEV || refusal.errno() == Errno.ENXIO;
  }
}
