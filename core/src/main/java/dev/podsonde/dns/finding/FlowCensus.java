package dev.podsonde.dns.finding;

import java.util.Arrays;

/**
 * Counts the flows of the last 30 to 60 seconds, and tells since when they are many. Each sets one
 * bit of a table, of which some share one; how many bits stay clear tells how many flows there were
 * (linear counting: Whang, Vander-Zanden, Taylor 1990).
 */
final class FlowCensus {
  private static final int BITS = 1 << 17;
  private static final int INDEX_SHIFT = Long.SIZE - 17;
  private static final long WINDOW_NANOS = 30_000_000_000L;
  private static final long NEVER = Long.MAX_VALUE;

  private final int bitsMany;
  private long[] latest = new long[BITS / Long.SIZE];
  private long[] before = new long[BITS / Long.SIZE];
  private int latestSet;

  /** Bits that are set in either table. */
  private int anySet;

  private long window = Long.MIN_VALUE;
  private long manySinceNanos = NEVER;
  private long endedSinceNanos = NEVER;
  private long endedUntilNanos;

  /** Takes so many flows for many; at most 2^17. */
  FlowCensus(int many) {
    bitsMany = (int) (BITS * (1 - Math.exp(-(double) many / BITS)));
  }

  /** Counts a flow that passed at {@code nanos}; one of a window that is over is left out. */
  void add(long hash, long nanos) {
    long of = Math.floorDiv(nanos, WINDOW_NANOS);
    if (of < window) {
      return;
    }
    if (of > window) {
      begin(of);
    }
    int bit = (int) ((hash * 0x9e37_79b9_7f4a_7c15L) >>> INDEX_SHIFT);
    int word = bit / Long.SIZE;
    long mask = 1L << bit;
    if ((latest[word] & mask) == 0) {
      latest[word] |= mask;
      latestSet++;
      anySet += (before[word] & mask) == 0 ? 1 : 0;
    }
    if (anySet >= bitsMany && manySinceNanos == NEVER) {
      manySinceNanos = nanos;
    }
  }

  private void begin(long next) {
    long[] oldest = before;
    before = latest;
    latest = oldest;
    Arrays.fill(latest, 0);
    if (next > window + 1) {
      Arrays.fill(before, 0);
      latestSet = 0;
    }
    anySet = latestSet;
    latestSet = 0;
    window = next;
    if (manySinceNanos != NEVER && anySet < bitsMany) {
      endedSinceNanos = manySinceNanos;
      endedUntilNanos = next * WINDOW_NANOS;
      manySinceNanos = NEVER;
    }
  }

  /** {@return whether there were many at that time, which is now or some seconds ago} */
  boolean isManyAt(long nanos) {
    return nanos >= manySinceNanos || (nanos >= endedSinceNanos && nanos < endedUntilNanos);
  }
}
