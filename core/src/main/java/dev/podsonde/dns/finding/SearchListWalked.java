package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import java.util.Set;
import java.util.function.Consumer;

/** R07: a name with few dots is tried with every suffix of the search list first. */
final class SearchListWalked extends Rule {
  private static final int WASTED_MIN = 2;

  private long needed;
  private long sent;

  SearchListWalked(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.SEARCHED);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    Lookup last = call.lookups().getLast();
    int useful = 0;
    for (Lookup lookup : call.lookups()) {
      useful += lookup.name().isSameAs(last.name()) ? lookup.attempts().size() : 0;
    }
    int queries = call.queries();
    if (!last.isPositive() || queries - useful < WASTED_MIN) {
      return false;
    }
    needed += useful;
    sent += queries;
    tally.add(call, Math.max(0, last.startNanos() - call.startNanos() - call.lostNanos()));
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.isEmpty()) {
      return;
    }
    drafts.accept(
        new Draft("R07", "Search list tried first (ndots)", tally)
            .weight(Weight.WASTE)
            .confidence(Confidence.HIGH)
            .what(
                "%d queries for answers that need %d; with a trailing dot %d fewer"
                    .formatted(sent, needed, sent - needed))
            .ruledOut("no missing names: each was found in the end, as it stands")
            .fix(
                "Write names with a trailing dot, or set ndots to 1 or 2 in the pod's"
                    + " dnsConfig.options; autopath in the Corefile and NodeLocal DNSCache make it"
                    + " cheaper")
            .source("https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/"));
  }
}
