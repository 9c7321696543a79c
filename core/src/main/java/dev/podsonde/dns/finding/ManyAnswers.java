package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.Set;
import java.util.function.Consumer;

/** R20: an answer with so many addresses that it hardly fits. */
final class ManyAnswers extends Rule {
  private int most;

  ManyAnswers(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.MANY_ANSWERS);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      MessageFacts reply = attempt.reply();
      most = Math.max(most, reply == null ? 0 : reply.answersOfType());
    }
    tally.add(call, 0);
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.isEmpty()) {
      return;
    }
    drafts.accept(
        new Draft("R20", "Very many records in one answer", tally)
            .weight(Weight.NOTICE)
            .confidence(Confidence.HIGH)
            .what("answers hold up to %d records of the type asked".formatted(most))
            .fix(
                "A headless service with that many endpoints needs TCP or EDNS in its clients; a"
                    + " service with a cluster IP has one address")
            .source("https://www.rfc-editor.org/rfc/rfc6891"));
  }
}
