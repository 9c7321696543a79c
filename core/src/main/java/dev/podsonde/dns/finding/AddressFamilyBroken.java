package dev.podsonde.dns.finding;

import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.RecordType;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Client;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.dns.lookup.QueryName;
import dev.podsonde.dns.lookup.ResolverProfile;
import dev.podsonde.dns.lookup.StrayPacket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * R11 and R12: one of A and AAAA is answered and the other is not, so that the whole call suffers.
 */
final class AddressFamilyBroken extends Rule {
  /** Random loss hits both types alike; a broken type is silent this much more often. */
  private static final int BIAS_MIN = 4;

  private static final int BRIEF_MIN = 3;
  private static final int NAMES_MAX = 1024;

  /** Caches and many tools ask for the other type only when the first is answered. */
  private static final long PAIR_MAX_NANOS = 5 * SECOND;

  private static final Set<Integer> ERRORS = Set.of(Rcode.FORMERR, Rcode.SERVFAIL, Rcode.NOTIMP);

  private final Tally missing;
  private final OfType typeA;
  private final OfType typeAaaa;
  private long unmatchedReplies;
  private boolean isRetried;
  private boolean isMusl;
  private String failure = "";

  /** What was silent of one type, and what was answered. */
  private static final class OfType {
    final Tally calls;

    /** Calls that the end of the capture cut short, or that asked once, for this type alone. */
    final Tally brief;

    final Set<QueryName> names = new HashSet<>();
    final Map<QueryName, Answer> answers = new HashMap<>();

    OfType(Evidence evidence) {
      calls = new Tally(evidence);
      brief = new Tally(evidence);
    }

    /** {@return its calls; a brief one says little, several say the same} */
    Tally all() {
      return brief.calls() >= BRIEF_MIN ? calls.plus(brief) : calls;
    }

    /** {@return whether these names are answered at other times, so that packets were lost} */
    boolean isAnsweredElse() {
      long answered = names.stream().filter(answers::containsKey).count();
      return answered * 2 > names.size();
    }

    /** {@return the answer to the client that asked for the other type too; null without one} */
    @Nullable Answer besides(Lookup other, Client client) {
      Answer answer = answers.get(other.name());
      return answer != null && answer.isOf(client, other.first().timestampNanos()) ? answer : null;
    }
  }

  /** The latest answer for a name. */
  private static final class Answer {
    private @Nullable Client client;
    private long askedNanos;
    boolean isPositive;

    void take(Lookup lookup, Client asking) {
      client = lookup.isFinal() ? asking : null; // what fails now says nothing of the other type
      askedNanos = lookup.first().timestampNanos();
      isPositive = lookup.isPositive();
    }

    boolean isOf(Client asking, long nanos) {
      return client == asking && Math.abs(nanos - askedNanos) <= PAIR_MAX_NANOS;
    }
  }

  AddressFamilyBroken(Evidence evidence) {
    super(evidence);
    missing = new Tally(evidence);
    typeA = new OfType(evidence);
    typeAaaa = new OfType(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    boolean isFound = false;
    for (Lookup lookup : call.lookups()) {
      if (lookup.type() == RecordType.A || lookup.type() == RecordType.AAAA) {
        OfType own = lookup.type() == RecordType.A ? typeA : typeAaaa;
        learn(lookup, call.client(), own);
        isFound = isFound || isBroken(call, lookup, own);
      }
    }
    return isFound;
  }

  private boolean isBroken(Call call, Lookup lookup, OfType own) {
    boolean isAaaa = own == typeAaaa;
    Lookup sibling = sibling(call, lookup, isAaaa ? RecordType.A : RecordType.AAAA);
    OfType others = isAaaa ? typeA : typeAaaa;
    Answer besides = sibling == null ? others.besides(lookup, call.client()) : null;
    if (besides == null && (sibling == null || !sibling.isFinal())) {
      return false;
    }
    boolean isOtherPositive =
        besides != null ? besides.isPositive : sibling != null && sibling.isPositive();
    if (isAaaa && isNameMissing(lookup) && isOtherPositive) {
      count(missing, call);
      return true;
    }
    if (!lookup.isFinal() && isFailing(lookup)) {
      failure = (isAaaa ? "AAAA" : "A") + " of a name got " + Rcode.name(errorOf(lookup));
      count(tally, call);
      return true;
    }
    if (isSilent(lookup) && (sibling == null || isServerShared(lookup, sibling))) {
      boolean isAskedOnce = lookup.attempts().size() == 1;
      isRetried |= !isAskedOnce;
      room.add(own.names, lookup.name(), NAMES_MAX);
      count(isAskedOnce && (sibling == null || call.isCutShort()) ? own.brief : own.calls, call);
      return true;
    }
    return false;
  }

  private void learn(Lookup lookup, Client client, OfType type) {
    Answer latest = type.answers.get(lookup.name());
    if (latest == null && lookup.isFinal()) {
      latest = room.entry(type.answers, lookup.name(), NAMES_MAX, _ -> new Answer());
    }
    if (latest != null) {
      latest.take(lookup, client);
    }
  }

  @Override
  void examine(StrayPacket packet) {
    unmatchedReplies += packet.kind() == StrayPacket.Kind.UNSOLICITED_REPLY ? 1 : 0;
  }

  private void count(Tally calls, Call call) {
    calls.add(call, call.lostNanos());
    if (call.client().resolver() == ResolverProfile.MUSL) {
      isMusl = true;
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

  /** {@return whether a server that it asked answered the other, and is not just silent} */
  private static boolean isServerShared(Lookup lookup, Lookup other) {
    Attempt answered = other.answered();
    for (Attempt attempt : lookup.attempts()) {
      if (answered != null && attempt.hasServerOf(answered)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOdd(Attempt attempt) {
    return attempt.icmpError() != null || !attempt.anomalies().isEmpty();
  }

  /** {@return calls of which one type was silent for no reason of its own: packets were lost} */
  List<Tally> lost(Census census) {
    return isBiased(census) ? List.of() : List.of(typeA.all(), typeAaaa.all());
  }

  private OfType silent() {
    return typeAaaa.all().calls() >= typeA.all().calls() ? typeAaaa : typeA;
  }

  /** {@return whether one type is silent, where loss or a dead server would hit both alike} */
  private boolean isBiased(Census census) {
    long less = Math.min(typeA.all().calls(), typeAaaa.all().calls());
    Tally silent = silent().all();
    return silent.calls() >= BIAS_MIN * less
        && !silent().isAnsweredElse()
        && census.isAnyAnswering(silent.servers());
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
    boolean isAaaa = silent() == typeAaaa;
    Tally silent = silent().all();
    // A reply that was captured before its query matches none: then nobody waited.
    boolean hasWaited = isRetried || unmatchedReplies < silent.calls();
    if (!silent.isEmpty() && isBiased(census) && hasWaited) {
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
