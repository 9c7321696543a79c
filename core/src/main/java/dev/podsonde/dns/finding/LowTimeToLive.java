package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.Set;
import java.util.function.Consumer;

/** R15: answers that may not be cached, or hardly. */
final class LowTimeToLive extends Rule {
  private static final int CALLS_MIN = 10;

  /** Of few calls with a TTL of 0; home routers say so of the names around them. */
  private static final double SHARE_MIN = 0.25;

  private boolean isZero;

  LowTimeToLive(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.LOW_TTL);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      MessageFacts reply = attempt.reply();
      if (reply != null && reply.answersOfType() > 0 && reply.ttlSecondsMin() <= 1) {
        isZero |= reply.ttlSecondsMin() == 0;
        tally.add(call, 0);
        return false;
      }
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    boolean isOften = tally.calls() >= CALLS_MIN;
    boolean isShare = isZero && tally.calls() >= SHARE_MIN * census.calls();
    if (tally.isEmpty() || !(isShare || isOften)) {
      return;
    }
    drafts.accept(
        new Draft("R15", "Answers that may not be cached", tally)
            .weight(isOften ? Weight.WASTE : Weight.NOTICE)
            .confidence(isOften ? Confidence.HIGH : Confidence.LOW)
            .what("answers have a TTL of %d s".formatted(isZero ? 0 : 1))
            .unseen("whether the zone says so, or a cache that serves stale answers")
            .fix("Raise the TTL in the zone; for names of the cluster, ttl 30 in kubernetes")
            .source("https://coredns.io/plugins/kubernetes/"));
  }
}
