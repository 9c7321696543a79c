package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.Set;
import java.util.function.Consumer;

/** T03: a reply came in IP fragments and not all of them arrived, or the client asked again. */
final class FragmentsLost extends Rule {
  private final Tally silent;
  private int sizeMax;
  private int payloadMax;
  private boolean isAllSeen;

  FragmentsLost(Evidence evidence) {
    super(evidence);
    silent = new Tally(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.FRAGMENTED);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Lookup lookup : call.lookups()) {
      for (Attempt attempt : lookup.attempts()) {
        boolean isAskedAgain = attempt != lookup.last();
        boolean isIncomplete = !attempt.isReplyComplete() && !call.isCutSoon();
        if (attempt.isReplyFragmented() && (isIncomplete || isAskedAgain)) {
          MessageFacts reply = attempt.reply();
          sizeMax = Math.max(sizeMax, reply == null ? 0 : reply.length());
          payloadMax = Math.max(payloadMax, attempt.query().udpPayloadSize());
          isAllSeen |= attempt.isReplyComplete();
          (isAskedAgain ? tally : silent).add(call);
          return true;
        }
      }
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    // A filter of ports keeps first fragments only: then a client that is content proves the rest.
    Tally all = census.hasLaterFragments() ? tally.plus(silent) : tally;
    if (all.isEmpty()) {
      return;
    }
    drafts.accept(
        new Draft("T03", "Fragmented reply lost", all)
            .confidence(Confidence.HIGH)
            .what(
                "replies of %d bytes came in fragments, and %s"
                    .formatted(
                        sizeMax,
                        isAllSeen || !census.hasLaterFragments()
                            ? "the client asked again as if they had not come"
                            : "not all of them arrived"))
            .unseen("the hop that drops fragments; firewalls and tunnels do")
            .ruledOut("the server answers: the first fragment is here")
            .fix(
                "Let no reply be fragmented: bufsize 1232 in the Corefile%s"
                    .formatted(
                        payloadMax > 1232
                            ? ", and 1232 instead of the %d bytes that the client offers by EDNS"
                                .formatted(payloadMax)
                            : ""))
            .source("https://coredns.io/plugins/bufsize/"));
  }
}
