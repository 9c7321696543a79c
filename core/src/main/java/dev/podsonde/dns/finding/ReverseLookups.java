package dev.podsonde.dns.finding;

import dev.podsonde.dns.RecordType;
import dev.podsonde.dns.lookup.Call;
import java.util.Set;
import java.util.function.Consumer;

/** R17: a large share of all calls asks for the names of addresses. */
final class ReverseLookups extends Rule {
  private static final int CALLS_MIN = 50;
  private static final double SHARE_MIN = 0.2;

  private long reverse;

  ReverseLookups(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (call.lookups().getFirst().type() == RecordType.PTR) {
      reverse++;
      if (reverse <= CALLS_MIN) {
        tally.add(call, 0);
      } else {
        tally.count(call, 0);
      }
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (reverse < CALLS_MIN || reverse < census.calls() * SHARE_MIN) {
      return;
    }
    drafts.accept(
        new Draft("R17", "Many reverse lookups", tally)
            .weight(Weight.WASTE)
            .confidence(Confidence.HIGH)
            .what("PTR lookups are more than a fifth of all calls")
            .fix(
                "Turn off name lookups in what logs addresses (ingress, service mesh, sshd UseDNS);"
                    + " in-addr.arpa and ip6.arpa in the kubernetes block of the Corefile")
            .source("https://coredns.io/plugins/kubernetes/"));
  }
}
