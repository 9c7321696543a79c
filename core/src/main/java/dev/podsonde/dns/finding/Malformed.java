package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.Set;
import java.util.function.Consumer;

/** I05: messages break the format. */
final class Malformed extends Rule {
  private String where = "";

  Malformed(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.MALFORMED);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      MessageFacts reply = attempt.reply();
      MessageFacts wrong = reply != null && reply.isMalformed() ? reply : attempt.query();
      if (wrong.isMalformed()) {
        where = wrong.malformedReason() + " at byte " + wrong.malformedOffset();
        tally.add(call);
        return !isExplained && !attempt.isFinal();
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
        new Draft("I05", "Malformed messages", tally)
            .confidence(Confidence.HIGH)
            .what("DNS messages break the format: " + where)
            .ruledOut("not cut by the capture: the packets are here in full")
            .fix("Look for what rewrites packets between, then for the server's version")
            .source("https://www.rfc-editor.org/rfc/rfc1035#section-4"));
  }
}
