package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Anomaly;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import java.util.Set;
import java.util.function.Consumer;

/** I02: the same reply comes twice. */
final class DuplicateReply extends Rule {
  private static final long TOGETHER_NANOS = 50 * MILLISECOND;

  DuplicateReply(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANOMALY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      for (Anomaly anomaly : attempt.anomalies()) {
        if (anomaly.kind() == Anomaly.Kind.DUPLICATE_REPLY
            && anomaly.timestampNanos() - attempt.replyTimestampNanos() < TOGETHER_NANOS) {
          tally.add(call, 0);
          return false;
        }
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
        new Draft("I02", "Replies come twice", tally)
            .weight(Weight.NOTICE)
            .confidence(Confidence.HIGH)
            .what("the same reply came again at once; the first counts")
            .ruledOut("no copies of one packet at several interfaces: those are left out")
            .fix(
                "Look for a mirrored port, a bridge loop, or two servers that answer for one"
                    + " address")
            .source("https://www.rfc-editor.org/rfc/rfc5452"));
  }
}
