package dev.podsonde.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library's functions, each under its own name. All throw {@link SyscallException} where C
 * returns -1; errno is taken by the very call, before the virtual machine can change it.
 */
@SuppressWarnings("restricted") // this is where the C library is bound
final class Libc {
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

  private static final ThreadLocal<MemorySegment> CALL_STATES =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));

  private static final MethodHandle OPEN =
      function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), variadicAfter(2));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle IOCTL =
      function(
          "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), variadicAfter(2));
  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      function(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKOPT =
      function(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SEND =
      function("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECV =
      function("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle MMAP =
      function(
          "mmap",
          FunctionDescriptor.of(
              ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      function("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle POLL =
      function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SETNS =
      function("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle UNSHARE =
      function("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private Libc() {}

  static int open(String path, int flags) throws SyscallException {
    MemorySegment state = CALL_STATES.get();
    try (Arena arena = Arena.ofConfined()) {
      return result("open " + path, (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags));
    } catch (Throwable thrown) {
      throw refusalOrBug(thrown);
    }
  }

  /** Gives the descriptor up; there is nothing that a caller could do about a refusal. */
  static void close(int descriptor) {
    try {
      int _ = (int) CLOSE.invokeExact(CALL_STATES.get(), descriptor);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int ioctl(String request, int descriptor, long number, MemorySegment argument)
      throws SyscallException {
    try {
      return result(
          "ioctl " + request,
          (int) IOCTL.invokeExact(CALL_STATES.get(), descriptor, number, argument));
    } catch (Throwable thrown) {
      throw refusalOrBug(thrown);
    }
  }

  static int socket(int domain, int type, int protocol) throws SyscallException {
    try {
      return result("socket", (int) SOCKET.invokeExact(CALL_STATES.get(), domain, type, protocol));
    } catch (Throwable thrown) {
      throw refusalOrBug(thrown);
    }
  }

  static void bind(int descriptor, MemorySegment address) throws SyscallException {
    try {
      result(
          "bind",
          (int) BIND.invokeExact(CALL_STATES.get(), descriptor, address, (int) address.byteSize()));
    } catch (Throwable thrown) {
      throw refusalOrBug(thrown);
    }
  }

  static void setsockopt(String option, int descriptor, int level, int number, MemorySegment value)
      throws SyscallException {
    try {
      result(
          "setsockopt " + option,
          (int)
              SETSOCKOPT.invokeExact(
                  CALL_STATES.get(), descriptor, level, number, value, (int) value.byteSize()));
    } catch (Throwable thrown) {
      throw refusalOrBug(thrown);
    }
  }

  /** Fills {@code value} as far as the kernel has something for it. */
  static void getsockopt(String option, int descriptor, int level, int number, MemorySegment value)
      throws SyscallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
      result(
          "getsockopt " + option,
          (int)
              GETSOCKOPT.invokeExact(CALL_STATES.get(), descriptor, level, number, value, length));
    } catch (Throwable thrown) {
      throw refusalOrBug(thrown);
    }
  }

  static void send(int descriptor, MemorySegment message) throws SyscallException {
    try {
      result(
          "send",
          (long) SEND.invokeExact(CALL_STATES.get(), descriptor, message, message.byteSize(), 0));
    } catch (Throwable thrown) {
      throw refusalOrBug(thrown);
    }
  }

  static int receive(int descriptor, MemorySegment buffer) throws SyscallException {
    try {
      return (int)
          result(
              "recv",
              (long) RECV.invokeExact(CALL_STATES.get(), descriptor, buffer, buffer.byteSize(), 0));
    } catch (Throwable thrown) {
      throw refusalOrBug(thrown);
    }
  }

  /**
   * {@return shared memory of the descriptor, to read and write, that is unmapped with the arena}
   */
  static MemorySegment map(int descriptor, long length, Arena arena) throws SyscallException {
    final int readAndWrite = 3; // PROT_READ | PROT_WRITE
    final int shared = 1; // MAP_SHARED
    try {
      MemorySegment address =
          (MemorySegment)
              MMAP.invokeExact(
                  CALL_STATES.get(),
                  MemorySegment.NULL,
                  length,
                  readAndWrite,
                  shared,
                  descriptor,
                  0L);
      result("mmap", address.address()); // MAP_FAILED is -1
      return address.reinterpret(length, arena, Libc::unmap);
    } catch (Throwable thrown) {
      throw refusalOrBug(thrown);
    }
  }

  private static void unmap(MemorySegment memory) {
    try {
      int _ = (int) MUNMAP.invokeExact(CALL_STATES.get(), memory, memory.byteSize());
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /**
   * Waits for any of {@code count} descriptors.
   *
   * @return how many have something to say; 0 also when a signal ended the wait
   */
  static int poll(MemorySegment descriptors, int count, int timeoutMillis) throws SyscallException {
    MemorySegment state = CALL_STATES.get();
    try {
      int ready = (int) POLL.invokeExact(state, descriptors, (long) count, timeoutMillis);
      return ready < 0 && errno(state) == Errno.EINTR ? 0 : result("poll", ready);
    } catch (Throwable thrown) {
      throw refusalOrBug(thrown);
    }
  }

  static void setns(int descriptor, int kind) throws SyscallException {
    try {
      result("setns", (int) SETNS.invokeExact(CALL_STATES.get(), descriptor, kind));
    } catch (Throwable thrown) {
      throw refusalOrBug(thrown);
    }
  }

  static void unshare(int kinds) throws SyscallException {
    try {
      result("unshare", (int) UNSHARE.invokeExact(CALL_STATES.get(), kinds));
    } catch (Throwable thrown) {
      throw refusalOrBug(thrown);
    }
  }

  /** {@return a function of the C library, which takes the call state before its own arguments} */
  static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    Linker.Option[] all = new Linker.Option[options.length + 1];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = Linker.Option.captureCallState("errno");
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, all);
  }

  /** {@return this thread's call state, to be handed to a {@link #function}} */
  static MemorySegment callState() {
    return CALL_STATES.get();
  }

  static int result(String call, int result) throws SyscallException {
    return (int) result(call, (long) result);
  }

  private static long result(String call, long result) throws SyscallException {
    if (result == -1) {
      throw new SyscallException(call, errno(CALL_STATES.get()), "");
    }
    return result;
  }

  /** {@return the kernel's refusal; anything else that a call throws is a bug of ours} */
  static SyscallException refusalOrBug(Throwable thrown) {
    if (thrown instanceof SyscallException refusal) {
      return refusal;
    }
    throw new AssertionError(thrown);
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  private static Linker.Option variadicAfter(int fixedArguments) {
    return Linker.Option.firstVariadicArg(fixedArguments);
  }
}
