package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import java.util.Set;
import java.util.function.Consumer;

/** L14: answers are right and slow. */
final class SlowReply extends Rule {
  private static final int FEW_CALLS = 100;
  private static final double SHARE_MIN = 0.01;

  /** A single slow call among some others is a cache that was cold. */
  private static final double SHARE_OF_ONE_MIN = 0.1;

  private long slowestNanos;

  SlowReply(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.SLOW);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (isExplained) {
      return false;
    }
    long slowest = -1;
    for (Attempt attempt : attempts(call)) {
      if (attempt.isFinal()) {
        slowest = Math.max(slowest, attempt.latencyNanos());
      }
    }
    if (slowest < Lookup.SLOW_NANOS) {
      return false;
    }
    slowestNanos = Math.max(slowestNanos, slowest);
    tally.add(call);
    return true;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    double share = (double) tally.calls() / Math.max(1, census.calls());
    boolean isRare =
        (census.calls() > FEW_CALLS && share < SHARE_MIN)
            || (tally.calls() == 1 && share < SHARE_OF_ONE_MIN);
    if (tally.isEmpty() || isRare) {
      return;
    }
    drafts.accept(
        new Draft("L14", "Slow answers", tally)
            .confidence(Confidence.HIGH)
            .what(
                "answers took longer than %.1f s, up to %.3f s"
                    .formatted(seconds(Lookup.SLOW_NANOS), seconds(slowestNanos)))
            .unseen("whether the server or the way to it is slow; capture in the DNS pod to see")
            .ruledOut("nothing was lost: each of these was answered at the first query")
            .fix(
                "Compare with the latency inside the DNS pod: large there too means its upstream,"
                    + " its cache or its CPU limit; small there means the network between")
            .source(
                "https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/"));
  }
}
