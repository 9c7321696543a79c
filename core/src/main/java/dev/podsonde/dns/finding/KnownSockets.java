package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;

/**
 * When sockets of clients got replies, so that conntrack knows them. Bounded: each shares its place
 * with others, and the one in it stays while it is known.
 */
final class KnownSockets {
  static final int PLACES = 1 << 13;

  /** Conntrack forgets a UDP flow after this time (nf_conntrack_udp_timeout). */
  private static final long KNOWN_NANOS = 30_000_000_000L;

  private final long[] keys = new long[PLACES];
  private final long[] firstNanos = new long[PLACES];
  private final long[] lastNanos = new long[PLACES];

  private static int place(long key) {
    return (int) (key >>> 32) & PLACES - 1;
  }

  /** {@return whether a reply came to its socket in the half minute before it was sent} */
  boolean knows(Attempt attempt) {
    long key = attempt.flowHash();
    int place = place(key);
    long nanos = attempt.timestampNanos();
    return keys[place] == key
        && firstNanos[place] < nanos
        && lastNanos[place] >= nanos - KNOWN_NANOS;
  }

  /** Notes the reply to it. */
  void learn(Attempt attempt) {
    long key = attempt.flowHash();
    int place = place(key);
    long nanos = attempt.replyTimestampNanos();
    boolean isOther = keys[place] != key;
    boolean isPlaceKnown = firstNanos[place] < lastNanos[place];
    if (isOther && isPlaceKnown && nanos - lastNanos[place] < KNOWN_NANOS) {
      return;
    }
    if (isOther || nanos - lastNanos[place] > KNOWN_NANOS) {
      firstNanos[place] = nanos;
      lastNanos[place] = nanos;
    }
    keys[place] = key;
    lastNanos[place] = Math.max(lastNanos[place], nanos);
  }
}
