package dev.podsonde.dns.lookup;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one client did to resolve one name and type once: its attempts in order, over however
 * many sockets, servers and transports.
 *
 * <p>Reused like {@link Attempt}.
 */
public final class Lookup {
  /** Bounds the attempts of one lookup; one more begins another call. */
  static final int ATTEMPTS_MAX = 64;

  /** A reply that takes longer is slow: ten times what a busy resolver far away needs. */
  public static final long SLOW_NANOS = 500_000_000;

  private static final int RCODE_NXDOMAIN = 3;

  private final List<Attempt> attempts = new ArrayList<>(1);
  @Nullable QueryName name;
  @Nullable Call call;
  int type;
  int queryClass;
  boolean isSettled;

  Lookup() {}

  void reset() {
    attempts.clear();
    name = null;
    call = null;
  }

  void add(Attempt attempt) {
    attempts.add(attempt);
    attempt.lookup = this;
  }

  /** {@return QNAME} */
  public QueryName name() {
    if (name == null) {
      throw new IllegalStateException("lookup was given back");
    }
    return name;
  }

  /** {@return QTYPE} */
  public int type() {
    return type;
  }

  /** {@return QCLASS} */
  public int queryClass() {
    return queryClass;
  }

  /** {@return the call it belongs to} */
  public Call call() {
    if (call == null) {
      throw new IllegalStateException("lookup was given back");
    }
    return call;
  }

  /** {@return its attempts, at least one, in order of capture} */
  public List<Attempt> attempts() {
    return attempts;
  }

  /** {@return the first attempt} */
  public Attempt first() {
    return attempts.getFirst();
  }

  /** {@return the last attempt} */
  public Attempt last() {
    return attempts.getLast();
  }

  /**
   * {@return its attempts by client socket, server and ID: what RFC 9499 calls a transaction, with
   * its retransmissions}
   */
  public List<Transaction> transactions() {
    var transactions = new ArrayList<Transaction>();
    for (Attempt attempt : attempts) {
      Transaction same = null;
      for (Transaction transaction : transactions) {
        if (transaction.isOf(attempt)) {
          same = transaction;
        }
      }
      if (same == null) {
        same = new Transaction(new ArrayList<>());
        transactions.add(same);
      }
      same.attempts().add(attempt);
    }
    return transactions;
  }

  /** {@return the first attempt that was answered for good; null when none was} */
  public @Nullable Attempt answered() {
    for (Attempt attempt : attempts) {
      if (attempt.isFinal()) {
        return attempt;
      }
    }
    return null;
  }

  /** {@return whether an attempt was answered for good: NOERROR or NXDOMAIN, not truncated} */
  public boolean isFinal() {
    return attempts.size() == 1 ? attempts.getFirst().isFinal() : answered() != null;
  }

  /** {@return whether the name does not exist, or has no data of this type} */
  public boolean isNegative() {
    Attempt answered = answered();
    return answered != null
        && (answered.reply.rcode() == RCODE_NXDOMAIN || answered.reply.answersOfType() == 0);
  }

  /** {@return whether it ended with NOERROR and an answer of this type} */
  public boolean isPositive() {
    Attempt answered = answered();
    return answered != null && answered.reply.rcode() == 0 && answered.reply.answersOfType() > 0;
  }

  /**
   * {@return whether every attempt has ended, and one for good}
   *
   * <p>Fragments may all be seen and yet not reach the client, who then asks again.
   */
  boolean hasSettled() {
    boolean isFinal = false;
    for (int i = 0; i < attempts.size(); i++) {
      Attempt attempt = attempts.get(i);
      if (attempt.outcome == Outcome.PENDING) {
        return false;
      }
      isFinal |= attempt.isFinal();
    }
    return isFinal && !last().isReplyFragmented();
  }

  /** Takes a reply for whole of which the capture can only have the first fragment. */
  void believeFragment() {
    if (attempts.size() == 1 && first().hasReply && !first().isReplyComplete) {
      first().isReplyComplete = true;
      first().outcome = Outcome.ANSWERED;
    }
  }

  /** {@return whether the client asked again after a good reply in fragments} */
  private boolean isRepeatedAfterFragments() {
    for (Attempt attempt : attempts) {
      if (attempt.isReplyFragmented()
          && attempt.isFinal()
          && last().timestampNanos() > attempt.replyTimestampNanos()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes back the replies in fragments when the client asked again after one: it got none of them.
   * A lookup of the same call that was not answered may be why it asked again, too.
   */
  void loseFragments() {
    if (attempts.size() == 1 || !isRepeatedAfterFragments()) {
      return;
    }
    for (Lookup other : call().lookups()) {
      if (!other.first().hasReply) {
        return;
      }
    }
    for (Attempt attempt : attempts) {
      if (attempt.isReplyFragmented()) {
        attempt.loseReply();
      }
    }
  }

  /** {@return when its first query was captured} */
  public long startNanos() {
    return first().timestampNanos();
  }

  /** {@return when the last packet about it was captured: a query, a reply or an ICMP error} */
  public long endNanos() {
    long end = Long.MIN_VALUE;
    for (Attempt attempt : attempts) {
      end = Math.max(end, Math.max(attempt.timestampNanos(), attempt.endNanos()));
    }
    return end;
  }

  /**
   * {@return the time waited for nothing: from the first attempt to the one that was answered, with
   * its reply when that was slow; to the last packet when none was answered for good}
   */
  public long lostNanos() {
    Attempt answered = answered();
    if (answered == null) {
      return Math.max(0, endNanos() - startNanos());
    }
    long slow = answered.latencyNanos() >= SLOW_NANOS ? answered.latencyNanos() : 0;
    return Math.max(0, answered.timestampNanos() - startNanos()) + slow;
  }
}
