package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.dns.lookup.ResolverProfile;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * L01: A and AAAA leave one socket at once, both create a conntrack entry, and the packet whose
 * entry comes second is dropped; the client waits for its timeout. Strong when only such pairs
 * lose: loss of queries that leave alone, of retries, of both at once, or of the first half as
 * often as of the second is loss at random.
 */
final class AddressPairRace extends Rule {
  private static final long TOGETHER_NANOS = 2 * MILLISECOND;

  /** A busy machine stops a client between both, even until the server has answered one. */
  private static final long TOGETHER_STOPPED_NANOS = 100 * MILLISECOND;

  private static final int LONE_ATTEMPTS_MIN = 100;

  /** One may be chance; as many among few are telling. */
  private static final int LOSSES_MIN = 2;

  /**
   * Where so many losses are due and none is seen, chance is excluded (by chance in one capture of
   * twenty).
   */
  private static final double TELLING_MIN = 2.999;

  private long pairs;
  private long pairsRaced;
  private long firstHalvesRaced;
  private long pairsLost;
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
    if (isExplained) {
      return false;
    }
    boolean isRace = false;
    List<Lookup> lookups = call.lookups();
    int i = 0;
    while (i < lookups.size()) {
      Lookup first = lookups.get(i++);
      Lookup second = i < lookups.size() ? lookups.get(i) : null;
      if (second != null && isPair(first, second)) {
        isRace |= isAtOnce(call, first, second) && countPair(first, second);
        i++;
      } else {
        countAlone(first.first());
        countRetries(first);
      }
    }
    if (isRace) {
      tally.add(call);
    }
    return isRace;
  }

  /** {@return whether one of both was lost, and answered when it was asked again} */
  private boolean countPair(Lookup first, Lookup second) {
    pairs++;
    countRetries(first);
    countRetries(second);
    Attempt one = first.first();
    Attempt other = second.first();
    boolean isEnded = first.isFinal() && second.isFinal();
    pairsLost += isEnded && isLost(one) && isLost(other) ? 1 : 0;
    boolean isOneLost = (isLost(one) && isAnswered(other)) || (isLost(other) && isAnswered(one));
    pairsRaced += isEnded && isOneLost ? 1 : 0;
    firstHalvesRaced += isEnded && isOneLost && isLost(one) ? 1 : 0;
    return isEnded && isOneLost;
  }

  /** A query that is repeated finds the entry that the first attempt made, or has no rival. */
  private void countRetries(Lookup lookup) {
    List<Attempt> attempts = lookup.attempts();
    for (int i = 1; lookup.isFinal() && i < attempts.size(); i++) {
      countAlone(attempts.get(i));
    }
  }

  private void countAlone(Attempt attempt) {
    if (!attempt.isTcp()) {
      loneAttempts++;
      loneLosses += isLost(attempt) ? 1 : 0;
    }
  }

  private static boolean isPair(Lookup first, Lookup second) {
    Attempt one = first.first();
    Attempt other = second.first();
    return first.name().isSameAs(second.name())
        && !one.isTcp()
        && !other.isTcp()
        && one.clientPort() == other.clientPort()
        && other.timestampNanos() - one.timestampNanos() < TOGETHER_STOPPED_NANOS;
  }

  /** {@return whether both race; a pair that loses nothing need not tell, and counts among them} */
  private static boolean isAtOnce(Call call, Lookup first, Lookup second) {
    long apart = second.startNanos() - first.startNanos();
    boolean isWhole = !isLost(first.first()) && !isLost(second.first());
    return isWhole || apart < TOGETHER_NANOS || areSentAtOnce(call, first, second);
  }

  /**
   * {@return whether the client did not wait for the first answer, though it may have come before
   * the second query: it asked both again, which glibc does with what is outstanding together; or
   * it is musl, which never waits}
   */
  private static boolean areSentAtOnce(Call call, Lookup first, Lookup second) {
    Attempt one = first.first();
    boolean isUnanswered =
        one.reply() == null || one.replyTimestampNanos() > second.first().timestampNanos();
    boolean isRepeated = first.attempts().size() > 1 && second.attempts().size() > 1;
    return isUnanswered || isRepeated || call.client().resolver() == ResolverProfile.MUSL;
  }

  private static boolean isLost(Attempt attempt) {
    return attempt.outcome() == Outcome.UNANSWERED && attempt.anomalies().isEmpty();
  }

  private static boolean isAnswered(Attempt attempt) {
    return attempt.reply() != null && attempt.latencyNanos() < SECOND;
  }

  /** {@return whether pairs lose packets and queries that leave alone do not} */
  boolean isRace() {
    if (tally.isEmpty() || isChance() || isLossOfAll()) {
      return false;
    }
    if (loneAttempts < LONE_ATTEMPTS_MIN && loneLosses < LOSSES_MIN) {
      return true;
    }
    double ofPairs = (double) pairsRaced / Math.max(1, pairs);
    double ofLone = (double) loneLosses / loneAttempts;
    return ofPairs > 4 * ofLone;
  }

  /**
   * {@return whether too few queries are sent otherwise to tell that these are spared, and yet some
   * of them are lost, or either half about as often; a race takes the second one mostly}
   */
  private boolean isLossOfAll() {
    double shareOfHalves = pairsRaced / (2.0 * Math.max(1, pairs));
    double expectedElse = pairs * shareOfHalves * shareOfHalves + loneAttempts * shareOfHalves;
    long lostElse = pairsLost + loneLosses;
    boolean isLostElse = lostElse > 0 && 2 * lostElse >= expectedElse;
    long rarer = Math.min(firstHalvesRaced, pairsRaced - firstHalvesRaced);
    boolean isOfEitherHalf = rarer >= LOSSES_MIN && rarer * 3 >= pairsRaced;
    return expectedElse < TELLING_MIN && (isLostElse || isOfEitherHalf);
  }

  /**
   * {@return whether as many pairs lost both halves as when each is lost by chance; a race takes
   * one of two, and an outage takes both more often than that}
   */
  private boolean isChance() {
    double shareOfHalves = pairsRaced / (2.0 * Math.max(1, pairs));
    double expected = pairs * shareOfHalves * shareOfHalves;
    return pairsLost >= LOSSES_MIN && pairsLost <= 4 * expected + LOSSES_MIN;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (!isRace()) {
      return;
    }
    boolean isStrong = loneAttempts >= LONE_ATTEMPTS_MIN && tally.calls() > 1;
    Draft draft =
        new Draft("L01", "A/AAAA conntrack race", tally)
            .confidence(isStrong ? Confidence.HIGH : Confidence.MEDIUM)
            .what(
                "of A and AAAA, sent at once from one socket, one got no reply, "
                    + "and the same question asked again did")
            .unseen(
                "whether the missing query reached a DNS pod; capture there as well to see"
                    + (isStrong ? "" : "; too few queries left alone to exclude random loss"))
            .ruledOut("the server does not refuse one type: the repeated query was answered")
            .fix(
                "NodeLocal DNSCache (its queries skip conntrack); or per pod dnsConfig.options"
                    + " single-request-reopen (glibc) or use-vc; kernel 5.0 or later. Look at"
                    + " insert_failed of: conntrack -S")
            .source("https://github.com/kubernetes/kubernetes/issues/56903");
    drafts.accept(
        isStrong
            ? draft.ruledOut(
                "no random loss: of queries that left alone, retries too, %d of %d were lost"
                    .formatted(loneLosses, loneAttempts))
            : draft);
  }
}
