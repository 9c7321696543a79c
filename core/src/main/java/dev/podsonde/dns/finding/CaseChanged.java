package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.Set;
import java.util.function.Consumer;

/** I03: the reply repeats the name in other letter case than it was asked in. */
final class CaseChanged extends Rule {
  private boolean isMixedCaseAsked;
  private boolean isRepeated;

  CaseChanged(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.OTHER_CASE);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      MessageFacts reply = attempt.reply();
      if (reply != null && reply.differsInCaseFrom(attempt.query())) {
        isMixedCaseAsked |= attempt.query().isNameMixedCase();
        isRepeated |= attempt.lookup().attempts().size() > 1;
        tally.add(call);
        return isMixedCaseAsked && !attempt.isFinal();
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
        new Draft("I03", "Letter case of the name changed", tally)
            .weight(isRepeated ? Weight.FAULT : Weight.NOTICE)
            .confidence(Confidence.HIGH)
            .what(
                isMixedCaseAsked
                    ? "replies do not repeat the letter case of the query, which clients with 0x20"
                        + " demand"
                    : "replies repeat the name in other letter case; clients that compare take it"
                        + " for another name")
            .fix("The server must copy the question as it came: upgrade it")
            .source("https://datatracker.ietf.org/doc/html/draft-vixie-dnsext-dns0x20-00"));
  }
}
