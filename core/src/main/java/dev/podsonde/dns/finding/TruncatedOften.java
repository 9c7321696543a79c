package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.Set;
import java.util.function.Consumer;

/** T02: answers do not fit, and each costs a TCP connection. */
final class TruncatedOften extends Rule {
  private static final double SHARE_MIN = 0.01;

  TruncatedOften(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.TRUNCATED);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (isExplained) {
      return false;
    }
    for (Lookup lookup : call.lookups()) {
      MessageFacts reply = lookup.first().reply();
      if (reply != null && reply.isTruncatedResponse() && lookup.isFinal()) {
        tally.add(call);
        return true;
      }
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.calls() <= SHARE_MIN * census.calls()) {
      return;
    }
    drafts.accept(
        new Draft("T02", "Answers too long for UDP", tally)
            .weight(Weight.WASTE)
            .confidence(Confidence.HIGH)
            .what("the answer was truncated and asked for again over TCP")
            .ruledOut("nothing failed: TCP works")
            .fix(
                "options edns0 in the pod's dnsConfig lets 1232 bytes through; or fewer records"
                    + " behind the name")
            .source("https://www.rfc-editor.org/rfc/rfc6891"));
  }
}
