package dev.podsonde.dns.finding;

import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** T06: the server does not take queries with EDNS. */
final class EdnsRejected extends Rule {
  private static final Set<Integer> RCODES = Set.of(Rcode.FORMERR, Rcode.NOTIMP, Rcode.BADVERS);

  private static final String NOTIMP = Rcode.name(Rcode.NOTIMP);

  private final Set<String> rcodes = new LinkedHashSet<>();
  private boolean isQuestionMissing;

  EdnsRejected(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ERROR_RCODE);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (isExplained) {
      return false;
    }
    boolean isRejected = false;
    for (Attempt attempt : attempts(call)) {
      MessageFacts reply = attempt.reply();
      if (reply != null
          && RCODES.contains(reply.rcode())
          && attempt.query().hasEdns()
          && !isEdnsTaken(call, attempt)) {
        isRejected = true;
        isQuestionMissing |= attempt.isReplyQuestionMissing();
        rcodes.add(Rcode.name(reply.rcode()));
      }
    }
    if (isRejected) {
      tally.add(call);
    }
    return isRejected;
  }

  /** {@return whether that server answered another query with EDNS, so that it was not for that} */
  private static boolean isEdnsTaken(Call call, Attempt rejected) {
    for (Attempt attempt : attempts(call)) {
      if (attempt.isFinal() && attempt.query().hasEdns() && attempt.hasServerOf(rejected)) {
        return true;
      }
    }
    return false;
  }

  /** {@return the calls in which it was the type that the server did not take} */
  Tally rejectedForType(Census census) {
    boolean isForType =
        rcodes.equals(Set.of(NOTIMP)) && census.areAll(tally.servers(), ServerCount::takesEdns);
    return isForType ? tally : new Tally(Evidence.NONE);
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.isEmpty() || !rejectedForType(census).isEmpty()) {
      return;
    }
    drafts.accept(
        new Draft("T06", "EDNS rejected", tally)
            .confidence(Confidence.HIGH)
            .what(
                "the server answers %s to queries with an OPT record%s"
                    .formatted(
                        String.join(" and ", rcodes),
                        isQuestionMissing
                            ? ", and without the question, so that some clients go on waiting"
                            : ""))
            .ruledOut("nothing was lost: the refusals are here")
            .fix(
                "Upgrade the server or the middlebox in front of it (RFC 6891); until then no"
                    + " options edns0 in the pod's dnsConfig")
            .source("https://www.rfc-editor.org/rfc/rfc6891"));
  }
}
