package dev.podsonde.dns.finding;

import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.RecordType;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.dns.lookup.QueryName;
import dev.podsonde.dns.lookup.ResolverProfile;
import dev.podsonde.dns.lookup.StrayPacket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * R11 and R12: one of A and AAAA is answered and the other is not, so that the whole call suffers.
 */
final class AddressFamilyBroken extends Rule {
  /** Random loss hits both types alike; a broken type is silent this much more often. */
  private static final int BIAS_MIN = 4;

  private static final int BRIEF_MIN = 3;
  private static final int NAMES_MAX = 1024;
  private static final Set<Integer> ERRORS = Set.of(Rcode.FORMERR, Rcode.SERVFAIL, Rcode.NOTIMP);

  private final Tally missing;
  private final Silent silentA;
  private final Silent silentAaaa;
  private long unmatchedReplies;
  private boolean isRetried;
  private boolean isMusl;
  private String failure = "";

  /** What was silent of one type, and which names of that type were answered at other times. */
  private static final class Silent {
    final Tally calls;

    /** Calls that the end of the capture cut short, so that a retry may have followed. */
    final Tally brief;

    final Set<QueryName> names = new HashSet<>();
    final Set<QueryName> namesAnswered = new HashSet<>();

    Silent(Evidence evidence) {
      calls = new Tally(evidence);
      brief = new Tally(evidence);
    }

    /** {@return its calls; one that was cut short says little, several say the same} */
    Tally all() {
      return brief.calls() >= BRIEF_MIN ? calls.plus(brief) : calls;
    }

    /** {@return whether these names are answered at other times, so that packets were lost} */
    boolean isAnsweredElse() {
      long answered = names.stream().filter(namesAnswered::contains).count();
      return answered * 2 > names.size();
    }
  }

  AddressFamilyBroken(Evidence evidence) {
    super(evidence);
    missing = new Tally(evidence);
    silentA = new Silent(evidence);
    silentAaaa = new Silent(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Lookup lookup : call.lookups()) {
      boolean isIpv6 = lookup.type() == RecordType.AAAA;
      boolean isAddress = isIpv6 || lookup.type() == RecordType.A;
      Lookup other =
          isAddress ? sibling(call, lookup, isIpv6 ? RecordType.A : RecordType.AAAA) : null;
      if (isAddress && lookup.isFinal()) {
        room.add((isIpv6 ? silentAaaa : silentA).namesAnswered, lookup.name(), NAMES_MAX);
      }
      if (other == null || !other.isFinal()) {
        continue;
      }
      boolean isOfMusl = call.client().resolver() == ResolverProfile.MUSL;
      if (isIpv6 && isNameMissing(lookup) && other.isPositive()) {
        count(missing, call, isOfMusl);
        return true;
      }
      if (!lookup.isFinal() && isFailing(lookup)) {
        failure = (isIpv6 ? "AAAA" : "A") + " of a name got " + Rcode.name(errorOf(lookup));
        count(tally, call, isOfMusl);
        return true;
      }
      if (isSilent(lookup)) {
        Silent silent = isIpv6 ? silentAaaa : silentA;
        boolean isBrief = lookup.attempts().size() == 1 && call.isCutShort();
        isRetried |= lookup.attempts().size() > 1;
        room.add(silent.names, lookup.name(), NAMES_MAX);
        count(isBrief ? silent.brief : silent.calls, call, isOfMusl);
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

  /** {@return whether an attempt was answered with an error, and the others so or not at all} */
  private static boolean isFailing(Lookup lookup) {
    for (Attempt attempt : lookup.attempts()) {
      MessageFacts reply = attempt.reply();
      if (isOdd(attempt) || (reply != null && !ERRORS.contains(reply.rcode()))) {
        return false;
      }
    }
    return errorOf(lookup) != Rcode.NOERROR;
  }

  /** {@return the RCODE of its first reply} */
  private static int errorOf(Lookup lookup) {
    for (Attempt attempt : lookup.attempts()) {
      MessageFacts reply = attempt.reply();
      if (reply != null) {
        return reply.rcode();
      }
    }
    return Rcode.NOERROR;
  }

  /** {@return whether all attempts met silence} */
  private static boolean isSilent(Lookup lookup) {
    boolean isUnanswered = false;
    for (Attempt attempt : lookup.attempts()) {
      if (attempt.reply() != null || isOdd(attempt)) {
        return false;
      }
      isUnanswered |= attempt.outcome() == Outcome.UNANSWERED;
    }
    return isUnanswered;
  }

  private static boolean isOdd(Attempt attempt) {
    return attempt.icmpError() != null || !attempt.anomalies().isEmpty();
  }

  /** {@return calls of which one type was silent for no reason of its own: packets were lost} */
  List<Tally> lost() {
    return isBiased() ? List.of() : List.of(silentA.all(), silentAaaa.all());
  }

  private Silent silent() {
    return silentAaaa.all().calls() >= silentA.all().calls() ? silentAaaa : silentA;
  }

  private boolean isBiased() {
    long less = Math.min(silentA.all().calls(), silentAaaa.all().calls());
    return silent().all().calls() >= BIAS_MIN * less && !silent().isAnsweredElse();
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
          failing(tally, failure, harm)
              .confidence(Confidence.HIGH)
              .ruledOut("nothing was lost: the refusals are here"));
    }
    boolean isAaaa = silent() == silentAaaa;
    Tally silent = silent().all();
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
