package dev.podsonde.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.podsonde.foreign.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The C library's functions, each under its own name. All throw {@link SyscallException} where C
 * returns -1; errno is taken by the very call, before the virtual machine can change it.
 *
 * <p>Whoever hands a segment over keeps its arena open.
 */
final class Libc {
  private static final NativeFunction OPEN = NativeFunction.named("open");
  private static final NativeFunction CLOSE = NativeFunction.named("close");
  private static final NativeFunction IOCTL = NativeFunction.named("ioctl");
  private static final NativeFunction SOCKET = NativeFunction.named("socket");
  private static final NativeFunction BIND = NativeFunction.named("bind");
  private static final NativeFunction SETSOCKOPT = NativeFunction.named("setsockopt");
  private static final NativeFunction GETSOCKOPT = NativeFunction.named("getsockopt");
  private static final NativeFunction SEND = NativeFunction.named("send");
  private static final NativeFunction RECV = NativeFunction.named("recv");
  private static final NativeFunction MMAP = NativeFunction.named("mmap");
  private static final NativeFunction MUNMAP = NativeFunction.named("munmap");
  private static final NativeFunction POLL = NativeFunction.named("poll");
  private static final NativeFunction SETNS = NativeFunction.named("setns");
  private static final NativeFunction UNSHARE = NativeFunction.named("unshare");

  private static final int NO_DESCRIPTOR = -1;

  private Libc() {}

  /** Makes a call that does nothing, for the first one links all of them. */
  static void linkAhead() {
    close(NO_DESCRIPTOR);
  }

  static int open(String path, int flags) throws SyscallException {
    try (Arena arena = Arena.ofConfined()) {
      return result("open " + path, OPEN.call(arena.allocateFrom(path).address(), flags));
    }
  }

  /** Gives the descriptor up; there is nothing that a caller could do about a refusal. */
  static void close(int descriptor) {
    long _ = CLOSE.call(descriptor);
  }

  static int ioctl(String request, int descriptor, long number, MemorySegment argument)
      throws SyscallException {
    return result("ioctl " + request, IOCTL.call(descriptor, number, argument.address()));
  }

  static int socket(int domain, int type, int protocol) throws SyscallException {
    return result("socket", SOCKET.call(domain, type, protocol));
  }

  static void bind(int descriptor, MemorySegment address) throws SyscallException {
    result("bind", BIND.call(descriptor, address.address(), address.byteSize()));
  }

  static void setsockopt(String option, int descriptor, int level, int number, MemorySegment value)
      throws SyscallException {
    result(
        "setsockopt " + option,
        SETSOCKOPT.call(descriptor, level, number, value.address(), value.byteSize()));
  }

  /** Fills {@code value} as far as the kernel has something for it. */
  static void getsockopt(String option, int descriptor, int level, int number, MemorySegment value)
      throws SyscallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
      result(
          "getsockopt " + option,
          GETSOCKOPT.call(descriptor, level, number, value.address(), length.address()));
    }
  }

  static void send(int descriptor, MemorySegment message) throws SyscallException {
    result("send", SEND.call(descriptor, message.address(), message.byteSize()));
  }

  static int receive(int descriptor, MemorySegment buffer) throws SyscallException {
    return result("recv", RECV.call(descriptor, buffer.address(), buffer.byteSize()));
  }

  /**
   * {@return shared memory of the descriptor, to read and write, that is unmapped with the arena}
   */
  @SuppressWarnings("restricted") // the length is that of the mapping
  static MemorySegment map(int descriptor, long length, Arena arena) throws SyscallException {
    final int readAndWrite = 3; // PROT_READ | PROT_WRITE
    final int shared = 1; // MAP_SHARED
    long address = MMAP.call(0, length, readAndWrite, shared, descriptor);
    if (address == -1) { // MAP_FAILED
      throw refusal("mmap");
    }
    return MemorySegment.ofAddress(address).reinterpret(length, arena, Libc::unmap);
  }

  private static void unmap(MemorySegment memory) {
    long _ = MUNMAP.call(memory.address(), memory.byteSize());
  }

  /**
   * Waits for any of {@code count} descriptors.
   *
   * @return how many have something to say; 0 also when a signal ended the wait
   */
  static int poll(MemorySegment descriptors, int count, int timeoutMillis) throws SyscallException {
    int ready = (int) POLL.call(descriptors.address(), count, timeoutMillis);
    return ready < 0 && NativeFunction.errno() == Errno.EINTR ? 0 : result("poll", ready);
  }

  static void setns(int descriptor, int kind) throws SyscallException {
    result("setns", SETNS.call(descriptor, kind));
  }

  static void unshare(int kinds) throws SyscallException {
    result("unshare", UNSHARE.call(kinds));
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
    return new SyscallException(call, NativeFunction.errno(), "");
  }
}
