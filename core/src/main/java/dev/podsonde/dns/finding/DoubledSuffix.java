package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import java.util.Set;
import java.util.function.Consumer;

/** R08: a full name of the cluster gets the suffix of the cluster once more. */
final class DoubledSuffix extends Rule {
  DoubledSuffix(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.NXDOMAIN);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Lookup lookup : call.lookups()) {
      if (ClusterNames.isDoubled(lookup.name())) {
        tally.add(call, 0);
        return false;
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
        new Draft("R08", "Cluster suffix doubled", tally)
            .weight(Weight.WASTE)
            .confidence(Confidence.HIGH)
            .what("names that end in the cluster's domain already were asked with it once more")
            .ruledOut("no wrong name: without the second suffix it is of the usual form")
            .fix("Write full names with a trailing dot, or set ndots to 4 in dnsConfig.options")
            .source("https://github.com/coredns/coredns/issues/2494"));
  }
}
