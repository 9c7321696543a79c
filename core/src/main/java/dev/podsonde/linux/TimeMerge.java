package dev.podsonde.linux;

import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Merges the blocks of several rings by time.
 *
 * <p>A ring without a ready block may still hold packets older than those of the others, but not
 * for longer than the kernel takes to hand a block over: so long a packet waits. All that waits
 * stays in the rings, but for one block of each.
 */
final class TimeMerge {
  /** Bytes of packets at which a batch goes out. */
  private static final int BATCH_LENGTH = 1 << 18;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** The least room for a block that was taken; it grows to what its ring has. */
  private static final int BLOCK_LENGTH = 1 << 16;

  private final List<HeldBlock> idle = new ArrayList<>();
  private final PriorityQueue<HeldBlock> ready =
      new PriorityQueue<>(
          (one, other) -> Long.compare(one.timestampNanos(), other.timestampNanos()));
  private final long handOverNanos;
  private long heldSinceNanos;
  private boolean isHolding;

  /** A ring and the block taken from it, of which some packets are still to come. */
  private static final class HeldBlock {
    private final PacketRing ring;
    private final PacketBatch block = new PacketBatch(BLOCK_LENGTH);
    private final Packet packet = new Packet();
    private int index;

    HeldBlock(PacketRing ring) {
      this.ring = ring;
    }

    boolean refill() throws IOException {
      index = 0;
      if (!ring.take(block) || block.size() == 0) {
        return false;
      }
      block.get(0, packet);
      return true;
    }

    boolean next() throws IOException {
      index++;
      if (index == block.size()) {
        return refill();
      }
      block.get(index, packet);
      return true;
    }

    long timestampNanos() {
      return packet.timestampNanos();
    }
  }

  TimeMerge(int handOverMillis) {
    handOverNanos = handOverMillis * NANOS_PER_MILLI;
  }

  /** Merges one more ring from now on. */
  void add(PacketRing ring) {
    idle.add(new HeldBlock(ring));
  }

  /** Merges the ring no more; what of it waits is given up. */
  void remove(PacketRing ring) {
    idle.removeIf(held -> held.ring == ring);
    ready.removeIf(held -> held.ring == ring);
  }

  /**
   * Replaces the content of {@code batch} by the packets whose turn has come, without waiting.
   *
   * @return whether there were any
   */
  boolean take(PacketBatch batch) throws IOException {
    refillIdle();
    move(batch, idle.isEmpty() ? Long.MAX_VALUE : horizonNanos());
    if (batch.size() > 0 || ready.isEmpty()) {
      isHolding = false;
    } else if (!isHolding) {
      isHolding = true;
      heldSinceNanos = System.nanoTime();
    }
    return batch.size() > 0;
  }

  /** Does the same when nothing older can come any more. */
  boolean takeAll(PacketBatch batch) throws IOException {
    refillIdle();
    move(batch, Long.MAX_VALUE);
    return batch.size() > 0;
  }

  /** {@return whether there are packets whose turn has not come} */
  boolean isHolding() {
    return isHolding;
  }

  private void refillIdle() throws IOException {
    for (int index = idle.size() - 1; index >= 0; index--) {
      if (idle.get(index).refill()) {
        ready.add(idle.remove(index));
      }
    }
  }

  /**
   * {@return up to when no idle ring can hold a packet; the clock may have been set back meanwhile}
   */
  private long horizonNanos() {
    if (isHolding && System.nanoTime() - heldSinceNanos > 2 * handOverNanos) {
      return Long.MAX_VALUE;
    }
    return System.currentTimeMillis() * NANOS_PER_MILLI - handOverNanos;
  }

  private void move(PacketBatch batch, long horizonNanos) throws IOException {
    batch.clear();
    batch.reserve(BATCH_LENGTH);
    int used = 0;
    for (HeldBlock first = ready.peek();
        first != null && first.timestampNanos() <= horizonNanos;
        first = ready.peek()) {
      int length = first.packet.bytes().length();
      if (used + length > batch.memory().length) {
        return;
      }
      batch.addCopy(
          first.packet,
          first.packet.captureInterface(),
          first.packet.timestampSeconds(),
          first.packet.timestampFractionNanos(),
          used);
      used += length;
      ready.poll();
      if (first.next()) {
        ready.add(first);
      } else {
        idle.add(first);
        horizonNanos = Math.min(horizonNanos, horizonNanos());
      }
    }
  }
}
