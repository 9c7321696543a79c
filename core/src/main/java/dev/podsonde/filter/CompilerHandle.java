package dev.podsonde.filter;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.packet.LinkType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A {@code pcap_t} that serves to compile filters. */
final class CompilerHandle implements AutoCloseable {
  private final MemorySegment address;

  private CompilerHandle(MemorySegment address) {
    this.address = address;
  }

  @MustBeClosed
  static CompilerHandle ofLinkType(LinkType linkType, int snaplen) {
    if (snaplen <= 0 || snaplen > BpfProgram.SNAPLEN_MAX) {
      throw new IllegalArgumentException("snaplen out of range: " + snaplen);
    }
    return new CompilerHandle(Libpcap.openDead(dataLink(linkType), snaplen));
  }

  /** Opens the interface as a capture would, for libpcap asks its socket what the kernel can do. */
  @MustBeClosed
  static CompilerHandle ofInterface(String interfaceName, int snaplen) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(Libpcap.ERROR_LENGTH);
      MemorySegment address = Libpcap.create(arena.allocateFrom(interfaceName), error);
      if (address.equals(MemorySegment.NULL)) {
        throw new IOException("pcap_create " + interfaceName + ": " + error.getString(0));
      }
      CompilerHandle handle = new CompilerHandle(address);
      Libpcap.setSnaplen(address, snaplen);
      int result = Libpcap.activate(address);
      // Positive numbers are warnings.
      if (result < 0) {
        String reason = handle.errorText();
        handle.close();
        throw new IOException(
            "pcap_activate " + interfaceName + ": " + (reason.isEmpty() ? result : reason));
      }
      return handle;
    }
  }

  MemorySegment address() {
    return address;
  }

  String errorText() {
    return Libpcap.errorText(address);
  }

  @Override
  public void close() {
    Libpcap.close(address);
  }

  /**
   * {@return the DLT_ number, which is the LINKTYPE_ number but for the few whose DLT_ differs
   * between systems; here those of Linux}
   */
  private static int dataLink(LinkType linkType) {
    return switch (linkType.value()) {
      case 100 -> 11; // ATM_RFC1483
      case 101 -> 12; // RAW
      case 102 -> 13; // SLIP_BSDOS
      case 103 -> 14; // PPP_BSDOS
      case 106 -> 19; // ATM_CLIP
      case 246 -> 18; // PFSYNC
      default -> linkType.value();
    };
  }
}
