package dev.podsonde.dns.lookup;

import dev.podsonde.packet.CaptureInterface;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows queries and replies again whose client port was translated on the way, as masquerading
 * does: by ID, question and IP identification, soon after at another interface.
 */
final class PortTranslations {
  /** Bounds the keys that are known to be another's; the oldest is forgotten. */
  static final int KEYS_MAX = 1 << 14;

  private static final int RECENT = 1 << 12;

  /** Without an IP identification, closeness has to tell a copy from another client's query. */
  private static final long WITHOUT_IDENTIFICATION_NANOS = 1_000_000;

  private static final int TIME_TO_LIVE = 0xff;

  private final NameHash hash;
  private final @Nullable Attempt[] recent = new Attempt[RECENT];
  private final Map<Long, Long> originals =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
          return size() > KEYS_MAX;
        }
      };

  PortTranslations(NameHash hash) {
    this.hash = hash;
  }

  /** {@return the key that an attempt has with its own port; the same when nothing is known} */
  long original(long key) {
    if (originals.isEmpty()) {
      return key;
    }
    Long original = originals.get(key);
    return original == null ? key : original;
  }

  /** Remembers an attempt until another one with the same ID and question comes, or its like. */
  void remember(Attempt attempt) {
    recent[slot(attempt.query)] = attempt;
  }

  private int slot(MessageFacts message) {
    return (int) (hash.of(message.questionHash, message.id()) >>> 32) & RECENT - 1;
  }

  /**
   * {@return the attempt of which the query at hand is another sight; null when it is none}
   *
   * @param key of the query at hand
   */
  @Nullable Attempt queryCopyOf(long key, MessageFacts query, Sight sight) {
    Attempt attempt = recentOf(query);
    if (attempt == null || attempt.hasReply || attempt.isTcp) {
      return null;
    }
    boolean isOnItsWay =
        sight.isQueryCopyOf(attempt)
            && isElsewhere(sight, attempt.captureInterface, attempt.cookedInterfaceIndex)
            && isCloseEnough(sight, attempt.timestampNanos)
            && (sight.point & TIME_TO_LIVE) <= (attempt.point & TIME_TO_LIVE);
    if (!isOnItsWay || isForwarded(attempt, sight)) {
      return null;
    }
    originals.put(key, attempt.key);
    return attempt;
  }

  /** {@return the attempt of whose reply the one at hand is another sight; null when of none} */
  @Nullable Attempt replyCopyOf(long key, MessageFacts reply, Sight sight) {
    Attempt attempt = recentOf(reply);
    if (attempt == null || !attempt.hasReply || attempt.isTcp) {
      return null;
    }
    boolean isOnItsWay =
        sight.isReplyCopyOf(attempt)
            && isElsewhere(sight, attempt.replyInterface, -1)
            && isCloseEnough(sight, attempt.replyTimestampNanos);
    if (!isOnItsWay) {
      return null;
    }
    originals.put(key, attempt.key);
    return attempt;
  }

  private @Nullable Attempt recentOf(MessageFacts message) {
    Attempt attempt = recent[slot(message)];
    boolean isOf =
        attempt != null
            && attempt.isOpen()
            && attempt.query.id() == message.id()
            && message.hasQuestionOf(attempt.query);
    return isOf ? attempt : null;
  }

  @SuppressWarnings("ReferenceEquality") // interfaces are told apart by identity
  private static boolean isElsewhere(
      Sight sight, @Nullable CaptureInterface seenAt, int cookedInterfaceIndex) {
    return sight.captureInterface != seenAt
        || (cookedInterfaceIndex >= 0
            && sight.locator.cookedInterfaceIndex() != cookedInterfaceIndex);
  }

  private static boolean isCloseEnough(Sight sight, long seenNanos) {
    return sight.locator.identification() != 0
        || Math.abs(sight.timestampNanos - seenNanos) <= WITHOUT_IDENTIFICATION_NANOS;
  }

  /** {@return whether it comes from the client itself, or from a server that asks on its behalf} */
  private static boolean isForwarded(Attempt attempt, Sight sight) {
    long high = sight.locator.sourceHigh();
    long low = sight.locator.sourceLow();
    if (attempt.isClient(high, low) || attempt.isServer(high, low)) {
      return true;
    }
    for (Observation copy : attempt.queryCopies()) {
      if (copy.destination().high() == high && copy.destination().low() == low) {
        return true;
      }
    }
    return false;
  }
}
