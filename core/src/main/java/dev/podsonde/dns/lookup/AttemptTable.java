package dev.podsonde.dns.lookup;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of open calls, found by what a reply must repeat (client port, ID, question) and by
 * the client's socket. Attempts are taken from here and given back, so that none is made for the
 * ordinary packet.
 */
final class AttemptTable {
  /** With its call, its lookup and its name an attempt takes about 1 KiB. */
  static final int ATTEMPTS_MAX = 1 << 15;

  private static final int BUCKETS_INITIAL = 1 << 12;
  private static final int FREE_MAX = 1 << 14;

  private final EvidenceBudget evidence = new EvidenceBudget();
  private final ArrayDeque<Attempt> free = new ArrayDeque<>();
  private @Nullable Attempt[] byKey = new Attempt[BUCKETS_INITIAL];
  private @Nullable Attempt[] bySocket = new Attempt[BUCKETS_INITIAL];
  private int size;

  boolean isFull() {
    return size == ATTEMPTS_MAX;
  }

  int size() {
    return size;
  }

  Attempt take() {
    Attempt attempt = free.pollLast();
    return attempt == null ? new Attempt(evidence) : attempt;
  }

  void put(Attempt attempt) {
    if (size == byKey.length) {
      grow();
    }
    link(attempt);
    size++;
  }

  private void link(Attempt attempt) {
    int bucket = bucket(attempt.key);
    Attempt next = byKey[bucket];
    attempt.previousOfKey = null;
    attempt.nextOfKey = next;
    if (next != null) {
      next.previousOfKey = attempt;
    }
    byKey[bucket] = attempt;
    bucket = bucket(attempt.socketKey);
    next = bySocket[bucket];
    attempt.previousOfSocket = null;
    attempt.nextOfSocket = next;
    if (next != null) {
      next.previousOfSocket = attempt;
    }
    bySocket[bucket] = attempt;
  }

  private int bucket(long key) {
    return (int) (key >>> 32) & byKey.length - 1;
  }

  /** {@return the latest attempt whose key may be {@code key}; the others follow it} */
  @Nullable Attempt firstOfKey(long key) {
    return byKey[bucket(key)];
  }

  /** {@return the latest attempt whose socket key may be {@code key}; the others follow it} */
  @Nullable Attempt firstOfSocket(long key) {
    return bySocket[bucket(key)];
  }

  /** {@return copies and anomalies that were not kept, all attempts having too many} */
  long refusedEvidence() {
    return evidence.refused();
  }

  /** Takes the attempt out; it may still be read until {@link #recycle}. */
  void remove(Attempt attempt) {
    size--;
    attempt.endEvidence();
    removeFromKey(attempt);
    removeFromSocket(attempt);
  }

  private void removeFromKey(Attempt attempt) {
    Attempt previous = attempt.previousOfKey;
    Attempt next = attempt.nextOfKey;
    if (previous == null) {
      byKey[bucket(attempt.key)] = next;
    } else {
      previous.nextOfKey = next;
    }
    if (next != null) {
      next.previousOfKey = previous;
    }
    attempt.previousOfKey = null;
    attempt.nextOfKey = null;
  }

  private void removeFromSocket(Attempt attempt) {
    Attempt previous = attempt.previousOfSocket;
    Attempt next = attempt.nextOfSocket;
    if (previous == null) {
      bySocket[bucket(attempt.socketKey)] = next;
    } else {
      previous.nextOfSocket = next;
    }
    if (next != null) {
      next.previousOfSocket = previous;
    }
    attempt.previousOfSocket = null;
    attempt.nextOfSocket = null;
  }

  void recycle(Attempt attempt) {
    attempt.reset();
    if (free.size() < FREE_MAX) {
      free.addLast(attempt);
    }
  }

  private void grow() {
    @Nullable Attempt[] before = byKey;
    byKey = new Attempt[before.length * 4];
    bySocket = new Attempt[before.length * 4];
    for (Attempt bucket : before) {
      relink(bucket);
    }
  }

  /** Puts a chain back, the oldest first, so that the latest stays in front. */
  private void relink(@Nullable Attempt chain) {
    var attempts = new ArrayDeque<Attempt>();
    for (Attempt attempt = chain; attempt != null; attempt = attempt.nextOfKey) {
      attempts.addFirst(attempt);
    }
    attempts.forEach(this::link);
  }
}
