package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import dev.podsonde.dns.lookup.Observation;
import dev.podsonde.packet.CaptureInterface;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** L03: the reply passed here and the client asked the same again: it never got there. */
final class ReplyLostBehind extends Rule {
  private static final long TIMEOUT_MIN_NANOS = 300 * MILLISECOND;

  private boolean hasNotBack;
  private String lastSeenAt = "";

  ReplyLostBehind(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.RETRIED, Symptom.NOT_BACK, Symptom.ANSWERED_BEFORE);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (isExplained || !(isAskedAgain(call) || isNotBack(call))) {
      return false;
    }
    tally.add(call);
    return true;
  }

  private boolean isNotBack(Call call) {
    for (Attempt attempt : attempts(call)) {
      if (attempt.reply() != null && !attempt.isReplyBack()) {
        hasNotBack = true;
        lastSeenAt = lastSightOfReply(attempt);
        return true;
      }
    }
    return false;
  }

  private static String lastSightOfReply(Attempt attempt) {
    List<Observation> copies = attempt.replyCopies();
    CaptureInterface last =
        copies.isEmpty() ? attempt.replyInterface() : copies.getLast().captureInterface();
    return last.name();
  }

  /** A resolver that lacks one reply of two repeats both; here every query was answered. */
  private static boolean isAskedAgain(Call call) {
    if (call.isEarly() && isOneOfPairNotRepeated(call)) {
      return false;
    }
    boolean isAskedAgain = false;
    for (Lookup lookup : call.lookups()) {
      Attempt before = null;
      for (Attempt attempt : lookup.attempts()) {
        if (!attempt.isFinal()
            || attempt.isReplyFragmented()
            || attempt.isTcp()
            || isOther(attempt)) {
          return false;
        }
        isAskedAgain |= attempt.answeredBeforeFrame() > 0;
        isAskedAgain |=
            before != null
                && before.clientPort() == attempt.clientPort()
                && before.query().id() == attempt.query().id()
                && attempt.timestampNanos() - before.replyTimestampNanos() > TIMEOUT_MIN_NANOS;
        before = attempt;
      }
    }
    return isAskedAgain;
  }

  /** {@return whether a client that compares the names takes its reply for another's} */
  private static boolean isOther(Attempt attempt) {
    MessageFacts reply = attempt.reply();
    return reply != null && reply.differsInCaseFrom(attempt.query());
  }

  /** Then the first query of that one may precede the capture, and its reply be what is missing. */
  private static boolean isOneOfPairNotRepeated(Call call) {
    boolean isAnyRepeated = false;
    boolean isEachRepeated = true;
    for (Lookup lookup : call.lookups()) {
      boolean isRepeated = lookup.attempts().size() > 1 || lookup.first().answeredBeforeFrame() > 0;
      isAnyRepeated |= isRepeated;
      isEachRepeated &= isRepeated;
    }
    return isAnyRepeated && !isEachRepeated;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.isEmpty()) {
      return;
    }
    drafts.accept(
        new Draft("L03", "Reply lost after the server", tally)
            .confidence(hasNotBack || tally.calls() > 1 ? Confidence.HIGH : Confidence.MEDIUM)
            .what(
                hasNotBack
                    ? "the reply was seen leaving the server%s and not where the query came from"
                        .formatted(lastSeenAt.isEmpty() ? "" : ", last at " + lastSeenAt + ",")
                    : "the reply passed here, and the client asked the same again as if it had not"
                        + " come")
            .unseen(
                "where behind this point the reply was dropped; capture in the client's pod too")
            .ruledOut("the server answers: its replies are here")
            .fix(
                "Look at the way back: policies and firewalls must accept established and related"
                    + " traffic, reverse-path filtering (net.ipv4.conf.*.rp_filter) must know the"
                    + " route, and rules for packets not tracked (NodeLocal DNSCache with Calico)"
                    + " must accept replies")
            .source("https://github.com/kubernetes/kubernetes/issues/98758"));
  }
}
