package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Outcome;
import java.util.Set;
import java.util.function.Consumer;

/** L10: a resolver drops what exceeds its rate. */
final class RateLimited extends Rule {
  private static final int RATE_MIN = 1_000;
  private static final int EXPECTED_MIN = 10;

  /** A call without reply ends so many seconds after it began at most. */
  private static final int SECONDS_KEPT = 64;

  private final long[] seconds = new long[SECONDS_KEPT];
  private final long[] queries = new long[SECONDS_KEPT];
  private final long[] silent = new long[SECONDS_KEPT];
  private long lossySeconds;
  private long queriesAtHighRate;
  private long lossAtHighRate;
  private long queriesAtLowRate;
  private long lossAtLowRate;

  RateLimited(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    long second = call.startNanos() / SECOND;
    int slot = Math.floorMod(second, SECONDS_KEPT);
    if (second < seconds[slot]) {
      return false;
    }
    if (second > seconds[slot]) {
      endSecond(slot);
      seconds[slot] = second;
    }
    queries[slot] += call.queries();
    for (Lookup lookup : call.lookups()) {
      if (lookup.first().outcome() == Outcome.UNANSWERED) {
        silent[slot]++;
        if (queries[slot] > RATE_MIN) {
          tally.add(call);
        }
      }
    }
    return false;
  }

  private void endSecond(int slot) {
    if (queries[slot] > RATE_MIN) {
      queriesAtHighRate += queries[slot];
      lossAtHighRate += silent[slot];
      lossySeconds += silent[slot] > 0 ? 1 : 0;
    } else {
      queriesAtLowRate += queries[slot];
      lossAtLowRate += silent[slot];
    }
    queries[slot] = 0;
    silent[slot] = 0;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    for (int slot = 0; slot < SECONDS_KEPT; slot++) {
      endSecond(slot);
    }
    if (tally.isEmpty() || lossySeconds < 2 || !isAtHighRateOnly()) {
      return;
    }
    drafts.accept(
        new Draft("L10", "Resolver drops at high rate", tally)
            .what(
                "replies are missing only in seconds with more than %d queries: %d seconds, %d"
                        .formatted(RATE_MIN, lossySeconds, lossAtHighRate)
                    + " lookups")
            .ruledOut("no constant loss: slower seconds lose next to nothing")
            .fix(
                "Resolvers of clouds limit the rate per interface (AWS: 1024 packets/s): spread the"
                    + " DNS pods over nodes, NodeLocal DNSCache, a longer cache, fewer search"
                    + " domains")
            .source("https://repost.aws/knowledge-center/vpc-find-cause-of-failed-dns-queries"));
  }

  /** Only where slow seconds would show the same loss if there were any, its absence means much. */
  private boolean isAtHighRateOnly() {
    double expected = (double) lossAtHighRate / queriesAtHighRate * queriesAtLowRate;
    return expected >= EXPECTED_MIN && lossAtLowRate < expected / 10;
  }
}
