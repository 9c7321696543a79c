package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.Set;
import java.util.function.Consumer;

/**
 * R13: an empty answer without SOA, which cannot be cached and which some clients take for a lame
 * server.
 */
final class NoDataWithoutSoa extends Rule {
  private boolean isLame;

  NoDataWithoutSoa(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.NODATA);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      MessageFacts reply = attempt.reply();
      if (reply != null
          && !reply.isCut()
          && !reply.isTruncatedResponse()
          && reply.isNoData()
          && reply.answerCount() == 0
          && reply.authorityCount() == 0
          && attempt.isReplyComplete()) {
        isLame |= !reply.isAuthoritative() && !reply.isRecursionAvailable();
        tally.add(call, 0);
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
        new Draft("R13", "Empty answer without SOA", tally)
            .weight(isLame ? Weight.FAULT : Weight.WASTE)
            .what(
                "NOERROR without any record and without SOA"
                    + (isLame ? "; without AA and RA too, so that glibc asks the next server" : ""))
            .fix("The server must add the SOA of the zone, so that the absence can be cached")
            .source("https://www.rfc-editor.org/rfc/rfc2308"));
  }
}
