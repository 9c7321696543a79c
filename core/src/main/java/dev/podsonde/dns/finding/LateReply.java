package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.Set;
import java.util.function.Consumer;

/** L04: the reply comes when the client has given the attempt up. */
final class LateReply extends Rule {
  private static final long LATE_MIN_NANOS = 300 * MILLISECOND;

  private long latestNanos;

  LateReply(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.REFUSED_BY_CLIENT, Symptom.SLOW);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    boolean isLate = false;
    for (Lookup lookup : call.lookups()) {
      for (Attempt attempt : lookup.attempts()) {
        if (isLate(attempt, lookup)) {
          isLate = true;
          latestNanos = Math.max(latestNanos, attempt.latencyNanos());
        }
      }
    }
    if (isLate) {
      tally.add(call);
    }
    return isLate;
  }

  private static boolean isLate(Attempt attempt, Lookup lookup) {
    MessageFacts reply = attempt.reply();
    if (reply == null || reply.isTruncatedResponse() || attempt.latencyNanos() < LATE_MIN_NANOS) {
      return false;
    }
    if (isAnsweredBefore(attempt, lookup)) {
      return false;
    }
    if (attempt.isReplyRefused()) {
      return true;
    }
    for (Attempt next : lookup.attempts()) {
      boolean isOnOtherSocket =
          next.clientPort() != attempt.clientPort()
              && next.timestampNanos() > attempt.timestampNanos()
              && next.timestampNanos() < attempt.replyTimestampNanos();
      if (isOnOtherSocket && next.hasServerOf(attempt)) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether the client had its answer, and refused this one for being the second} */
  private static boolean isAnsweredBefore(Attempt attempt, Lookup lookup) {
    for (Attempt other : lookup.attempts()) {
      if (other != attempt
          && other.reply() != null
          && !other.isReplyRefused()
          && other.clientPort() == attempt.clientPort()
          && other.replyTimestampNanos() < attempt.replyTimestampNanos()) {
        return true;
      }
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.isEmpty()) {
      return;
    }
    drafts.accept(
        new Draft("L04", "Late reply, socket gone", tally)
            .confidence(Confidence.HIGH)
            .what(
                "replies took up to %.1f s and came after the client had stopped waiting for them"
                    .formatted(seconds(latestNanos)))
            .unseen("what the server waited for; capture in the DNS pod, towards its upstream")
            .ruledOut("nothing was lost: the replies are here")
            .fix(
                "Make the server faster (upstream, cache, CPU limit), or let the client wait:"
                    + " dnsConfig.options timeout in the pod, which is in seconds")
            .source("https://man7.org/linux/man-pages/man5/resolv.conf.5.html"));
  }
}
