package dev.podsonde.dns.lookup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long replies take, and what follows for queries that were repeated.
 *
 * <p>A slow reply to the first query and a quick one to its repetition look the same where both
 * share socket and ID and only one reply was seen. When the repetition is answered sooner than
 * {@link #LATE_MIN_NANOS}, and sooner than the client had waited before it, the query before it was
 * lost, unless no reply ever comes that soon. Later than that, it is the query before that was
 * answered, unless replies mostly take as long as the repetition's did, rather than as long as the
 * query before it had waited.
 */
final class ReplyDelays {
  /** Longer than a resolver mostly needs; shorter than what makes a client repeat a query. */
  static final long LATE_MIN_NANOS = 300_000_000;

  /** So many replies tell what is usual. */
  private static final int REPLIES_MIN = 3;

  /** A query that waits so much longer than others did, in binary magnitudes, is lost. */
  private static final int OVERDUE_MAGNITUDES = 3;

  /** One reply in so many may take longer. */
  private static final int EXCEPTIONS_SHARE = 100;

  /**
   * Replies of which it is certain which query they answer, by the binary magnitude of their delay.
   */
  private final long[] replies = new long[Long.SIZE + 1];

  /** Takes a reply that has just come. */
  void note(Attempt answered) {
    if (isItsOwn(answered)) {
      count(answered);
    }
  }

  /**
   * Gives the first of the attempts that waited the reply of a later one, if that came too late.
   * When all got one, it is certain in the end whose each is.
   */
  void settle(Lookup lookup) {
    List<Attempt> attempts = lookup.attempts();
    if (attempts.size() == 1) {
      return;
    }
    boolean isEachAnswered = attempts.getFirst().hasReply;
    for (int i = 1; i < attempts.size(); i++) {
      Attempt later = attempts.get(i);
      isEachAnswered &= later.hasReply;
      if (later.hasReply && !later.isTcp()) {
        Attempt before = firstWaiting(attempts, later);
        if (before != null && isSlow(later, before) && isLate(later, before)) {
          AttemptMatcher.moveReply(later, before);
        }
      }
    }
    if (isEachAnswered) {
      attempts.stream().filter(attempt -> !isItsOwn(attempt)).forEach(this::count);
    }
  }

  /** {@return whether replies take so much less that one after this time will hardly come} */
  boolean isOverdue(long nanos) {
    int shorter = Math.max(0, magnitude(nanos) - OVERDUE_MAGNITUDES);
    long inTime = count(0, shorter);
    return inTime > 0 && EXCEPTIONS_SHARE * count(shorter + 1, Long.SIZE) <= inTime;
  }

  /** {@return whether most replies take longer} */
  boolean isSoon(long nanos) {
    long all = count(0, Long.SIZE);
    return all >= REPLIES_MIN && 2 * count(magnitude(nanos) + 1, Long.SIZE) > all;
  }

  /** {@return whether no other query of its lookup can have caused its reply} */
  private static boolean isItsOwn(Attempt answered) {
    for (Attempt attempt : answered.lookup().attempts()) {
      if (attempt != answered && attempt.key == answered.key) {
        return false;
      }
    }
    return true;
  }

  private void count(Attempt attempt) {
    replies[magnitude(attempt.latencyNanos())]++;
  }

  private long count(int first, int last) {
    long sum = 0;
    for (int i = first; i <= last; i++) {
      sum += replies[i];
    }
    return sum;
  }

  private static int magnitude(long nanos) {
    return Long.SIZE - Long.numberOfLeadingZeros(nanos);
  }

  private boolean isSlow(Attempt later, Attempt before) {
    long waitedNanos = later.timestampNanos - before.timestampNanos;
    return later.latencyNanos() >= Math.min(LATE_MIN_NANOS, waitedNanos)
        || (count(0, magnitude(later.latencyNanos())) == 0 && usual(later, before) >= REPLIES_MIN);
  }

  private boolean isLate(Attempt later, Attempt before) {
    return replies[magnitude(later.latencyNanos())] <= usual(later, before);
  }

  /** {@return how many replies took as long as this one would, were it the earlier query's} */
  private long usual(Attempt later, Attempt before) {
    return replies[magnitude(later.replyTimestampNanos - before.timestampNanos)];
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
