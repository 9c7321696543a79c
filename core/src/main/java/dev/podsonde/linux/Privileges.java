package dev.podsonde.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.podsonde.foreign.NativeFunction;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Gives up root's powers for good, once what needs them is open. */
public final class Privileges {
  /** {@code struct passwd} of pwd.h. */
  private static final int PASSWD_LENGTH = 48;

  private static final int PASSWD_UID = 16;
  private static final int PASSWD_GID = 20;

  // These C functions, unlike the system calls of the same name, act on every thread of a process.
  private static final NativeFunction INITGROUPS = NativeFunction.named("initgroups");
  private static final NativeFunction SETGID = NativeFunction.named("setgid");
  private static final NativeFunction SETUID = NativeFunction.named("setuid");
  private static final NativeFunction GETPWNAM = NativeFunction.named("getpwnam");

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
    long address = GETPWNAM.call(name.address());
    return address == 0
        ? MemorySegment.NULL
        : MemorySegment.ofAddress(address).reinterpret(PASSWD_LENGTH);
  }

  private static void become(MemorySegment name, int uid, int gid) throws SyscallException {
    Libc.result("initgroups", INITGROUPS.call(name.address(), gid));
    Libc.result("setgid", SETGID.call(gid));
    Libc.result("setuid", SETUID.call(uid));
  }
}
