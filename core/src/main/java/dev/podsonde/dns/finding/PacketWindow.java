package dev.podsonde.dns.finding;

import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import java.io.IOException;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The latest packets of a source, of which those that findings point at are kept.
 *
 * <p>A call is judged when it has ended, some seconds after its packets: they must not be gone by
 * then. What the window no longer holds is known by its number alone, unless the source can be read
 * {@linkplain #keepMissed again}.
 */
public final class PacketWindow implements Evidence {
  /** Bounds the packets kept. */
  static final int KEPT_MAX = 4096;

  /** Bounds the bytes of the packets kept. */
  static final int KEPT_BYTES_MAX = 1 << 23;

  private final @Nullable PacketBatch[] batches;
  private final long[] firstFrames;
  private final PacketBatch kept = new PacketBatch(1 << 14);
  private final SortedMap<Long, Integer> indexes = new TreeMap<>();
  private final Packet packet = new Packet();
  private final int capacity;
  private int latest = -1;
  private int keptLength;
  private final SortedSet<Long> missed = new TreeSet<>();
  private long nextFrame = 1;
  private long refused;

  /**
   * Makes a window.
   *
   * @param batches how many batches it holds
   * @param capacity the bytes of packets in each
   */
  public PacketWindow(int batches, int capacity) {
    this.batches = new PacketBatch[batches];
    this.capacity = capacity;
    firstFrames = new long[batches];
  }

  /**
   * Moves on by one batch of {@code source}; the oldest one is forgotten.
   *
   * @return the packets, valid until the window has moved on as often as it holds batches; null at
   *     the end of the source
   */
  public @Nullable PacketBatch read(PacketSource source) throws IOException {
    latest = (latest + 1) % batches.length;
    PacketBatch batch = batches[latest];
    if (batch == null) {
      batch = new PacketBatch(capacity);
      batches[latest] = batch;
    }
    firstFrames[latest] = nextFrame;
    boolean isMore = source.read(batch);
    nextFrame += batch.size();
    return isMore ? batch : null;
  }

  @Override
  public void keep(long frame) {
    if (indexes.containsKey(frame)) {
      return;
    }
    if (indexes.size() + missed.size() == KEPT_MAX) {
      refused++;
    } else if (moveTo(frame)) {
      copy(frame);
    } else {
      missed.add(frame);
    }
  }

  /** Takes the packets that were gone already from the same source, read again from its start. */
  public void keepMissed(PacketSource source) throws IOException {
    var batch = new PacketBatch(capacity);
    long first = 1;
    while (!missed.isEmpty() && source.read(batch)) {
      while (!missed.isEmpty() && missed.first() < first + batch.size()) {
        long frame = missed.removeFirst();
        batch.get((int) (frame - first), packet);
        copy(frame);
      }
      first += batch.size();
    }
  }

  /** {@return whether the window still holds that packet} */
  private boolean moveTo(long frame) {
    for (int i = 0; i < batches.length; i++) {
      PacketBatch batch = batches[i];
      if (batch != null && frame >= firstFrames[i] && frame < firstFrames[i] + batch.size()) {
        batch.get((int) (frame - firstFrames[i]), packet);
        return true;
      }
    }
    return false;
  }

  private void copy(long frame) {
    int length = packet.bytes().length();
    if (keptLength + length > KEPT_BYTES_MAX) {
      refused++;
      return;
    }
    if (keptLength + length > kept.memory().length) {
      kept.reserve(Math.max(2 * kept.memory().length, keptLength + length));
    }
    packet.bytes().copyTo(0, kept.memory(), keptLength, length);
    add(kept, keptLength);
    keptLength += length;
    indexes.put(frame, kept.size() - 1);
  }

  private void add(PacketBatch batch, int start) {
    batch.add(
        packet.captureInterface(),
        packet.timestampSeconds(),
        packet.timestampFractionNanos(),
        start,
        packet.bytes().length(),
        packet.originalLength(),
        packet.flags());
  }

  /** {@return whether the packet of that number was kept; {@code target} is moved to it then} */
  public boolean get(long frame, Packet target) {
    Integer index = indexes.get(frame);
    if (index == null) {
      return false;
    }
    kept.get(index, target);
    return true;
  }

  /**
   * {@return the packets kept, in order, each with the comment that {@code comments} gives its
   * number}
   */
  public PacketBatch kept(LongFunction<String> comments) {
    var annotated = new PacketBatch(Math.max(1, keptLength));
    int length = 0;
    for (var entry : indexes.entrySet()) {
      kept.get(entry.getValue(), packet);
      int packetLength = packet.bytes().length();
      packet.bytes().copyTo(0, annotated.memory(), length, packetLength);
      add(annotated, length);
      annotated.commentLast(comments.apply(entry.getKey()));
      length += packetLength;
    }
    return annotated;
  }

  /** {@return packets that findings point at and that are not here: gone, or too many} */
  public long missed() {
    return missed.size() + refused;
  }
}
