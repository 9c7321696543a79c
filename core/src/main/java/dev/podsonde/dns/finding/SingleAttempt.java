package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Outcome;
import java.util.Set;
import java.util.function.Consumer;

/** L12: the client asks once and gives up, so that one lost packet fails the call. */
final class SingleAttempt extends Rule {
  /** No known resolver waits longer before it asks a second time. */
  private static final long RETRY_MAX_NANOS = 6 * SECOND;

  private final ForwardingLoop loop;

  /** Leaves to {@code loop} what that one finds. */
  SingleAttempt(Evidence evidence, ForwardingLoop loop) {
    super(evidence);
    this.loop = loop;
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.SILENCE);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (call.isCutShort() && call.waitedNanos() < RETRY_MAX_NANOS) {
      return false;
    }
    boolean isSilent = false;
    for (Lookup lookup : call.lookups()) {
      if (lookup.attempts().size() > 1 || lookup.first().icmpError() != null) {
        return false;
      }
      Attempt first = lookup.first();
      isSilent |= first.outcome() == Outcome.UNANSWERED && first.reply() == null;
    }
    if (isSilent && Tally.hasFailed(call) && call.connections().isEmpty()) {
      tally.add(call, 0);
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    boolean isLoss = census.isAnyAnswering(tally.servers()) && tally.calls() < census.calls();
    if (tally.isEmpty() || loop.isFound() || !isLoss) {
      return;
    }
    drafts.accept(
        new Draft("L12", "Client asks once and gives up", tally)
            .weight(Weight.NOTICE)
            .what("the client did not repeat a query that got no reply")
            .fix(
                "If one lost packet must not fail a call: attempts of 2 or more in the pod's"
                    + " dnsConfig.options, and a timeout of the application longer than the"
                    + " resolver's")
            .source("https://man7.org/linux/man-pages/man5/resolv.conf.5.html"));
  }
}
