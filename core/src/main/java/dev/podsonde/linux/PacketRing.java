package dev.podsonde.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.CaptureStatistics;
import dev.podsonde.packet.PacketBatch;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The kernel's ring of packets of one netns (TPACKET_V3, packet_mmap.rst): blocks that the kernel
 * fills in turn, and of which each is ours from its last packet, or its timeout, until we give it
 * back.
 *
 * <p>One thread opens, reads and closes it; the statistics may be asked by any.
 */
final class PacketRing implements Closeable {
  /** Room for the largest packet of segmentation offload, without BIG TCP, and its headers. */
  private static final int BLOCK_LENGTH_MIN = 1 << 16;

  private static final int BLOCK_LENGTH_MAX = 1 << 18;

  /** So many blocks give the reader time, before blocks grow for the sake of speed. */
  private static final int BLOCKS_WANTED = 16;

  /** {@code struct tpacket_block_desc}. */
  private static final int BLOCK_STATUS = 8;

  private static final int BLOCK_PACKETS = 12;
  private static final int BLOCK_FIRST_PACKET = 16;
  private static final int BLOCK_USED_LENGTH = 20;

  private static final int STATUS_KERNEL = 0;
  private static final int STATUS_USER = 1;

  private final Arena arena;
  private final PacketSocket socket;
  private final MemorySegment memory;
  private final int blockLength;
  private final int boundInterface;
  private final RingBlock block;
  private final List<CaptureInterface> present;
  private final AtomicLong captured = new AtomicLong();
  private long received;
  private long dropped;
  private long blockStart;

  private PacketRing(
      Arena arena,
      PacketSocket socket,
      MemorySegment memory,
      int blockLength,
      int boundInterface,
      RingBlock block,
      List<CaptureInterface> present) {
    this.arena = arena;
    this.socket = socket;
    this.memory = memory;
    this.blockLength = blockLength;
    this.boundInterface = boundInterface;
    this.block = block;
    this.present = present;
  }

  /**
   * Starts to capture. Nothing arrives before the filter is attached.
   *
   * @param prefix what interface names begin with
   */
  @MustBeClosed
  static PacketRing open(CaptureTarget target, String prefix, CaptureOptions options)
      throws IOException {
    try (NetworkNamespace netns = NetworkNamespace.open(target.netns(), target.name())) {
      return open(netns, target, prefix, options);
    }
  }

  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // both are the ring's from its constructor on
  private static PacketRing open(
      NetworkNamespace netns, CaptureTarget target, String prefix, CaptureOptions options)
      throws IOException {
    Arena arena = Arena.ofConfined();
    PacketSocket socket = null;
    try {
      socket = netns.call(PacketSocket::open);
      int blockLength = blockLength(options.ringLength());
      MemorySegment memory =
          socket.mapRing(
              blockLength, options.ringLength() / blockLength, options.blockTimeoutMillis(), arena);
      List<Integer> indexes = interfaceIndexes(socket, netns, options.interfaceNames());
      socket.attach(new TargetFilter(netns, options).compile(indexes));
      int boundInterface = indexes.size() == 1 ? indexes.getFirst() : 0;
      socket.bind(boundInterface);
      for (int index : options.isPromiscuous() ? indexes : List.<Integer>of()) {
        socket.makePromiscuous(index);
      }
      InterfaceTable interfaces = new InterfaceTable(socket, target, prefix, options);
      List<String> names = options.interfaceNames();
      return new PacketRing(
          arena,
          socket,
          memory,
          blockLength,
          boundInterface,
          new RingBlock(interfaces::get, options.snaplen()),
          interfaces.addPresent(names.isEmpty() ? netns.interfaceNames() : names));
    } catch (IOException | RuntimeException failure) {
      arena.close();
      if (socket != null) {
        socket.close();
      }
      throw failure;
    }
  }

  /** {@return a power of two, so that pages fit} */
  private static int blockLength(int ringLength) {
    int length = Integer.highestOneBit(ringLength / BLOCKS_WANTED);
    return Math.clamp(length, BLOCK_LENGTH_MIN, BLOCK_LENGTH_MAX);
  }

  private static List<Integer> interfaceIndexes(
      PacketSocket socket, NetworkNamespace netns, List<String> names) throws IOException {
    List<Integer> indexes = new ArrayList<>();
    for (String name : names) {
      int index = InterfaceNames.index(socket.descriptor(), name);
      if (index == 0) {
        throw new IOException(
            "no interface %s in %s, which has %s"
                .formatted(name, netns.name(), String.join(", ", netns.interfaceNames())));
      }
      if (!indexes.contains(index)) {
        indexes.add(index);
      }
    }
    return indexes;
  }

  /** {@return the interfaces that were up when it was opened} */
  List<CaptureInterface> interfaces() {
    return present;
  }

  /** {@return the descriptor to wait on for {@link #take} to yield something} */
  int descriptor() {
    return socket.descriptor();
  }

  /**
   * Replaces the content of {@code batch} by the packets of the next block, without waiting.
   *
   * @return false when the kernel is still filling it
   */
  boolean take(PacketBatch batch) throws IOException {
    batch.clear();
    if ((memory.get(JAVA_INT, blockStart + BLOCK_STATUS) & STATUS_USER) == 0) {
      return false;
    }
    VarHandle.acquireFence(); // what the kernel wrote before the status is read after it
    int packets;
    int firstPacket;
    try {
      int usedLength = memory.get(JAVA_INT, blockStart + BLOCK_USED_LENGTH);
      packets = memory.get(JAVA_INT, blockStart + BLOCK_PACKETS);
      firstPacket = memory.get(JAVA_INT, blockStart + BLOCK_FIRST_PACKET);
      batch.reserve(blockLength);
      MemorySegment.copy(memory, JAVA_BYTE, blockStart, batch.memory(), 0, usedLength);
    } finally {
      VarHandle.releaseFence();
      memory.set(JAVA_INT, blockStart + BLOCK_STATUS, STATUS_KERNEL);
      blockStart = blockStart + blockLength == memory.byteSize() ? 0 : blockStart + blockLength;
    }
    block.index(batch, firstPacket, packets);
    captured.getAndAdd(packets);
    return true;
  }

  /** Lets no further packet in; what the ring holds can still be taken. */
  void quiesce() throws IOException {
    socket.attach(KernelFilter.nothing());
  }

  /**
   * {@return whether the one interface that the socket is bound to has been removed; one that is
   * only down may come up again}
   */
  boolean hasLostItsInterface() throws IOException {
    int error = socket.takeError();
    if (error != 0 && error != Errno.ENETDOWN) {
      throw new SyscallException("packet socket", error, "");
    }
    return boundInterface != 0
        && InterfaceNames.name(socket.descriptor(), boundInterface).isEmpty();
  }

  /** {@return what was counted since the ring was opened} */
  synchronized CaptureStatistics statistics() throws IOException {
    long[] counts = socket.takeStatistics();
    received += counts[0];
    dropped += counts[1];
    return new CaptureStatistics(captured.get(), received, dropped);
  }

  @Override
  public void close() {
    arena.close();
    socket.close();
  }
}
