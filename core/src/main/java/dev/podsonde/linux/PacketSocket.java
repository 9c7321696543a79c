package dev.podsonde.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.filter.BpfProgram;
import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/** A socket of packet(7). It stays in the netns in which it was opened, whoever uses it. */
final class PacketSocket implements Closeable {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_ADD_MEMBERSHIP = 1;
  private static final int PACKET_RX_RING = 5;
  private static final int PACKET_STATISTICS = 6;
  private static final int PACKET_VERSION = 10;
  private static final int PACKET_MR_PROMISC = 1;
  private static final int TPACKET_V3 = 2;
  private static final short ETH_P_ALL = 0x0003;

  /** {@code struct sockaddr_ll}. */
  private static final int ADDRESS_LENGTH = 20;

  private static final int ADDRESS_PROTOCOL = 2;
  private static final int ADDRESS_INTERFACE = 4;

  private final int descriptor;

  private PacketSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Opens one that receives nothing until it is bound. */
  @MustBeClosed
  static PacketSocket open() throws SyscallException {
    try {
      return new PacketSocket(Libc.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
    } catch (SyscallException refusal) {
      throw refusal.withHint(Capabilities.hint(refusal, "CAP_NET_RAW"));
    }
  }

  int descriptor() {
    return descriptor;
  }

  /** Gives the socket a ring, and {@return the ring's memory} */
  MemorySegment mapRing(int blockLength, int blockCount, int timeoutMillis, Arena arena)
      throws SyscallException {
    try (Arena scratch = Arena.ofConfined()) {
      setOption("PACKET_VERSION", PACKET_VERSION, scratch.allocateFrom(JAVA_INT, TPACKET_V3));
      // struct tpacket_req3: a frame is only a unit of reckoning in version 3.
      MemorySegment request =
          scratch.allocateFrom(
              JAVA_INT, blockLength, blockCount, blockLength, blockCount, timeoutMillis, 0, 0);
      setOption("PACKET_RX_RING", PACKET_RX_RING, request);
      return Libc.map(descriptor, (long) blockLength * blockCount, arena);
    } catch (SyscallException refusal) {
      throw refusal.errno() == Errno.ENOMEM
          ? refusal.withHint("no memory for the ring: a smaller one may do, -B")
          : refusal;
    }
  }

  void attach(BpfProgram program) throws SyscallException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment description = scratch.allocate(16, Long.BYTES); // sock_fprog
      description.set(JAVA_SHORT, 0, (short) program.size());
      description.set(JAVA_LONG, 8, program.allocate(scratch).address());
      Libc.setsockopt("SO_ATTACH_FILTER", descriptor, SOL_SOCKET, SO_ATTACH_FILTER, description);
    }
  }

  /** Lets packets come in, of one interface or of all when {@code interfaceIndex} is 0. */
  void bind(int interfaceIndex) throws SyscallException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment address = scratch.allocate(ADDRESS_LENGTH, Integer.BYTES);
      address.set(JAVA_SHORT, 0, (short) AF_PACKET);
      address.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), ADDRESS_PROTOCOL, ETH_P_ALL);
      address.set(JAVA_INT, ADDRESS_INTERFACE, interfaceIndex);
      Libc.bind(descriptor, address);
    }
  }

  /** Has the interface take packets for others too, as long as the socket is open. */
  void makePromiscuous(int interfaceIndex) throws SyscallException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment request = scratch.allocate(16, Integer.BYTES); // struct packet_mreq
      request.set(JAVA_INT, 0, interfaceIndex);
      request.set(JAVA_SHORT, 4, (short) PACKET_MR_PROMISC);
      setOption("PACKET_ADD_MEMBERSHIP", PACKET_ADD_MEMBERSHIP, request);
    }
  }

  /**
   * {@return packets that passed the filter and packets lost since the last call, in this order}
   */
  long[] takeStatistics() throws SyscallException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment counts = scratch.allocate(JAVA_INT, 3); // struct tpacket_stats_v3
      Libc.getsockopt("PACKET_STATISTICS", descriptor, SOL_PACKET, PACKET_STATISTICS, counts);
      return new long[] {
        Integer.toUnsignedLong(counts.getAtIndex(JAVA_INT, 0)),
        Integer.toUnsignedLong(counts.getAtIndex(JAVA_INT, 1))
      };
    }
  }

  /**
   * {@return the errno that waits at the socket, which is thereby cleared; 0 when there is none}
   */
  int takeError() throws SyscallException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment error = scratch.allocate(JAVA_INT);
      Libc.getsockopt("SO_ERROR", descriptor, SOL_SOCKET, SO_ERROR, error);
      return error.get(JAVA_INT, 0);
    }
  }

  private void setOption(String name, int number, MemorySegment value) throws SyscallException {
    Libc.setsockopt(name, descriptor, SOL_PACKET, number, value);
  }

  @Override
  public void close() {
    Libc.close(descriptor);
  }
}
