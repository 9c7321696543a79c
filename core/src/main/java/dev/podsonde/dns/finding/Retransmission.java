package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.packet.IpAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** L13: replies were missing and repeating the question helped; no special rule knows why. */
final class Retransmission extends Rule {
  private final AddressFamilyBroken family;
  private final AddressPairRace race;
  private final Silence silence;
  private final List<Rule> partialCauses;
  private final List<Rule> causes;

  /**
   * Takes over what {@code family}, {@code race} and {@code silence} gathered when it turns out to
   * be loss at random, and leaves to {@code causes} what those find, to {@code partialCauses} only
   * if that is all.
   */
  Retransmission(
      Evidence evidence,
      AddressFamilyBroken family,
      AddressPairRace race,
      Silence silence,
      List<Rule> partialCauses,
      List<Rule> causes) {
    super(evidence);
    this.family = family;
    this.race = race;
    this.silence = silence;
    this.partialCauses = partialCauses;
    this.causes = causes;
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.RETRIED);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (isExplained || call.lostNanos() == 0) {
      return false;
    }
    for (Lookup lookup : call.lookups()) {
      if (lookup.first().outcome() == Outcome.UNANSWERED && lookup.isFinal()) {
        tally.add(call);
        return true;
      }
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    Tally all = race.isRace() ? tally : tally.plus(race.tally);
    for (Tally lost : family.lost(census)) {
      all = all.plus(lost);
    }
    if (all.isEmpty()
        || isAnyFound(causes)
        || isCovered(all, census)
        || census.areAll(all.servers(), ServerCount::isUdpBlocked)) {
      return;
    }
    all = silence.isChance(census) ? all.plus(silence.tally) : all;
    String silent = silentServers(all, census);
    Draft draft =
        new Draft("L13", "Packets lost, lookups delayed", all)
            .confidence(silent.isEmpty() ? Confidence.HIGH : Confidence.MEDIUM)
            .what("a query or its reply was lost, and the client waited before it asked again")
            .unseen(
                silent.isEmpty()
                    ? "on which way the packets were lost; capture in the DNS pods as well to see"
                    : "whether "
                        + silent
                        + " is dead: it was asked too rarely to tell, and in vain")
            .fix(
                "Find where packets are dropped: interface and queue counters (ip -s link, tc -s"
                    + " qdisc), conntrack (conntrack -S, nf_conntrack_count and _max), CPU limits of"
                    + " the DNS pods. NodeLocal DNSCache shortens the way")
            .source("https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/");
    drafts.accept(
        race.isRace()
            ? draft
            : draft.ruledOut("no bias to pairs of A and AAAA that would point at conntrack"));
  }

  /** {@return the servers, with commas, that answered and refused nobody} */
  private static String silentServers(Tally lost, Census census) {
    return lost.servers().stream()
        .filter(address -> !census.isAnswering(address) && !census.isRefusing(address))
        .map(IpAddress::toString)
        .collect(Collectors.joining(", "));
  }

  private boolean isCovered(Tally lost, Census census) {
    for (Rule cause : partialCauses) {
      if (cause.coversAll(lost, census)) {
        return true;
      }
    }
    return false;
  }
}
