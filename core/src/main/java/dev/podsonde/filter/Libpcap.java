package dev.podsonde.filter;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

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

  private static final MethodHandle OPEN_DEAD =
      function("pcap_open_dead", FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle CREATE =
      function("pcap_create", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle SET_SNAPLEN =
      function("pcap_set_snaplen", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle ACTIVATE =
      function("pcap_activate", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle DATALINK =
      function("pcap_datalink", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle COMPILE =
      function(
          "pcap_compile",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle ERROR_TEXT =
      function("pcap_geterr", FunctionDescriptor.of(ADDRESS, ADDRESS));
  private static final MethodHandle FREE_CODE =
      function("pcap_freecode", FunctionDescriptor.ofVoid(ADDRESS));
  private static final MethodHandle CLOSE =
      function("pcap_close", FunctionDescriptor.ofVoid(ADDRESS));
  private static final MethodHandle IMAGE =
      function(
          "bpf_image",
          FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT),
          Linker.Option.critical(true));

  /** Short, calls nothing back, and its packet lies on the Java heap: a critical call. */
  private static final MethodHandle RUN =
      function(
          "bpf_filter",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT),
          Linker.Option.critical(true));

  private Libpcap() {}

  static MemorySegment openDead(int dataLink, int snaplen) {
    try {
      return (MemorySegment) OPEN_DEAD.invokeExact(dataLink, snaplen);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static MemorySegment create(MemorySegment interfaceName, MemorySegment error) {
    try {
      return (MemorySegment) CREATE.invokeExact(interfaceName, error);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int setSnaplen(MemorySegment handle, int snaplen) {
    try {
      return (int) SET_SNAPLEN.invokeExact(handle, snaplen);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int activate(MemorySegment handle) {
    try {
      return (int) ACTIVATE.invokeExact(handle);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int dataLink(MemorySegment handle) {
    try {
      return (int) DATALINK.invokeExact(handle);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int compile(
      MemorySegment handle, MemorySegment program, MemorySegment expression, boolean optimise) {
    try {
      return (int) COMPILE.invokeExact(handle, program, expression, optimise ? 1 : 0, NETMASK_NONE);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static String errorText(MemorySegment handle) {
    try {
      return text((MemorySegment) ERROR_TEXT.invokeExact(handle));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static void freeCode(MemorySegment program) {
    try {
      FREE_CODE.invokeExact(program);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static void close(MemorySegment handle) {
    try {
      CLOSE.invokeExact(handle);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** {@return one line of {@code -d}; libpcap writes it to a buffer of which there is one} */
  static synchronized String image(MemorySegment instruction, int index) {
    try {
      return text((MemorySegment) IMAGE.invokeExact(instruction, index));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** {@return how many bytes of the packet to keep, unsigned; 0 when it does not match} */
  static int run(
      MemorySegment instructions, MemorySegment packet, int originalLength, int capturedLength) {
    try {
      return (int) RUN.invokeExact(instructions, packet, originalLength, capturedLength);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static String text(MemorySegment address) {
    return address.reinterpret(ERROR_LENGTH).getString(0);
  }

  private static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    MemorySegment address = LibpcapLibrary.symbols().findOrThrow(name);
    return Linker.nativeLinker().downcallHandle(address, descriptor, options);
  }
}
