package dev.podsonde.packet;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Packets that came together: the unit that flows from a {@link PacketSource} to whoever prints,
 * writes or analyses.
 *
 * <p>The bytes of all packets lie in one array that the source fills, so that a ring block or a
 * stretch of a file is moved by one copy and nothing is allocated per packet. A batch belongs to
 * one thread at a time and is reused: {@link PacketSource#read} replaces its content.
 */
public final class PacketBatch {
  private static final int PACKETS_INITIAL = 1024;

  private byte[] memory;
  private int size;
  private int[] starts;
  private int[] capturedLengths;
  private int[] originalLengths;
  private int[] flags;
  private long[] timestampSeconds;
  private long[] timestampFractionsNanos;
  private CaptureInterface[] captureInterfaces;
  private @Nullable String[] comments;

  /** Makes an empty batch with room for {@code capacity} bytes of packets. */
  public PacketBatch(int capacity) {
    memory = new byte[capacity];
    starts = new int[PACKETS_INITIAL];
    capturedLengths = new int[PACKETS_INITIAL];
    originalLengths = new int[PACKETS_INITIAL];
    flags = new int[PACKETS_INITIAL];
    timestampSeconds = new long[PACKETS_INITIAL];
    timestampFractionsNanos = new long[PACKETS_INITIAL];
    captureInterfaces = new CaptureInterface[PACKETS_INITIAL];
    comments = new String[PACKETS_INITIAL];
  }

  private PacketBatch(PacketBatch other) {
    take(other);
  }

  /** {@return the number of packets} */
  public int size() {
    return size;
  }

  /** {@return the array that holds the packets' bytes; a source fills it} */
  public byte[] memory() {
    return memory;
  }

  /** Makes room for {@code capacity} bytes; what the array held so far is kept. */
  public void reserve(int capacity) {
    if (capacity > memory.length) {
      memory = Arrays.copyOf(memory, capacity);
    }
  }

  /** Forgets all packets. */
  public void clear() {
    truncate(0);
  }

  /**
   * Adds a packet whose bytes already lie in {@link #memory()}.
   *
   * @param start where its first byte lies
   */
  public void add(
      CaptureInterface captureInterface,
      long timestampSeconds,
      long timestampFractionNanos,
      int start,
      int capturedLength,
      int originalLength,
      int flags) {
    Objects.checkFromIndexSize(start, capturedLength, memory.length);
    if (size == starts.length) {
      grow();
    }
    captureInterfaces[size] = captureInterface;
    this.timestampSeconds[size] = timestampSeconds;
    timestampFractionsNanos[size] = timestampFractionNanos;
    starts[size] = start;
    capturedLengths[size] = capturedLength;
    originalLengths[size] = originalLength;
    this.flags[size] = flags;
    size++;
  }

  /**
   * Adds a copy of another batch's packet, seen elsewhere or at another time if so told; without
   * its comment.
   *
   * @param start where in {@link #memory()} its first byte goes; there must be room
   */
  public void addCopy(
      Packet packet,
      CaptureInterface captureInterface,
      long timestampSeconds,
      long timestampFractionNanos,
      int start) {
    int length = packet.bytes().length();
    packet.bytes().copyTo(0, memory, start, length);
    add(
        captureInterface,
        timestampSeconds,
        timestampFractionNanos,
        start,
        length,
        packet.originalLength,
        packet.flags);
  }

  /** Gives the last packet added its {@code epb_flags}. */
  public void flagLast(int packetFlags) {
    flags[Objects.checkIndex(size - 1, size)] = packetFlags;
  }

  /** Gives the last packet added its {@code opt_comment}. */
  public void commentLast(String comment) {
    comments[Objects.checkIndex(size - 1, size)] = comment;
  }

  /** Moves {@code packet} to the packet at {@code index}. */
  public void get(int index, Packet packet) {
    Objects.checkIndex(index, size);
    packet.captureInterface = captureInterfaces[index];
    packet.timestampSeconds = timestampSeconds[index];
    packet.timestampFractionNanos = timestampFractionsNanos[index];
    packet.originalLength = originalLengths[index];
    packet.flags = flags[index];
    packet.comment = comments[index];
    packet.bytes().wrap(memory, starts[index], capturedLengths[index]);
  }

  /** Puts the packet at {@code from} in the place of the one at {@code to}, to thin out a batch. */
  public void move(int from, int to) {
    Objects.checkIndex(from, size);
    Objects.checkIndex(to, size);
    captureInterfaces[to] = captureInterfaces[from];
    timestampSeconds[to] = timestampSeconds[from];
    timestampFractionsNanos[to] = timestampFractionsNanos[from];
    starts[to] = starts[from];
    capturedLengths[to] = capturedLengths[from];
    originalLengths[to] = originalLengths[from];
    flags[to] = flags[from];
    comments[to] = comments[from];
  }

  /** Gives its packets to {@code other} and takes that one's instead; nothing is copied. */
  public void exchange(PacketBatch other) {
    var own = new PacketBatch(this);
    take(other);
    other.take(own);
  }

  private void take(PacketBatch other) {
    memory = other.memory;
    size = other.size;
    starts = other.starts;
    capturedLengths = other.capturedLengths;
    originalLengths = other.originalLengths;
    flags = other.flags;
    timestampSeconds = other.timestampSeconds;
    timestampFractionsNanos = other.timestampFractionsNanos;
    captureInterfaces = other.captureInterfaces;
    comments = other.comments;
  }

  /** Forgets the packets after the first {@code newSize}. */
  public void truncate(int newSize) {
    Objects.checkFromToIndex(0, newSize, size);
    Arrays.fill(comments, newSize, size, null);
    size = newSize;
  }

  private void grow() {
    int capacity = size * 2;
    starts = Arrays.copyOf(starts, capacity);
    capturedLengths = Arrays.copyOf(capturedLengths, capacity);
    originalLengths = Arrays.copyOf(originalLengths, capacity);
    flags = Arrays.copyOf(flags, capacity);
    timestampSeconds = Arrays.copyOf(timestampSeconds, capacity);
    timestampFractionsNanos = Arrays.copyOf(timestampFractionsNanos, capacity);
    captureInterfaces = Arrays.copyOf(captureInterfaces, capacity);
    comments = Arrays.copyOf(comments, capacity);
  }
}
