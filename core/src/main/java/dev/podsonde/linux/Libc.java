package dev.podsonde.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Collections;

/**
 * The C library's functions, each under its own name. All throw {@link SyscallException} where C
 * returns -1; errno is taken by the very call, before the virtual machine can change it.
 *
 * <p>All are called in one shape: six registers in, one out. Whole numbers and addresses go so in
 * the System V ABI for AMD64 and in AAPCS64, also to functions of variable arity, and a function
 * leaves alone what it does not take. A shape for each would be code that the virtual machine makes
 * anew at every start, some 10 ms a function.
 *
 * <p>Whoever hands a segment over keeps its arena open.
 */
@SuppressWarnings("restricted") // this is where the C library is bound
final class Libc {
  private static final int REGISTERS = 6;
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

  private static final ThreadLocal<MemorySegment> CALL_STATES =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));

  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  JAVA_LONG, Collections.nCopies(REGISTERS, JAVA_LONG).toArray(ValueLayout[]::new)),
              Linker.Option.captureCallState("errno"));

  private static final MemorySegment OPEN = function("open");
  private static final MemorySegment CLOSE = function("close");
  private static final MemorySegment IOCTL = function("ioctl");
  private static final MemorySegment SOCKET = function("socket");
  private static final MemorySegment BIND = function("bind");
  private static final MemorySegment SETSOCKOPT = function("setsockopt");
  private static final MemorySegment GETSOCKOPT = function("getsockopt");
  private static final MemorySegment SEND = function("send");
  private static final MemorySegment RECV = function("recv");
  private static final MemorySegment MMAP = function("mmap");
  private static final MemorySegment MUNMAP = function("munmap");
  private static final MemorySegment POLL = function("poll");
  private static final MemorySegment SETNS = function("setns");
  private static final MemorySegment UNSHARE = function("unshare");

  private Libc() {}

  static int open(String path, int flags) throws SyscallException {
    try (Arena arena = Arena.ofConfined()) {
      return result("open " + path, call(OPEN, arena.allocateFrom(path).address(), flags));
    }
  }

  /** Gives the descriptor up; there is nothing that a caller could do about a refusal. */
  static void close(int descriptor) {
    long _ = call(CLOSE, descriptor);
  }

  static int ioctl(String request, int descriptor, long number, MemorySegment argument)
      throws SyscallException {
    return result("ioctl " + request, call(IOCTL, descriptor, number, argument.address()));
  }

  static int socket(int domain, int type, int protocol) throws SyscallException {
    return result("socket", call(SOCKET, domain, type, protocol));
  }

  static void bind(int descriptor, MemorySegment address) throws SyscallException {
    result("bind", call(BIND, descriptor, address.address(), address.byteSize()));
  }

  static void setsockopt(String option, int descriptor, int level, int number, MemorySegment value)
      throws SyscallException {
    result(
        "setsockopt " + option,
        call(SETSOCKOPT, descriptor, level, number, value.address(), value.byteSize()));
  }

  /** Fills {@code value} as far as the kernel has something for it. */
  static void getsockopt(String option, int descriptor, int level, int number, MemorySegment value)
      throws SyscallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
      result(
          "getsockopt " + option,
          call(GETSOCKOPT, descriptor, level, number, value.address(), length.address()));
    }
  }

  static void send(int descriptor, MemorySegment message) throws SyscallException {
    result("send", call(SEND, descriptor, message.address(), message.byteSize()));
  }

  static int receive(int descriptor, MemorySegment buffer) throws SyscallException {
    return result("recv", call(RECV, descriptor, buffer.address(), buffer.byteSize()));
  }

  /**
   * {@return shared memory of the descriptor, to read and write, that is unmapped with the arena}
   */
  static MemorySegment map(int descriptor, long length, Arena arena) throws SyscallException {
    final int readAndWrite = 3; // PROT_READ | PROT_WRITE
    final int shared = 1; // MAP_SHARED
    long address = call(MMAP, 0, length, readAndWrite, shared, descriptor);
    if (address == -1) { // MAP_FAILED
      throw refusal("mmap");
    }
    return MemorySegment.ofAddress(address).reinterpret(length, arena, Libc::unmap);
  }

  private static void unmap(MemorySegment memory) {
    long _ = call(MUNMAP, memory.address(), memory.byteSize());
  }

  /**
   * Waits for any of {@code count} descriptors.
   *
   * @return how many have something to say; 0 also when a signal ended the wait
   */
  static int poll(MemorySegment descriptors, int count, int timeoutMillis) throws SyscallException {
    int ready = (int) call(POLL, descriptors.address(), count, timeoutMillis);
    return ready < 0 && errno() == Errno.EINTR ? 0 : result("poll", ready);
  }

  static void setns(int descriptor, int kind) throws SyscallException {
    result("setns", call(SETNS, descriptor, kind));
  }

  static void unshare(int kinds) throws SyscallException {
    result("unshare", call(UNSHARE, kinds));
  }

  /** {@return where the C library has that function} */
  static MemorySegment function(String name) {
    return Linker.nativeLinker().defaultLookup().findOrThrow(name);
  }

  /**
   * Calls a {@link #function}.
   *
   * @param arguments up to six, whole numbers and addresses
   * @return what it returns, of which the lower half counts when that is an {@code int}
   */
  static long call(MemorySegment function, long... arguments) {
    long[] registers = Arrays.copyOf(arguments, REGISTERS);
    try {
      return (long)
          CALL.invokeExact(
              function,
              CALL_STATES.get(),
              registers[0],
              registers[1],
              registers[2],
              registers[3],
              registers[4],
              registers[5]);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** {@return what a call returned that returns an {@code int}, or a length} */
  static int result(String call, long returned) throws SyscallException {
    int result = (int) returned;
    if (result == -1) {
      throw refusal(call);
    }
    return result;
  }

  private static SyscallException refusal(String call) {
    return new SyscallException(call, errno(), "");
  }

  private static int errno() {
    return (int) ERRNO.get(CALL_STATES.get(), 0L);
  }
}
