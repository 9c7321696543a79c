package dev.podsonde.dns.lookup;

/**
 * The queries answered lately, so that one sent again after its call has ended is known for a
 * repetition: then the client did not get the reply that was seen here. A newer one takes the place
 * of an older one.
 */
final class RecentAnswers {
  static final int ANSWERS_MAX = 1 << 14;

  /** Longer than any resolver waits before it repeats on the same port with the same ID. */
  static final long LIFE_NANOS = 16_000_000_000L;

  private final long[] keys = new long[ANSWERS_MAX];
  private final long[] frames = new long[ANSWERS_MAX];
  private final long[] timesNanos = new long[ANSWERS_MAX];

  void put(long key, long frame, long timestampNanos) {
    int place = place(key);
    keys[place] = key;
    frames[place] = frame;
    timesNanos[place] = timestampNanos;
  }

  /** {@return the frame of the query with that key that was answered; 0 when there was none} */
  long frame(long key, long nowNanos) {
    int place = place(key);
    boolean isKnown = keys[place] == key && nowNanos - timesNanos[place] < LIFE_NANOS;
    return isKnown ? frames[place] : 0;
  }

  private static int place(long key) {
    return (int) (key >>> 40) & ANSWERS_MAX - 1;
  }
}
