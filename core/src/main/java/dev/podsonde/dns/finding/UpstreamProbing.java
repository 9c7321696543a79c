package dev.podsonde.dns.finding;

import dev.podsonde.dns.RecordType;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import java.util.Set;
import java.util.function.Consumer;

/** R04: CoreDNS asks an upstream for the root again and again, for it holds it to be failing. */
final class UpstreamProbing extends Rule {
  private static final int PROBES_MIN = 3;

  private long probes;

  UpstreamProbing(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    Lookup lookup = call.lookups().getFirst();
    if (lookup.type() == RecordType.NS && lookup.name().labelCount() == 0) {
      probes += lookup.attempts().size();
      tally.add(call, 0);
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (probes < PROBES_MIN) {
      return;
    }
    drafts.accept(
        new Draft("R04", "Upstream taken for failing", tally)
            .what(
                "NS of the root is asked every half second, the health check of CoreDNS's forward")
            .ruledOut("no ordinary lookup asks for it that often")
            .fix("Mend or replace that upstream in the forward lines of the Corefile")
            .source("https://coredns.io/plugins/forward/"));
  }
}
