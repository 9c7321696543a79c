package dev.podsonde.linux;

import dev.podsonde.filter.BpfProgram;
import java.util.List;

/**
 * How to capture.
 *
 * @param interfaceNames the interfaces; empty for all, those that appear later included
 * @param filter in the pcap-filter language; empty for all packets
 * @param isOptimised whether libpcap optimises the filter
 * @param snaplen the most bytes kept of a packet, 1 to {@link BpfProgram#SNAPLEN_MAX}
 * @param ringLength bytes that the kernel may hold for us, per target
 * @param blockTimeoutMillis how long the kernel may hold packets back to hand over more at once, 1
 *     to 100
 * @param isPromiscuous whether the interfaces named take packets for others too
 */
public record CaptureOptions(
    List<String> interfaceNames,
    String filter,
    boolean isOptimised,
    int snaplen,
    int ringLength,
    int blockTimeoutMillis,
    boolean isPromiscuous) {
  /** The least that a ring may have: two blocks, each with room for the largest packet. */
  public static final int RING_LENGTH_MIN = 2 << 16;

  /** All packets of all interfaces, whole, with a ring as large as tcpdump's. */
  public static final CaptureOptions DEFAULT =
      new CaptureOptions(List.of(), "", true, BpfProgram.SNAPLEN_MAX, 2 << 20, 25, false);

  /** Throws when a number is out of its range. */
  public CaptureOptions {
    interfaceNames = List.copyOf(interfaceNames);
    if (snaplen < 1 || snaplen > BpfProgram.SNAPLEN_MAX) {
      throw new IllegalArgumentException("snaplen out of range: " + snaplen);
    }
    if (ringLength < RING_LENGTH_MIN) {
      throw new IllegalArgumentException(
          "ring length below " + RING_LENGTH_MIN + ": " + ringLength);
    }
    if (blockTimeoutMillis < 1 || blockTimeoutMillis > 100) {
      throw new IllegalArgumentException("block timeout out of range: " + blockTimeoutMillis);
    }
  }

  /** {@return the same, for these interfaces} */
  public CaptureOptions withInterfaces(List<String> interfaceNames) {
    return new CaptureOptions(
        interfaceNames,
        filter,
        isOptimised,
        snaplen,
        ringLength,
        blockTimeoutMillis,
        isPromiscuous);
  }

  /** {@return the same, for packets that match} */
  public CaptureOptions withFilter(String filter) {
    return new CaptureOptions(
        interfaceNames,
        filter,
        isOptimised,
        snaplen,
        ringLength,
        blockTimeoutMillis,
        isPromiscuous);
  }

  /** {@return the same, keeping so much of a packet} */
  public CaptureOptions withSnaplen(int snaplen) {
    return new CaptureOptions(
        interfaceNames,
        filter,
        isOptimised,
        snaplen,
        ringLength,
        blockTimeoutMillis,
        isPromiscuous);
  }

  /** {@return the same, with a ring of so many bytes} */
  public CaptureOptions withRingLength(int ringLength) {
    return new CaptureOptions(
        interfaceNames,
        filter,
        isOptimised,
        snaplen,
        ringLength,
        blockTimeoutMillis,
        isPromiscuous);
  }
}
