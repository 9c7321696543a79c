package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.Set;
import java.util.function.Consumer;

/** T05: a UDP reply is longer than the client said it can take. */
final class Oversize extends Rule {
  private int longest;

  Oversize(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.OVERSIZE);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      MessageFacts reply = attempt.reply();
      longest = Math.max(longest, reply == null || attempt.isTcp() ? 0 : reply.length());
    }
    tally.add(call);
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.isEmpty()) {
      return;
    }
    drafts.accept(
        new Draft("T05", "UDP reply longer than allowed", tally)
            .confidence(Confidence.HIGH)
            .what(
                "replies of up to %d bytes over UDP, more than the query allows (512, or what EDNS"
                        .formatted(longest)
                    + " says)")
            .fix(
                "The server ignores the client's limit: upgrade it; meanwhile force_tcp towards it"
                    + " in the Corefile's forward, or bufsize 512")
            .source("https://github.com/coredns/coredns/issues/3941"));
  }
}
