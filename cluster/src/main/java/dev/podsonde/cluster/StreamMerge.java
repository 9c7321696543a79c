package dev.podsonde.cluster;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Merges the streams of several nodes by time.
 *
 * <p>A packet goes out when every other stream has said that it has nothing older, or when it has
 * waited for the whole window. One that comes after later ones have gone out goes out all the same,
 * and is counted.
 */
final class StreamMerge {
  private static final int BATCH_LENGTH = 1 << 18;
  private static final long WAIT_MILLIS_MAX = 100;

  /** How long until a look whether a packet has waited for its whole window. */
  private static final long HOLDING_WAIT_MILLIS = 10;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long windowNanos;
  private final boolean isClockAligned;
  private final List<Cursor> cursors = new CopyOnWriteArrayList<>();
  private final Map<CaptureInterface, CaptureInterface> interfaces = new HashMap<>();
  private final Semaphore progress = new Semaphore(0);
  private long lastNanos = Long.MIN_VALUE;
  private final AtomicLong lateCount = new AtomicLong();

  /** A stream, and the batch of it of which some packets are still to go out. */
  private static final class Cursor {
    final NodeLink link;
    final Packet packet = new Packet();
    @Nullable PacketBatch batch;
    int index;
    long arrivedNanos;
    @Nullable CaptureInterface lastMet;
    @Nullable CaptureInterface lastCanonical;

    Cursor(NodeLink link) {
      this.link = link;
    }

    boolean fill() {
      if (batch == null) {
        batch = link.poll();
        if (batch == null) {
          return false;
        }
        index = 0;
        arrivedNanos = System.nanoTime();
        batch.get(0, packet);
      }
      return true;
    }

    void next() {
      PacketBatch now = batch;
      if (now == null) {
        return;
      }
      index++;
      if (index < now.size()) {
        now.get(index, packet);
      } else {
        batch = null;
        link.giveBack(now);
      }
    }
  }

  StreamMerge(long windowMillis, boolean isClockAligned) {
    this.windowNanos = TimeUnit.MILLISECONDS.toNanos(windowMillis);
    this.isClockAligned = isClockAligned;
  }

  void add(NodeLink link) {
    cursors.add(new Cursor(link));
    wake();
  }

  /** Has a waiting reader look again. */
  void wake() {
    progress.release();
  }

  /** {@return how many packets went out after later ones} */
  long lateCount() {
    return lateCount.get();
  }

  /**
   * Adds the packets whose turn has come to the empty {@code batch}, and waits a while for them.
   *
   * @param met is handed each packet added
   * @return false when no stream is left
   */
  boolean read(PacketBatch batch, BiConsumer<Packet, PacketBatch> met) {
    progress.drainPermits();
    cursors.removeIf(cursor -> cursor.batch == null && cursor.link.isOver());
    move(batch, met);
    if (batch.size() == 0) {
      await(isHolding() ? HOLDING_WAIT_MILLIS : WAIT_MILLIS_MAX);
      move(batch, met);
    }
    return batch.size() > 0 || !cursors.isEmpty();
  }

  private void await(long millis) {
    try {
      boolean _ = progress.tryAcquire(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isHolding() {
    return cursors.stream().anyMatch(cursor -> cursor.batch != null);
  }

  private void move(PacketBatch batch, BiConsumer<Packet, PacketBatch> met) {
    batch.reserve(BATCH_LENGTH);
    int used = 0;
    for (Cursor first = next(); first != null; first = next()) {
      int length = first.packet.bytes().length();
      if (used + length > batch.memory().length) {
        if (batch.size() > 0) {
          return;
        }
        batch.reserve(length);
      }
      copy(first, batch, used);
      met.accept(first.packet, batch);
      used += length;
      first.next();
    }
  }

  /** {@return the stream whose packet's turn has come; null when none's has} */
  private @Nullable Cursor next() {
    Cursor first = null;
    long horizonNanos = Long.MAX_VALUE;
    for (Cursor cursor : cursors) {
      // Read before the queue: what it promises has been put there before.
      long progressNanos = cursor.link.progressNanos();
      if (cursor.fill()) {
        if (first == null || nanos(cursor) < nanos(first)) {
          first = cursor;
        }
      } else if (!cursor.link.isOver()) {
        horizonNanos = Math.min(horizonNanos, aligned(cursor, progressNanos));
      }
    }
    if (first == null) {
      return null;
    }
    boolean isDue = nanos(first) <= horizonNanos;
    return isDue || System.nanoTime() - first.arrivedNanos >= windowNanos ? first : null;
  }

  private long nanos(Cursor cursor) {
    return aligned(cursor, cursor.packet.timestampNanos());
  }

  private long aligned(Cursor cursor, long nanos) {
    boolean isBound = nanos == Long.MIN_VALUE || nanos == Long.MAX_VALUE;
    return isBound || !isClockAligned ? nanos : nanos - cursor.link.clockOffset().correctionNanos();
  }

  private void copy(Cursor cursor, PacketBatch batch, int start) {
    long nanos = nanos(cursor);
    if (nanos < lastNanos) {
      lateCount.getAndIncrement();
    } else {
      lastNanos = nanos;
    }
    batch.addCopy(
        cursor.packet,
        canonical(cursor, cursor.packet.captureInterface()),
        Math.floorDiv(nanos, NANOS_PER_SECOND),
        Math.floorMod(nanos, NANOS_PER_SECOND),
        start);
  }

  /** A node half that started anew describes the same interface again: it stays one. */
  @SuppressWarnings("ReferenceEquality") // interfaces are told apart by identity
  private CaptureInterface canonical(Cursor cursor, CaptureInterface met) {
    CaptureInterface known = cursor.lastCanonical;
    if (known == null || cursor.lastMet != met) {
      known = interfaces.computeIfAbsent(met, same -> same);
      cursor.lastMet = met;
      cursor.lastCanonical = known;
    }
    return known;
  }
}
