package dev.podsonde.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Gives up root's powers for good, once what needs them is open. */
public final class Privileges {
  /** {@code struct passwd} of pwd.h. */
  private static final int PASSWD_LENGTH = 48;

  private static final int PASSWD_UID = 16;
  private static final int PASSWD_GID = 20;

  // These C functions, unlike the system calls of the same name, act on every thread of a process.
  private static final MethodHandle INITGROUPS =
      Libc.function("initgroups", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETGID =
      Libc.function("setgid", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETUID =
      Libc.function("setuid", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle GETPWNAM =
      Libc.function("getpwnam", FunctionDescriptor.of(ADDRESS, ADDRESS));

  private Privileges() {}

  /**
   * Makes every thread of this process {@code user}, with that user's groups and no capability.
   *
   * @throws IOException when there is no such user, or this process may not become it
   */
  public static void becomeUser(String user) throws IOException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment name = scratch.allocateFrom(user);
      MemorySegment passwd = find(name);
      if (passwd.equals(MemorySegment.NULL)) {
        throw new IOException("no user " + user);
      }
      int uid = passwd.get(JAVA_INT, PASSWD_UID);
      int gid = passwd.get(JAVA_INT, PASSWD_GID);
      become(name, uid, gid);
    } catch (SyscallException refusal) {
      throw refusal.withHint("only root may become user " + user);
    }
  }

  @SuppressWarnings("restricted") // the length is that of the structure
  private static MemorySegment find(MemorySegment name) {
    try {
      MemorySegment passwd = (MemorySegment) GETPWNAM.invokeExact(Libc.callState(), name);
      return passwd.equals(MemorySegment.NULL) ? passwd : passwd.reinterpret(PASSWD_LENGTH);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void become(MemorySegment name, int uid, int gid) throws SyscallException {
    MemorySegment state = Libc.callState();
    try {
      Libc.result("initgroups", (int) INITGROUPS.invokeExact(state, name, gid));
      Libc.result("setgid", (int) SETGID.invokeExact(state, gid));
      Libc.result("setuid", (int) SETUID.invokeExact(state, uid));
    } catch (Throwable thrown) {
      throw Libc.refusalOrBug(thrown);
    }
  }
}
