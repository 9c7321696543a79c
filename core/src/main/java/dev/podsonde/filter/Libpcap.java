package dev.podsonde.filter;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.podsonde.foreign.NativeFunction;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** libpcap's functions, each under its own name. */
@SuppressWarnings("restricted") // this is where libpcap is bound
final class Libpcap {
  /** {@code PCAP_ERRBUF_SIZE} of pcap(3). */
  static final int ERROR_LENGTH = 256;

  /**
   * As tcpdump has it without an interface: {@code ip broadcast} is then 0.0.0.0 and
   * 255.255.255.255.
   */
  private static final int NETMASK_NONE = 0;

  private static final NativeFunction OPEN_DEAD = function("pcap_open_dead");
  private static final NativeFunction CREATE = function("pcap_create");
  private static final NativeFunction SET_SNAPLEN = function("pcap_set_snaplen");
  private static final NativeFunction ACTIVATE = function("pcap_activate");
  private static final NativeFunction DATALINK = function("pcap_datalink");
  private static final NativeFunction COMPILE = function("pcap_compile");
  private static final NativeFunction ERROR_TEXT = function("pcap_geterr");
  private static final NativeFunction FREE_CODE = function("pcap_freecode");
  private static final NativeFunction CLOSE = function("pcap_close");
  private static final NativeFunction IMAGE = function("bpf_image");

  /** What runs a program: apart, since it is bound only where packets of a file are filtered. */
  private static final class Run {
    /** Short, calls nothing back, and its packet lies on the Java heap: a critical call. */
    static final MethodHandle CALL =
        Linker.nativeLinker()
            .downcallHandle(
                LibpcapLibrary.symbols().findOrThrow("bpf_filter"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT),
                Linker.Option.critical(true));
  }

  private Libpcap() {}

  static MemorySegment openDead(int dataLink, int snaplen) {
    return MemorySegment.ofAddress(OPEN_DEAD.call(dataLink, snaplen));
  }

  static MemorySegment create(MemorySegment interfaceName, MemorySegment error) {
    return MemorySegment.ofAddress(CREATE.call(interfaceName.address(), error.address()));
  }

  static int setSnaplen(MemorySegment handle, int snaplen) {
    return (int) SET_SNAPLEN.call(handle.address(), snaplen);
  }

  static int activate(MemorySegment handle) {
    return (int) ACTIVATE.call(handle.address());
  }

  static int dataLink(MemorySegment handle) {
    return (int) DATALINK.call(handle.address());
  }

  static int compile(
      MemorySegment handle, MemorySegment program, MemorySegment expression, boolean optimise) {
    return (int)
        COMPILE.call(
            handle.address(),
            program.address(),
            expression.address(),
            optimise ? 1 : 0,
            NETMASK_NONE);
  }

  static String errorText(MemorySegment handle) {
    return text(ERROR_TEXT.call(handle.address()));
  }

  static void freeCode(MemorySegment program) {
    long _ = FREE_CODE.call(program.address());
  }

  static void close(MemorySegment handle) {
    long _ = CLOSE.call(handle.address());
  }

  /** {@return one line of {@code -d}; libpcap writes it to a buffer of which there is one} */
  static synchronized String image(MemorySegment instruction, int index) {
    return text(IMAGE.call(instruction.address(), index));
  }

  /** {@return how many bytes of the packet to keep, unsigned; 0 when it does not match} */
  static int run(
      MemorySegment instructions, MemorySegment packet, int originalLength, int capturedLength) {
    try {
      return (int) Run.CALL.invokeExact(instructions, packet, originalLength, capturedLength);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static String text(long address) {
    return MemorySegment.ofAddress(address).reinterpret(ERROR_LENGTH).getString(0);
  }

  private static NativeFunction function(String name) {
    return NativeFunction.named(name, LibpcapLibrary.symbols());
  }
}
