package dev.podsonde.dns.finding;

import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.Set;
import java.util.function.Consumer;

/** R06: the server answers REFUSED. */
final class Refused extends Rule {
  Refused(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ERROR_RCODE);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      MessageFacts reply = attempt.reply();
      if (reply != null && reply.rcode() == Rcode.REFUSED) {
        tally.add(call);
        return true;
      }
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.isEmpty()) {
      return;
    }
    boolean isOfEveryone = tally.calls() == census.calls();
    drafts.accept(
        new Draft("R06", "REFUSED", tally)
            .confidence(Confidence.HIGH)
            .what("the server refuses to answer")
            .unseen("why the server refuses")
            .ruledOut("nothing was lost: the refusals are here")
            .fix(
                isOfEveryone
                    ? "No block of the Corefile serves these names: add one with forward, or see"
                        + " its acl"
                    : "Some names or clients only: see acl in the Corefile, max_concurrent of"
                        + " forward under load, and DNS policies of the CNI (Cilium toFQDNs)")
            .source("https://coredns.io/plugins/forward/"));
  }
}
