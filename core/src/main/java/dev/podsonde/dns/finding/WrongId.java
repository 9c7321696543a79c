package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Anomaly;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.StrayPacket;
import java.util.Set;
import java.util.function.Consumer;

/** I01: replies with an ID that was not asked, or to nothing at all. */
final class WrongId extends Rule {
  private static final int UNSOLICITED_MIN = 5;

  private final Tally unsolicited;

  WrongId(Evidence evidence) {
    super(evidence);
    unsolicited = new Tally(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANOMALY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      if (attempt.has(Anomaly.Kind.WRONG_ID)) {
        tally.add(call);
        return !attempt.isFinal();
      }
    }
    return false;
  }

  @Override
  void examine(StrayPacket packet) {
    if (packet.kind() == StrayPacket.Kind.UNSOLICITED_REPLY) {
      unsolicited.addOther(packet.destination(), packet.source(), packet.frame());
    }
  }

  private static Draft draft(Tally calls, String what) {
    return new Draft("I01", "Replies nobody asked for", calls)
        .weight(Weight.NOTICE)
        .what(what)
        .unseen("who sent them: the address may be forged")
        .fix(
            "Compare time to live and link address of both replies; if they differ, somebody else"
                + " answers: look for spoofing, or for two servers behind one address")
        .source("https://www.rfc-editor.org/rfc/rfc5452");
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {

    if (!tally.isEmpty()) {
      drafts.accept(
          draft(tally, "replies came with the right ports and question and an ID nobody used")
              .weight(tally.failedCalls() > 0 ? Weight.FAULT : Weight.NOTICE)
              .confidence(tally.calls() > 1 ? Confidence.HIGH : Confidence.MEDIUM));
    }
    if (unsolicited.calls() >= UNSOLICITED_MIN) {
      drafts.accept(draft(unsolicited, "replies came to queries that were not sent"));
    }
  }
}
