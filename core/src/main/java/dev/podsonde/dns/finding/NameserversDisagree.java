package dev.podsonde.dns.finding;

import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.Set;
import java.util.function.Consumer;

/** N03: two nameservers are asked the same and one says that the name does not exist. */
final class NameserversDisagree extends Rule {
  NameserversDisagree(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.NXDOMAIN, Symptom.RETRIED);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Lookup lookup : call.lookups()) {
      Attempt negative = null;
      Attempt positive = null;
      for (Attempt attempt : lookup.attempts()) {
        MessageFacts reply = attempt.reply();
        if (reply != null && reply.rcode() == Rcode.NXDOMAIN) {
          negative = attempt;
        } else if (reply != null && reply.rcode() == 0 && reply.answersOfType() > 0) {
          positive = attempt;
        }
      }
      if (negative != null && positive != null && !negative.hasServerOf(positive)) {
        tally.add(call);
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
        new Draft("N03", "Nameservers disagree", tally)
            .confidence(Confidence.HIGH)
            .what("one nameserver says that a name does not exist which another one has")
            .ruledOut("no change of the zone: both were asked by the same call")
            .fix(
                "Name only the DNS of the cluster in resolv.conf: musl takes the first answer of"
                    + " all nameservers, glibc asks the next one only after a timeout")
            .source("https://wiki.musl-libc.org/functional-differences-from-glibc.html"));
  }
}
