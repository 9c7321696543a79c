package dev.podsonde.dns.summary;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.QueryName;
import java.util.List;

/** What one call cost; reused for each. */
final class CallCost {
  long queries;
  long neededQueries;
  long lostNanos;
  long delayNanos;
  long neededNanos;
  boolean isFailed;

  void of(Call call) {
    List<Lookup> lookups = call.lookups();
    QueryName last = lookups.getLast().name();
    long start = call.startNanos();
    long neededStart = start;
    long end = start;
    long attemptsEnd = start;
    boolean isEverySilent = true;
    boolean isEachAnswered = true;
    queries = 0;
    neededQueries = 0;
    for (int i = lookups.size() - 1; i >= 0; i--) {
      Lookup lookup = lookups.get(i);
      int attempts = lookup.attempts().size();
      queries += attempts;
      Attempt answered = lookup.answered();
      if (lookup.name().isSameAs(last)) {
        neededQueries += attempts;
        neededStart = lookup.startNanos();
        isEverySilent &= answered == null;
      }
      if (answered == null) {
        isEachAnswered = false;
        attemptsEnd = Math.max(attemptsEnd, lookup.endNanos());
      } else {
        end = Math.max(end, answered.replyTimestampNanos());
      }
    }
    isFailed = isEverySilent;
    delayNanos = Math.max(end, attemptsEnd) - start;
    neededNanos = Math.max(0, delayNanos - Math.max(0, neededStart - start));
    boolean isPlain = queries == lookups.size() && isEachAnswered && delayNanos < Lookup.SLOW_NANOS;
    lostNanos = isPlain ? 0 : call.lostNanos();
  }
}
