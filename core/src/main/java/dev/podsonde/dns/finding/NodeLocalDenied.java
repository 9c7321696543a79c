package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.IcmpError;
import java.util.Set;
import java.util.function.Consumer;

/**
 * P04: clients ask NodeLocal DNSCache, and a policy that allows the DNS pods does not allow that
 * address: it refuses the queries, or drops those of some clients.
 */
final class NodeLocalDenied extends Rule {
  NodeLocalDenied(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ICMP_ERROR);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      if (isDenied(attempt)) {
        tally.add(call);
        return true;
      }
    }
    return false;
  }

  static boolean isDenied(Attempt attempt) {
    IcmpError error = attempt.icmpError();
    return error != null && IcmpRefusal.isProhibited(error) && NodeLocal.isAsked(attempt);
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (!tally.isEmpty()) {
      drafts.accept(
          draft(tally, "are rejected as administratively prohibited").confidence(Confidence.HIGH));
    }
  }

  /** {@return the finding about clients that get nothing where others get replies} */
  static Draft silent(Tally calls) {
    return draft(calls, "of these clients get no reply, those of others do")
        .unseen("which hop drops the queries, or the replies")
        .ruledOut("the cache works: other clients in this capture are answered by it");
  }

  private static Draft draft(Tally calls, String fate) {
    return new Draft("P04", "Policy does not allow NodeLocal DNSCache", calls)
        .what("queries to NodeLocal DNSCache at " + calls.servers().getFirst() + " " + fate)
        .fix(
            "A rule that selects the DNS pods does not match this address: allow egress to ipBlock "
                + calls.servers().getFirst()
                + "/32 on port 53, UDP and TCP, in the NetworkPolicies that select these pods")
        .source("https://github.com/tektoncd/operator/issues/4000");
  }
}
