package dev.podsonde.dns.lookup;

import dev.podsonde.packet.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Ties queries, replies and ICMP errors to attempts.
 *
 * <p>A reply must repeat the client's port, the ID and the question, which address translation
 * mostly leaves alone; the addresses then tell the right reply from one that came from elsewhere.
 */
final class AttemptMatcher {
  /** A second reply so soon after the first is a duplicate, not the answer to an older attempt. */
  static final long DUPLICATE_NANOS = 50_000_000;

  /** Bounds how many attempts of one key or one socket are looked through. */
  static final int CANDIDATES_MAX = 64;

  private final AttemptTable attempts;
  private final NameHash hash;
  private final EngineCounters counters;
  private final PortTranslations translations;

  AttemptMatcher(AttemptTable attempts, NameHash hash, EngineCounters counters) {
    this.attempts = attempts;
    this.hash = hash;
    this.counters = counters;
    translations = new PortTranslations(hash);
  }

  /** {@return what a message must have in common with an attempt} */
  long key(MessageFacts message, int clientPort, boolean isTcp) {
    long endpoint = (long) clientPort << 32 | (long) message.id() << 8 | (isTcp ? 1 : 0);
    return translations.original(hash.of(message.questionHash, endpoint));
  }

  /** Takes a new attempt in. */
  void put(Attempt attempt) {
    attempts.put(attempt);
    translations.remember(attempt);
  }

  long socketKey(long clientHigh, long clientLow, int clientPort, boolean isTcp) {
    return hash.of(clientLow ^ clientHigh, (long) clientPort << 8 | (isTcp ? 1 : 0));
  }

  /**
   * {@return an earlier attempt of the same transaction; null when there is none}
   *
   * @param key of the query at hand
   */
  @Nullable Attempt earlierOf(long key, Sight sight) {
    int candidates = 0;
    Attempt attempt = attempts.firstOfKey(key);
    for (; attempt != null && candidates++ < CANDIDATES_MAX; attempt = attempt.nextOfKey) {
      if (attempt.key == key && isSource(attempt, sight)) {
        return attempt;
      }
    }
    return null;
  }

  /** {@return the attempt of which the query at hand is another sight; null when it is none} */
  @Nullable Attempt queryCopyOf(long key, MessageFacts query, Sight sight) {
    int candidates = 0;
    Attempt attempt = attempts.firstOfKey(key);
    for (; attempt != null && candidates++ < CANDIDATES_MAX; attempt = attempt.nextOfKey) {
      if (attempt.key == key && sight.isQueryCopyOf(attempt)) {
        return attempt;
      }
    }
    return translations.queryCopyOf(key, query, sight);
  }

  /** {@return the attempt of whose reply the one at hand is another sight; null when of none} */
  @Nullable Attempt replyCopyOf(long key, Sight sight) {
    int candidates = 0;
    Attempt attempt = attempts.firstOfKey(key);
    for (; attempt != null && candidates++ < CANDIDATES_MAX; attempt = attempt.nextOfKey) {
      if (attempt.key == key && sight.isReplyCopyOf(attempt)) {
        return attempt;
      }
    }
    return null;
  }

  /** {@return the same for a reply that comes to a port that no query came from} */
  @Nullable Attempt translatedReplyOf(long key, MessageFacts reply, Sight sight) {
    return translations.replyCopyOf(key, reply, sight);
  }

