package dev.podsonde.dns.lookup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells a slow reply to the first query from a quick one to its repetition, which look the same
 * where both share socket and ID and only one reply was seen.
 *
 * <p>When the repetition is answered sooner than {@link #LATE_MIN_NANOS}, and sooner than the
 * client had waited before it, the query before it was lost. Later than that, it is the query
 * before that was answered, unless queries that were sent once mostly wait as long as the
 * repetition did, rather than as long as the query before it.
 */
final class ReplyDelays {
  /** Longer than a resolver mostly needs; shorter than what makes a client repeat a query. */
  static final long LATE_MIN_NANOS = 300_000_000;

  /** Replies to queries that were sent once, by the binary magnitude of their delay. */
  private final long[] replies = new long[Long.SIZE + 1];

  /**
   * Gives the first of the attempts that waited the reply of a later one, if that came too late.
   */
  void settle(Lookup lookup) {
    List<Attempt> attempts = lookup.attempts();
    if (attempts.size() == 1) {
      count(attempts.getFirst());
      return;
    }
    for (int i = 1; i < attempts.size(); i++) {
      Attempt later = attempts.get(i);
      if (later.hasReply && !later.isTcp()) {
        Attempt before = firstWaiting(attempts, later);
        if (before != null && isSlow(later, before) && isLate(later, before)) {
          AttemptMatcher.moveReply(later, before);
        }
      }
    }
  }

  private void count(Attempt attempt) {
    if (attempt.hasReply) {
      replies[magnitude(attempt.latencyNanos())]++;
    }
  }

  private static int magnitude(long nanos) {
    return Long.SIZE - Long.numberOfLeadingZeros(nanos);
  }

  private static boolean isSlow(Attempt later, Attempt before) {
    long waitedNanos = later.timestampNanos - before.timestampNanos;
    return later.latencyNanos() >= Math.min(LATE_MIN_NANOS, waitedNanos);
  }

  private boolean isLate(Attempt later, Attempt before) {
    long sinceBefore = later.replyTimestampNanos - before.timestampNanos;
    return replies[magnitude(later.latencyNanos())] <= replies[magnitude(sinceBefore)];
  }

  /** {@return the first attempt that this may be the reply to; null when each has its own} */
  private static @Nullable Attempt firstWaiting(List<Attempt> attempts, Attempt later) {
    for (Attempt attempt : attempts) {
      if (attempt == later) {
        return null;
      }
      if (!attempt.hasReply
          && attempt.outcome == Outcome.PENDING
          && attempt.key == later.key
          && attempt.isClient(later.clientHigh, later.clientLow)
          && attempt.hasServerOf(later)) {
        return attempt;
      }
    }
    return null;
  }
}
