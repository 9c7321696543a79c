package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Outcome;
import java.util.Set;
import java.util.function.Consumer;

/**
 * L01: A and AAAA leave one socket at once, both create a conntrack entry, and the packet whose
 * entry comes second is dropped; the client waits for its timeout. Strong when only such pairs
 * lose.
 */
final class AddressPairRace extends Rule {
  private static final long TOGETHER_NANOS = 2 * MILLISECOND;
  private static final int LONE_ATTEMPTS_MIN = 100;

  private long pairs;
  private long loneAttempts;
  private long loneLosses;

  AddressPairRace(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    Lookup first = call.lookups().getFirst();
    Lookup second = call.lookups().size() > 1 ? call.lookups().get(1) : first;
    if (second == first || !isPair(first, second)) {
      countAlone(call);
      return false;
    }
    pairs++;
    Attempt one = first.first();
    Attempt other = second.first();
    boolean isOneLost = (isLost(one) && isAnswered(other)) || (isLost(other) && isAnswered(one));
    boolean isRace = !isExplained && isOneLost && first.isFinal() && second.isFinal();
    if (isRace) {
      tally.add(call);
    }
    return isRace;
  }

  private void countAlone(Call call) {
    for (Lookup lookup : call.lookups()) {
      loneAttempts++;
      if (isLost(lookup.first())) {
        loneLosses++;
      }
    }
  }

  private static boolean isPair(Lookup first, Lookup second) {
    Attempt one = first.first();
    Attempt other = second.first();
    return first.name().isSameAs(second.name())
        && !one.isTcp()
        && !other.isTcp()
        && one.clientPort() == other.clientPort()
        && other.timestampNanos() - one.timestampNanos() < TOGETHER_NANOS;
  }

  private static boolean isLost(Attempt attempt) {
    return attempt.outcome() == Outcome.UNANSWERED && attempt.anomalies().isEmpty();
  }

  private static boolean isAnswered(Attempt attempt) {
    return attempt.reply() != null && attempt.latencyNanos() < SECOND;
  }

  /** {@return whether pairs lose packets and single queries do not} */
  boolean isRace() {
    if (tally.isEmpty() || loneAttempts < LONE_ATTEMPTS_MIN) {
      return !tally.isEmpty();
    }
    double ofPairs = (double) tally.calls() / Math.max(1, pairs);
    double ofLone = (double) loneLosses / loneAttempts;
    return ofPairs > 4 * ofLone;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (!isRace()) {
      return;
    }
    boolean isStrong = loneAttempts >= LONE_ATTEMPTS_MIN && tally.calls() > 1;
    drafts.accept(
        new Draft("L01", "A/AAAA conntrack race", tally)
            .confidence(isStrong ? Confidence.HIGH : Confidence.MEDIUM)
            .what(
                "of A and AAAA, sent at once from one socket, one got no reply, "
                    + "and the same question asked again did")
            .unseen("whether the missing query reached a DNS pod; capture there as well to see")
            .ruledOut("the server does not refuse one type: the repeated query was answered")
            .ruledOut(
                isStrong
                    ? "no random loss: of single queries %d of %d were lost"
                        .formatted(loneLosses, loneAttempts)
                    : "random loss is not excluded: too few single queries to compare with")
            .fix(
                "NodeLocal DNSCache (its queries skip conntrack); or per pod dnsConfig.options"
                    + " single-request-reopen (glibc) or use-vc; kernel 5.0 or later. Look at"
                    + " insert_failed of: conntrack -S")
            .source("https://github.com/kubernetes/kubernetes/issues/56903"));
  }
}
