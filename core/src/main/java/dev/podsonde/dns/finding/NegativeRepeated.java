package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.Set;
import java.util.function.Consumer;

/** R10: a client asks for the same missing name again while it may still be cached as missing. */
final class NegativeRepeated extends Rule {
  private static final int SLOTS = 1 << 14;
  private static final int REPEATS_MIN = 20;
  private static final double SHARE_MIN = 0.2;

  private final long[] keys = new long[SLOTS];
  private final long[] validUntilNanos = new long[SLOTS];

  NegativeRepeated(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.NXDOMAIN, Symptom.NODATA);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (call.isPositive()) {
      return false;
    }
    Lookup lookup = call.lookups().getLast();
    Attempt answered = lookup.answered();
    MessageFacts reply = answered == null ? null : answered.reply();
    if (answered == null || reply == null || reply.negativeTtlSeconds() <= 0) {
      return false;
    }
    long key = (long) call.client().hashCode() << 32 | (lookup.name().hashCode() & 0xffff_ffffL);
    int slot = (int) ((key ^ key >>> 32) & SLOTS - 1);
    if (keys[slot] == key && answered.timestampNanos() < validUntilNanos[slot]) {
      tally.add(call, 0);
    } else {
      keys[slot] = key;
      validUntilNanos[slot] = answered.replyTimestampNanos() + reply.negativeTtlSeconds() * SECOND;
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.calls() < REPEATS_MIN || tally.calls() < census.calls() * SHARE_MIN) {
      return;
    }
    drafts.accept(
        new Draft("R10", "Missing names asked again and again", tally)
            .weight(Weight.WASTE)
            .confidence(Confidence.HIGH)
            .what("a name was asked again while its absence could still be cached (RFC 2308)")
            .fix(
                "libc has no cache: NodeLocal DNSCache on the node, or a cache in the application;"
                    + " a longer denial TTL in CoreDNS's cache")
            .source("https://www.rfc-editor.org/rfc/rfc2308"));
  }
}
