package dev.podsonde.dns.finding;

import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.RecordType;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.dns.lookup.ResolverProfile;
import java.util.Set;
import java.util.function.Consumer;

/**
 * R11 and R12: one of A and AAAA is answered and the other is not, so that the whole call suffers.
 */
final class AddressFamilyBroken extends Rule {
  private final Tally missing;
  private boolean isSilent;
  private boolean isMusl;
  private String brokenType = "AAAA";

  AddressFamilyBroken(Evidence evidence) {
    super(evidence);
    missing = new Tally(evidence);
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
      if (other == null || !other.isPositive()) {
        continue;
      }
      boolean isOfMusl = call.client().resolver() == ResolverProfile.MUSL;
      Attempt answered = lookup.answered();
      MessageFacts reply = answered == null ? null : answered.reply();
      if (isIpv6 && reply != null && reply.rcode() == Rcode.NXDOMAIN) {
        count(missing, call, isOfMusl);
        return true;
      }
      if (answered == null && isBroken(lookup)) {
        brokenType = isIpv6 ? "AAAA" : "A";
        count(tally, call, isOfMusl);
        return true;
      }
    }
    return false;
  }

  private void count(Tally calls, Call call, boolean isOfMusl) {
    calls.add(call, call.lostNanos());
    isMusl |= isOfMusl;
    if (isOfMusl) {
      calls.countFailed();
    }
  }

  /** {@return whether every attempt was answered SERVFAIL, or met silence} */
  private boolean isBroken(Lookup lookup) {
    boolean isBroken = false;
    boolean isRepeated = lookup.attempts().size() > 1;
    for (Attempt attempt : lookup.attempts()) {
      MessageFacts reply = attempt.reply();
      boolean isServerFailure = reply != null && reply.rcode() == Rcode.SERVFAIL;
      boolean isUnanswered = attempt.outcome() == Outcome.UNANSWERED;
      boolean isOdd =
          (reply != null && !isServerFailure)
              || attempt.icmpError() != null
              || !attempt.anomalies().isEmpty();
      if (isOdd) {
        return false;
      }
      isSilent |= isUnanswered;
      isBroken |= isServerFailure || (isUnanswered && isRepeated);
    }
    return isBroken;
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
          new Draft("R12", "One address family fails", tally)
              .confidence(Confidence.HIGH)
              .what(
                  "%s of a name %s while the other type was answered%s"
                      .formatted(
                          brokenType,
                          isSilent ? "met silence at every attempt" : "got SERVFAIL",
                          harm))
              .unseen("whether the DNS pod or its upstream is at fault; capture there to see")
              .ruledOut(
                  isSilent
                      ? "no race of conntrack: that loses either type, and not at every attempt"
                      : "nothing was lost: the refusals are here")
              .fix(
                  "Mend the server that is authoritative for the name; until then answer AAAA with"
                      + " NODATA: template ANY AAAA in the Corefile")
              .source("https://www.rfc-editor.org/rfc/rfc4074"));
    }
  }
}
