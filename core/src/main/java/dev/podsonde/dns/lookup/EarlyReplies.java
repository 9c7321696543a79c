package dev.podsonde.dns.lookup;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Replies that no query waits for yet. An interface with several queues is captured out of order
 * now and then: the reply shortly before its query.
 */
final class EarlyReplies {
  /** Bounds the replies set aside, of up to 64 KiB each; the oldest makes room for a new one. */
  static final int REPLIES_MAX = 64;

  /** Queues are emptied within this time. */
  static final long WAIT_NANOS = 5_000_000;

  private record EarlyReply(Sight sight, int clientPort, int id) {}

  private final ArrayDeque<EarlyReply> replies = new ArrayDeque<>();
  private long refused;

  /** {@return the reply that has to make room, which waits no longer; null when none has to} */
  @Nullable Sight add(Sight sight, int clientPort, int id) {
    Sight oldest = replies.size() == REPLIES_MAX ? poll() : null;
    refused += oldest == null ? 0 : 1;
    replies.addLast(new EarlyReply(sight, clientPort, id));
    return oldest;
  }

  /** {@return a reply to that port with that ID, which is taken out; null when there is none} */
  @Nullable Sight take(int clientPort, int id) {
    if (replies.isEmpty()) {
      return null;
    }
    for (Iterator<EarlyReply> each = replies.iterator(); each.hasNext(); ) {
      EarlyReply reply = each.next();
      if (reply.clientPort == clientPort && reply.id == id) {
        each.remove();
        return reply.sight;
      }
    }
    return null;
  }

  /** {@return the oldest reply if it has waited enough, which is taken out; null when not} */
  @Nullable Sight expired(long nowNanos) {
    EarlyReply oldest = replies.peekFirst();
    boolean isExpired =
        oldest != null && Math.abs(nowNanos - oldest.sight.timestampNanos) >= WAIT_NANOS;
    return isExpired ? poll() : null;
  }

  /** {@return the oldest reply, which is taken out; null when there is none} */
  @Nullable Sight poll() {
    EarlyReply oldest = replies.pollFirst();
    return oldest == null ? null : oldest.sight;
  }

  /** {@return how many replies could not wait, being too many} */
  long refused() {
    return refused;
  }
}