  /**
   * {@return the attempt that a reply with this key answers, or repeats the answer of; null when
   * its addresses fit none}
   *
   * <p>The latest attempt that waits, for a client that repeats has mostly lost the query before.
   */
  @Nullable Attempt waitingOf(long key, Sight sight) {
    Attempt latest = null;
    Attempt waiting = null;
    Attempt answered = null;
    int candidates = 0;
    Attempt attempt = attempts.firstOfKey(key);
    for (; attempt != null && candidates++ < CANDIDATES_MAX; attempt = attempt.nextOfKey) {
      if (attempt.key != key || !isBetween(attempt, sight)) {
        continue;
      }
      latest = latest == null ? attempt : latest;
      if (attempt.hasReply) {
        boolean isLater =
            answered == null || attempt.replyTimestampNanos > answered.replyTimestampNanos;
        answered = isLater ? attempt : answered;
      } else if (waiting == null) {
        waiting = attempt;
      }
    }
    if (waiting == null) {
      return latest;
    }
    return answered != null && isDuplicate(sight, answered, waiting) ? latest : waiting;
  }

  /**
   * {@return whether a reply repeats the one before it, rather than to answer the query that waits;
   * the replies to two queries come about as far apart as these}
   */
  private static boolean isDuplicate(Sight reply, Attempt answered, Attempt waiting) {
    long sinceReply = reply.timestampNanos - answered.replyTimestampNanos;
    long betweenQueries = Math.abs(answered.timestampNanos - waiting.timestampNanos);
    return waiting.timestampNanos < answered.replyTimestampNanos
        && sinceReply < Math.min(DUPLICATE_NANOS, betweenQueries / 2);
  }

  /** {@return an attempt of the client with this key, whoever it asked; null when there is none} */
  @Nullable Attempt ofOtherServer(long key, Sight sight) {
    int candidates = 0;
    Attempt attempt = attempts.firstOfKey(key);
    for (; attempt != null && candidates++ < CANDIDATES_MAX; attempt = attempt.nextOfKey) {
      if (attempt.key == key
          && attempt.isClient(sight.locator.destinationHigh(), sight.locator.destinationLow())) {
        return attempt;
      }
    }
    return null;
  }

  /** {@return the latest attempt with this key; null when there is none} */
  @Nullable Attempt latestOf(long key) {
    Attempt attempt = attempts.firstOfKey(key);
    while (attempt != null && attempt.key != key) {
      attempt = attempt.nextOfKey;
    }
    return attempt;
  }

  /** {@return the latest attempt of that socket with that ID; null when there is none} */
  @Nullable Attempt ofSocketAndId(long socketKey, long high, long low, int port, int id) {
    int candidates = 0;
    Attempt attempt = attempts.firstOfSocket(socketKey);
    for (; attempt != null && candidates++ < CANDIDATES_MAX; attempt = attempt.nextOfSocket) {
      if (attempt.socketKey == socketKey
          && attempt.clientPort == port
          && attempt.isClient(high, low)
          && (attempt.query.id() == id || id < 0)) {
        return attempt;
      }
    }
    return null;
  }

  /** {@return an attempt of that socket with that question that waits; null when there is none} */
  @Nullable Attempt ofSocketAndQuestion(
      long socketKey, long high, long low, int port, MessageFacts message) {
    int candidates = 0;
    Attempt attempt = attempts.firstOfSocket(socketKey);
    for (; attempt != null && candidates++ < CANDIDATES_MAX; attempt = attempt.nextOfSocket) {
      if (attempt.socketKey == socketKey
          && attempt.clientPort == port
          && attempt.isClient(high, low)
          && message.hasQuestionOf(attempt.query)) {
        return attempt;
      }
    }
    return null;
  }

  /**
   * Gives the attempt the reply at hand.
   *
   * <p>When the reply to a later attempt was seen before, the server is slow rather than the
   * network lossy: then replies are shifted, so that the first answers the first.
   *
   * @return the attempt that has it now
   */
  Attempt answer(Attempt attempt, Sight sight, MessageFacts reply, boolean isComplete) {
    Attempt target = attempt;
    int candidates = 0;
    Attempt later = attempts.firstOfKey(attempt.key);
    for (; later != null && candidates++ < CANDIDATES_MAX; later = later.nextOfKey) {
      boolean wasAnsweredInstead =
          later.key == attempt.key
              && later.hasReply
              && later.timestampNanos > attempt.timestampNanos
              && later.isClient(attempt.clientHigh, attempt.clientLow)
              && later.hasServerOf(attempt);
      if (wasAnsweredInstead) {
        moveReply(later, attempt);
        target = later;
        break;
      }
    }
    setReply(target, sight, reply, isComplete);
    return target;
  }

