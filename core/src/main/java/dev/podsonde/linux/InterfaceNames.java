package dev.podsonde.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Interfaces as any socket sees them, in whose netns they are (netdevice(7)). */
final class InterfaceNames {
  /** {@code struct ifreq}: a name with its zero, then what was asked for. */
  private static final int REQUEST_LENGTH = 40;

  private static final int NAME_LENGTH = 16;
  private static final int ANSWER = 16;
  private static final int IFF_UP = 1;
  private static final long SIOCGIFNAME = 0x8910;
  private static final long SIOCGIFFLAGS = 0x8913;
  private static final long SIOCGIFHWADDR = 0x8927;
  private static final long SIOCGIFINDEX = 0x8933;

  private InterfaceNames() {}

  /** {@return the interface's index; 0 when there is no such interface} */
  static int index(int socket, String name) throws SyscallException {
    return ask("SIOCGIFINDEX", SIOCGIFINDEX, socket, name);
  }

  /** {@return whether there is such an interface, and it sends and receives} */
  static boolean isUp(int socket, String name) throws SyscallException {
    return (ask("SIOCGIFFLAGS", SIOCGIFFLAGS, socket, name) & IFF_UP) != 0;
  }

  /** {@return the interface's {@code ARPHRD_} number; 0 when there is no such interface} */
  static int hardwareType(int socket, String name) throws SyscallException {
    return ask("SIOCGIFHWADDR", SIOCGIFHWADDR, socket, name) & 0xffff;
  }

  private static int ask(String requestName, long request, int socket, String name)
      throws SyscallException {
    // The kernel takes what stands before a colon, the old form of an alias, for the name.
    if (name.isEmpty() || name.length() >= NAME_LENGTH || name.indexOf(':') >= 0) {
      return 0;
    }
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment question = scratch.allocate(REQUEST_LENGTH, Long.BYTES);
      question.setString(0, name);
      Libc.ioctl(requestName + " " + name, socket, request, question);
      return question.get(JAVA_INT, ANSWER);
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
      request.set(JAVA_INT, ANSWER, index);
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
