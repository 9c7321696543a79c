package dev.podsonde.filter;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Collections;

/**
 * libpcap's functions, each under its own name.
 *
 * <p>Those that take whole numbers and addresses share one shape, as the C library's do in {@code
 * linux}: each further shape is code that the virtual machine makes anew at every start.
 */
@SuppressWarnings("restricted") // this is where libpcap is bound
final class Libpcap {
  /** {@code PCAP_ERRBUF_SIZE} of pcap(3). */
  static final int ERROR_LENGTH = 256;

  /**
   * As tcpdump has it without an interface: {@code ip broadcast} is then 0.0.0.0 and
   * 255.255.255.255.
   */
  private static final int NETMASK_NONE = 0;

  private static final int REGISTERS = 5;

  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  JAVA_LONG,
                  Collections.nCopies(REGISTERS, JAVA_LONG).toArray(ValueLayout[]::new)));

  private static final MemorySegment OPEN_DEAD = function("pcap_open_dead");
  private static final MemorySegment CREATE = function("pcap_create");
  private static final MemorySegment SET_SNAPLEN = function("pcap_set_snaplen");
  private static final MemorySegment ACTIVATE = function("pcap_activate");
  private static final MemorySegment DATALINK = function("pcap_datalink");
  private static final MemorySegment COMPILE = function("pcap_compile");
  private static final MemorySegment ERROR_TEXT = function("pcap_geterr");
  private static final MemorySegment FREE_CODE = function("pcap_freecode");
  private static final MemorySegment CLOSE = function("pcap_close");
  private static final MemorySegment IMAGE = function("bpf_image");

  /** What runs a program: apart, since it is bound only where packets of a file are filtered. */
  private static final class Run {
    /** Short, calls nothing back, and its packet lies on the Java heap: a critical call. */
    static final MethodHandle CALL =
        Linker.nativeLinker()
            .downcallHandle(
                function("bpf_filter"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT),
                Linker.Option.critical(true));
  }

  private Libpcap() {}

  static MemorySegment openDead(int dataLink, int snaplen) {
    return MemorySegment.ofAddress(call(OPEN_DEAD, dataLink, snaplen));
  }

  static MemorySegment create(MemorySegment interfaceName, MemorySegment error) {
    return MemorySegment.ofAddress(call(CREATE, interfaceName.address(), error.address()));
  }

  static int setSnaplen(MemorySegment handle, int snaplen) {
    return (int) call(SET_SNAPLEN, handle.address(), snaplen);
  }

  static int activate(MemorySegment handle) {
    return (int) call(ACTIVATE, handle.address());
  }

  static int dataLink(MemorySegment handle) {
    return (int) call(DATALINK, handle.address());
  }

  static int compile(
      MemorySegment handle, MemorySegment program, MemorySegment expression, boolean optimise) {
    return (int)
        call(
            COMPILE,
            handle.address(),
            program.address(),
            expression.address(),
            optimise ? 1 : 0,
            NETMASK_NONE);
  }

  static String errorText(MemorySegment handle) {
    return text(call(ERROR_TEXT, handle.address()));
  }

  static void freeCode(MemorySegment program) {
    long _ = call(FREE_CODE, program.address());
  }

  static void close(MemorySegment handle) {
    long _ = call(CLOSE, handle.address());
  }

  /** {@return one line of {@code -d}; libpcap writes it to a buffer of which there is one} */
  static synchronized String image(MemorySegment instruction, int index) {
    return text(call(IMAGE, instruction.address(), index));
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

  private static long call(MemorySegment function, long... arguments) {
    long[] registers = Arrays.copyOf(arguments, REGISTERS);
    try {
      return (long)
          CALL.invokeExact(
              function, registers[0], registers[1], registers[2], registers[3], registers[4]);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static MemorySegment function(String name) {
    return LibpcapLibrary.symbols().findOrThrow(name);
  }
}