  /** Gives the reply of one attempt to another one of the same socket, ID and question. */
  static void moveReply(Attempt from, Attempt to) {
    MessageFacts reply = to.reply;
    to.reply = from.reply;
    from.reply = reply;
    to.hasReply = true;
    to.isReplyComplete = from.isReplyComplete;
    to.isReplyQuestionMissing = from.isReplyQuestionMissing;
    to.isReplyFragmented = from.isReplyFragmented;
    to.isReplyRefused = from.isReplyRefused;
    to.isReplyLost = from.isReplyLost;
    to.isReplyWhereAsked = from.isReplyWhereAsked;
    from.isReplyFragmented = false;
    from.isReplyRefused = false;
    from.isReplyLost = false;
    to.replyFrame = from.replyFrame;
    to.replyTimestampNanos = from.replyTimestampNanos;
    to.replyInterface = from.replyInterface;
    to.replyPoint = from.replyPoint;
    to.replySourceHigh = from.replySourceHigh;
    to.replySourceLow = from.replySourceLow;
    to.replyDestinationHigh = from.replyDestinationHigh;
    to.replyDestinationLow = from.replyDestinationLow;
    to.replyIdentification = from.replyIdentification;
    to.replyChecksum = from.replyChecksum;
    to.outcome = from.outcome;
    to.takeReplyCopiesOf(from);
    from.hasReply = false;
    from.isReplyComplete = false;
    from.outcome = Outcome.PENDING;
  }

  private void setReply(Attempt attempt, Sight sight, MessageFacts reply, boolean isComplete) {
    attempt.reply = reply;
    attempt.hasReply = true;
    attempt.isReplyComplete = isComplete;
    attempt.isReplyQuestionMissing = reply.questionCount() == 0;
    attempt.isReplyWhereAsked = sight.isWhereAsked(attempt);
    attempt.replyFrame = sight.frame;
    attempt.replyTimestampNanos = sight.timestampNanos;
    attempt.replyInterface = sight.captureInterface;
    attempt.replyPoint = sight.point;
    attempt.replySourceHigh = sight.locator.sourceHigh();
    attempt.replySourceLow = sight.locator.sourceLow();
    attempt.replyDestinationHigh = sight.locator.destinationHigh();
    attempt.replyDestinationLow = sight.locator.destinationLow();
    attempt.replyIdentification = sight.locator.identification();
    if (isComplete) {
      attempt.outcome = Outcome.ANSWERED;
    }
    counters.replies++;
  }

  void addAnomaly(Attempt attempt, Anomaly.Kind kind, Sight sight, int value) {
    attempt.addAnomaly(new Anomaly(kind, sight.frame, sight.timestampNanos, sight.source(), value));
  }

  private static boolean isSource(Attempt attempt, Sight sight) {
    return attempt.isClient(sight.locator.sourceHigh(), sight.locator.sourceLow());
  }

  /** {@return whether the packet runs from the server to the client, at any point of the way} */
  private static boolean isBetween(Attempt attempt, Sight sight) {
    var locator = sight.locator;
    if (attempt.isClient(locator.destinationHigh(), locator.destinationLow())
        && attempt.isServer(locator.sourceHigh(), locator.sourceLow())) {
      return true;
    }
    for (Observation copy : attempt.queryCopies()) {
      if (is(copy.source(), locator.destinationHigh(), locator.destinationLow())
          && is(copy.destination(), locator.sourceHigh(), locator.sourceLow())) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(IpAddress address, long high, long low) {
    return address.low() == low && address.high() == high;
  }
}
