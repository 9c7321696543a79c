package dev.podsonde.dns.finding;

import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.RecordType;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.dns.lookup.ResolverProfile;
import dev.podsonde.dns.lookup.StrayPacket;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * R11 and R12: one of A and AAAA is answered and the other is not, so that the whole call suffers.
 */
final class AddressFamilyBroken extends Rule {
  /** Random loss hits both types alike; a broken type is silent this much more often. */
  private static final int BIAS_MIN = 4;

  private final Tally missing;
  private final Tally silentA;
  private final Tally silentAaaa;
  private long unmatchedReplies;
  private boolean isRetried;
  private boolean isMusl;
  private String failedType = "AAAA";

  AddressFamilyBroken(Evidence evidence) {
    super(evidence);
    missing = new Tally(evidence);
    silentA = new Tally(evidence);
    silentAaaa = new Tally(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.NXDOMAIN, Symptom.ERROR_RCODE, Symptom.SILENCE);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Lookup lookup : call.lookups()) {
      boolean isIpv6 = lookup.type() == RecordType.AAAA;
      boolean isAddress = isIpv6 || lookup.type() == RecordType.A;
      Lookup other =
          isAddress ? sibling(call, lookup, isIpv6 ? RecordType.A : RecordType.AAAA) : null;
      if (other == null || !other.isFinal()) {
        continue;
      }
      boolean isOfMusl = call.client().resolver() == ResolverProfile.MUSL;
      if (isIpv6 && isNameMissing(lookup) && other.isPositive()) {
        count(missing, call, isOfMusl);
        return true;
      }
      if (!lookup.isFinal() && isFailing(lookup)) {
        failedType = isIpv6 ? "AAAA" : "A";
        count(tally, call, isOfMusl);
        return true;
      }
      if (isSilent(lookup)) {
        isRetried |= lookup.attempts().size() > 1;
        count(isIpv6 ? silentAaaa : silentA, call, isOfMusl);
        return true;
      }
    }
    return false;
  }

  @Override
  void examine(StrayPacket packet) {
    unmatchedReplies += packet.kind() == StrayPacket.Kind.UNSOLICITED_REPLY ? 1 : 0;
  }

  private void count(Tally calls, Call call, boolean isOfMusl) {
    calls.add(call, call.lostNanos());
    isMusl |= isOfMusl;
    if (isOfMusl) {
      calls.countFailed();
    }
  }

  private static boolean isNameMissing(Lookup lookup) {
    Attempt answered = lookup.answered();
    MessageFacts reply = answered == null ? null : answered.reply();
    return reply != null && reply.rcode() == Rcode.NXDOMAIN;
  }

  /** {@return whether an attempt was answered SERVFAIL, and the others SERVFAIL or not at all} */
  private static boolean isFailing(Lookup lookup) {
    boolean isFailing = false;
    for (Attempt attempt : lookup.attempts()) {
      MessageFacts reply = attempt.reply();
      boolean isServerFailure = reply != null && reply.rcode() == Rcode.SERVFAIL;
      if (isOdd(attempt) || (reply != null && !isServerFailure)) {
        return false;
      }
      isFailing |= isServerFailure;
    }
    return isFailing;
  }

  /** {@return whether all attempts met silence; one is enough where the client gave up after it} */
  private static boolean isSilent(Lookup lookup) {
    boolean isSilent = lookup.attempts().size() > 1 || !lookup.call().isCutShort();
    boolean isUnanswered = false;
    for (Attempt attempt : lookup.attempts()) {
      isSilent &= attempt.reply() == null && !isOdd(attempt);
      isUnanswered |= attempt.outcome() == Outcome.UNANSWERED;
    }
    return isSilent && isUnanswered;
  }

  private static boolean isOdd(Attempt attempt) {
    return attempt.icmpError() != null || !attempt.anomalies().isEmpty();
  }

  /** {@return calls of which one type was silent for no reason of its own: packets were lost} */
  List<Tally> lost() {
    return isBiased() ? List.of() : List.of(silentA, silentAaaa);
  }

  private boolean isBiased() {
    long less = Math.min(silentA.calls(), silentAaaa.calls());
    return Math.max(silentA.calls(), silentAaaa.calls()) >= BIAS_MIN * less;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    String harm = isMusl ? ", which fails the whole call with musl" : "";
    if (!missing.isEmpty()) {
      drafts.accept(
          new Draft("R11", "A exists, AAAA says the name does not", missing)
              .weight(isMusl ? Weight.FAULT : Weight.WASTE)
              .confidence(Confidence.HIGH)
              .what("A was answered and AAAA of the same name got NXDOMAIN" + harm)
              .ruledOut("the name does exist: A has addresses")
              .fix(
                  "The server must answer NOERROR without records (NODATA) for AAAA: correct the"
                      + " zone, or the rewrite or template in the Corefile that makes the NXDOMAIN")
              .source("https://www.rfc-editor.org/rfc/rfc4074"));
    }
    if (!tally.isEmpty()) {
      drafts.accept(
          failing(tally, failedType + " of a name got SERVFAIL", harm)
              .confidence(Confidence.HIGH)
              .ruledOut("nothing was lost: the refusals are here"));
    }
    boolean isAaaa = silentAaaa.calls() >= silentA.calls();
    Tally silent = isAaaa ? silentAaaa : silentA;
    // A reply that was captured before its query matches none: then nobody waited.
    boolean hasWaited = isRetried || unmatchedReplies < silent.calls();
    if (!silent.isEmpty() && isBiased() && hasWaited) {
      drafts.accept(
          failing(silent, (isAaaa ? "AAAA" : "A") + " met silence at every attempt", harm)
              .confidence(isRetried ? Confidence.HIGH : Confidence.MEDIUM)
              .ruledOut(
                  isRetried
                      ? "no race of conntrack: that loses either type, and not at every attempt"
                      : "no loss at random: that hits the other type as often"));
    }
  }

  private static Draft failing(Tally calls, String what, String harm) {
    return new Draft("R12", "One address family fails", calls)
        .what(what + " while the other type was answered" + harm)
        .unseen("whether the DNS pod or its upstream is at fault; capture there to see")
        .fix(
            "Mend the server that is authoritative for the name; until then answer AAAA with"
                + " NODATA: template ANY AAAA in the Corefile")
        .source("https://www.rfc-editor.org/rfc/rfc4074");
  }
}
