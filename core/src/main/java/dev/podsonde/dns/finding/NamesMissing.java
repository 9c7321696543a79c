package dev.podsonde.dns.finding;

import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.Set;
import java.util.function.Consumer;

/** R09: most names that are asked do not exist, with nothing that a search list puts behind. */
final class NamesMissing extends Rule {
  private static final int CALLS_MIN = 20;
  private static final double RANDOM_SHARE = 0.9;

  NamesMissing(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (call.isPositive()) {
      return false;
    }
    for (Lookup lookup : lookupsOf(call, call.lookups().getLast().name())) {
      Attempt answered = lookup.answered();
      MessageFacts reply = answered == null ? null : answered.reply();
      if (reply != null && reply.rcode() == Rcode.NXDOMAIN) {
        tally.add(call, 0);
        return false;
      }
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.calls() < CALLS_MIN || tally.calls() * 2 < census.calls()) {
      return;
    }
    boolean isRandom = tally.namesPerCall() > RANDOM_SHARE;
    drafts.accept(
        new Draft("R09", "Names that do not exist", tally)
            .weight(Weight.WASTE)
            .confidence(isRandom ? Confidence.MEDIUM : Confidence.HIGH)
            .what(
                isRandom
                    ? "more than half of all calls ask for names that do not exist, each another"
                    : "more than half of all calls ask for names that do not exist")
            .ruledOut(
                "no search list alone: calls that found their name in the end are not counted")
            .fix(
                isRandom
                    ? "Random names point at a scanner, a tunnel or generated names: look at the"
                        + " clients"
                    : "Correct the name in the client, or make the service it means")
            .source("https://www.rfc-editor.org/rfc/rfc8020"));
  }
}
