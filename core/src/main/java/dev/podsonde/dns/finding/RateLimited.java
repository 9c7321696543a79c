package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Outcome;
import java.util.Set;
import java.util.function.Consumer;

/** L10: a resolver drops what exceeds its rate. */
final class RateLimited extends Rule {
  private static final int RATE_MIN = 1_000;

  private long currentSecond;
  private long queries;
  private long silent;
  private long lossySeconds;
  private long lossAtHighRate;
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
    Attempt first = call.lookups().getFirst().first();
    long second = first.timestampNanos() / SECOND;
    if (second != currentSecond) {
      endSecond();
      currentSecond = second;
    }
    queries += call.queries();
    for (Lookup lookup : call.lookups()) {
      Attempt asked = lookup.first();
      if (asked.outcome() == Outcome.UNANSWERED) {
        silent++;
        if (queries > RATE_MIN) {
          tally.add(call);
        }
      }
    }
    return false;
  }

  private void endSecond() {
    if (queries > RATE_MIN) {
      lossAtHighRate += silent;
      lossySeconds += silent > 0 ? 1 : 0;
    } else {
      lossAtLowRate += silent;
    }
    queries = 0;
    silent = 0;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    endSecond();
    boolean isAtHighRateOnly = lossySeconds >= 2 && lossAtLowRate * 10 < lossAtHighRate;
    if (tally.isEmpty() || !isAtHighRateOnly) {
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
}
