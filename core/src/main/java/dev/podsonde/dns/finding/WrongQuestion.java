package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Anomaly;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import java.util.Set;
import java.util.function.Consumer;

/** I04: the reply lacks the question, or repeats another one. */
final class WrongQuestion extends Rule {
  private boolean isMissing;
  private boolean isCountedElsewhere;

  WrongQuestion(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANOMALY, Symptom.QUESTION_MISSING);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      if (attempt.isReplyQuestionMissing() || attempt.has(Anomaly.Kind.WRONG_QUESTION)) {
        isMissing |= attempt.isReplyQuestionMissing();
        isCountedElsewhere |= isExplained;
        tally.add(call, isExplained ? 0 : call.lostNanos());
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
        new Draft("I04", "Question missing or wrong", tally)
            .confidence(Confidence.HIGH)
            .what(
                (isMissing
                        ? "replies came without the question; Go ignores those and waits"
                        : "replies came with the right ID and another question")
                    + (isCountedElsewhere
                        ? "; what these calls lost is told by another finding"
                        : ""))
            .ruledOut("nothing was lost: the replies are here")
            .fix("The server must repeat the question, in errors too: upgrade it")
            .source("https://www.rfc-editor.org/rfc/rfc5452#section-9.1"));
  }
}
