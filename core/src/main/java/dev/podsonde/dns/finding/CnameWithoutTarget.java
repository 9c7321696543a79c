package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.Set;
import java.util.function.Consumer;

/**
 * T08 and R14: links of CNAME that are long, or lead to nothing though the reply is not truncated.
 */
final class CnameWithoutTarget extends Rule {
  private static final int NEAR_LIMIT = 400;
  private static final int LINKS_MAX = 4;

  private final Tally cut;
  private int longest;

  CnameWithoutTarget(Evidence evidence) {
    super(evidence);
    cut = new Tally(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.CNAMES);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      MessageFacts reply = attempt.reply();
      if (reply == null || reply.canonicalNames() == 0 || reply.isTruncatedResponse()) {
        continue;
      }
      boolean isNearLimit = !attempt.isTcp() && reply.length() >= NEAR_LIMIT;
      if (reply.answersOfType() == 0 && isNearLimit && reply.authorityCount() == 0) {
        cut.add(call);
        return false;
      }
      if (reply.canonicalNames() > LINKS_MAX) {
        longest = Math.max(longest, reply.canonicalNames());
        tally.add(call, 0);
        return false;
      }
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (!cut.isEmpty()) {
      drafts.accept(
          new Draft("T08", "CNAME without its target", cut)
              .what("the answer ends in a CNAME near 512 bytes, without the address and without TC")
              .fix("options edns0 in the pod's dnsConfig, or a server that sets TC")
              .source("https://github.com/coredns/coredns/issues/4684"));
    }
    if (!tally.isEmpty()) {
      drafts.accept(
          new Draft("R14", "Long chain of CNAMEs", tally)
              .weight(Weight.NOTICE)
              .confidence(Confidence.HIGH)
              .what("answers pass %d links before the address".formatted(longest))
              .fix("Flatten the chain in the zone; the shortest TTL of its links rules")
              .source("https://www.rfc-editor.org/rfc/rfc1034#section-3.6.2"));
    }
  }
}
