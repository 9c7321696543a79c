package dev.podsonde.dns.finding;

import dev.podsonde.dns.RecordType;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Outcome;
import java.util.Set;
import java.util.function.Consumer;

/** T07: queries with EDNS, or of one type, are silently dropped and others answered. */
final class TypeDropped extends Rule {
  private static final int ATTEMPTS_MIN = 5;
  private static final double DIFFERENCE_MIN = 0.5;

  private final Tally edns;
  private final Tally type;
  private final long[] ednsCounts = new long[4];
  private final long[] typeCounts = new long[4];

  TypeDropped(Evidence evidence) {
    super(evidence);
    edns = new Tally(evidence);
    type = new Tally(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Lookup lookup : call.lookups()) {
      for (Attempt attempt : lookup.attempts()) {
        if (attempt.reply() == null && attempt.outcome() != Outcome.UNANSWERED) {
          continue;
        }
        int answered = attempt.reply() == null ? 0 : 1;
        ednsCounts[(attempt.query().hasEdns() ? 2 : 0) + answered]++;
        boolean isUnusual = lookup.type() != RecordType.A;
        typeCounts[(isUnusual ? 2 : 0) + answered]++;
        if (answered == 0 && attempt.query().hasEdns() && edns.calls() < ATTEMPTS_MIN) {
          edns.add(call);
        }
        if (answered == 0 && isUnusual && type.calls() < ATTEMPTS_MIN) {
          type.add(call);
        }
      }
    }
    return false;
  }

  private static boolean differs(long[] counts) {
    long usual = counts[0] + counts[1];
    long unusual = counts[2] + counts[3];
    return usual >= ATTEMPTS_MIN
        && unusual >= ATTEMPTS_MIN
        && (double) counts[1] / usual - (double) counts[3] / unusual > DIFFERENCE_MIN;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (differs(ednsCounts)) {
      drafts.accept(
          draft(edns, "queries with EDNS", ednsCounts)
              .fix("Find the middlebox that drops OPT records; until then no options edns0"));
    }
    if (differs(typeCounts)) {
      drafts.accept(
          draft(type, "queries for other types than A", typeCounts)
              .fix(
                  "Let the server answer NODATA for types it does not have (in CoreDNS the"
                      + " template plugin), or find the middlebox that drops them"));
    }
  }

  private static Draft draft(Tally calls, String which, long[] counts) {
    return new Draft("T07", "Dropped for what they ask", calls)
        .confidence(Confidence.HIGH)
        .what(
            "%s are answered %d times of %d, others %d of %d"
                .formatted(
                    which, counts[3], counts[2] + counts[3], counts[1], counts[0] + counts[1]))
        .ruledOut("no random loss: that would not look at the question")
        .source("https://www.rfc-editor.org/rfc/rfc6891");
  }
}
