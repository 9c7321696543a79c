package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.packet.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * L10: a resolver drops what exceeds its rate. Either it loses nothing in slower seconds, or it
 * sends as many replies in every second, far more evenly than loss by chance would leave them.
 */
final class RateLimited extends Rule {
  private static final int SERVERS_MAX = 16;

  private final DeadBackend deadBackend;
  private final Evidence evidence;
  private final List<Resolver> resolvers = new ArrayList<>();
  private @Nullable Resolver latest;

  /** Leaves to {@code deadBackend} what that one finds: one of two in turn loses evenly, too. */
  RateLimited(Evidence evidence, DeadBackend deadBackend) {
    super(evidence);
    this.evidence = evidence;
    this.deadBackend = deadBackend;
  }

  /** How one server answered in each second. */
  private static final class Resolver {
    /** A call without reply ends so many seconds after it began at most. */
    private static final int SECONDS_KEPT = 64;

    final IpAddress address;
    final Tally lost;
    private final long[] seconds = new long[SECONDS_KEPT];
    private final long[] queries = new long[SECONDS_KEPT];
    private final long[] silent = new long[SECONDS_KEPT];
    private final SecondRates ended = new SecondRates();
    private long firstSecond = Long.MAX_VALUE;
    private long lastSecond = Long.MIN_VALUE;

    Resolver(IpAddress address, Evidence evidence) {
      this.address = address;
      lost = new Tally(evidence);
    }

    /** {@return whether it was lost in a busy second} */
    boolean count(Attempt attempt) {
      long second = attempt.timestampNanos() / SECOND;
      int slot = Math.floorMod(second, SECONDS_KEPT);
      if (second < seconds[slot]) {
        return false;
      }
      if (second > seconds[slot]) {
        end(slot, ended);
        seconds[slot] = second;
        queries[slot] = 0;
        silent[slot] = 0;
      }
      firstSecond = Math.min(firstSecond, second);
      lastSecond = Math.max(lastSecond, second);
      queries[slot]++;
      boolean isLost = attempt.outcome() == Outcome.UNANSWERED;
      silent[slot] += isLost ? 1 : 0;
      return isLost && queries[slot] > SecondRates.BUSY_QUERIES;
    }

    private void end(int slot, SecondRates rates) {
      boolean isWhole = seconds[slot] > firstSecond && seconds[slot] < lastSecond;
      rates.add(queries[slot], silent[slot], isWhole);
    }

    /** {@return all seconds, also those that may go on} */
    SecondRates rates() {
      SecondRates all = ended.copy();
      for (int slot = 0; slot < SECONDS_KEPT; slot++) {
        end(slot, all);
      }
      return all;
    }
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    List<Lookup> lookups = call.lookups();
    Resolver lossy = null;
    for (int i = 0; i < lookups.size(); i++) {
      List<Attempt> attempts = lookups.get(i).attempts();
      for (int j = 0; j < attempts.size(); j++) {
        Resolver resolver = resolverOf(attempts.get(j));
        boolean isLost = resolver != null && resolver.count(attempts.get(j));
        lossy = isLost ? resolver : lossy;
      }
    }
    if (lossy != null) {
      lossy.lost.add(call);
    }
    return false;
  }

  private @Nullable Resolver resolverOf(Attempt attempt) {
    if (latest != null && attempt.isServer(latest.address)) {
      return latest;
    }
    for (Resolver resolver : resolvers) {
      if (attempt.isServer(resolver.address)) {
        latest = resolver;
        return resolver;
      }
    }
    if (resolvers.size() == SERVERS_MAX) {
      room.refuse();
      return null;
    }
    latest = new Resolver(attempt.server(), evidence);
    resolvers.add(latest);
    return latest;
  }

  @Override
  boolean isFound() {
    return !deadBackend.isFound() && resolvers.stream().anyMatch(RateLimited::isLimiting);
  }

  private static boolean isLimiting(Resolver resolver) {
    if (resolver.lost.isEmpty()) {
      return false;
    }
    SecondRates rates = resolver.rates();
    return rates.isLossInBusySecondsOnly() || rates.isEven();
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (!isFound()) {
      return;
    }
    for (Resolver resolver : resolvers) {
      if (isLimiting(resolver)) {
        drafts.accept(draft(resolver, resolver.rates()));
      }
    }
  }

  private static Draft draft(Resolver resolver, SecondRates rates) {
    Draft draft =
        new Draft("L10", "Resolver drops at high rate", resolver.lost)
            .fix(
                "Resolvers of clouds limit the rate per interface (AWS: 1024 packets/s): spread the"
                    + " DNS pods over nodes, NodeLocal DNSCache, a longer cache, fewer search"
                    + " domains")
            .source("https://repost.aws/knowledge-center/vpc-find-cause-of-failed-dns-queries");
    return rates.isLossInBusySecondsOnly()
        ? draft
            .what(
                "replies of %s are missing only in seconds with more than %d queries: %d of them, %d queries"
                    .formatted(
                        resolver.address,
                        SecondRates.BUSY_QUERIES,
                        rates.busySeconds(),
                        rates.busyLoss()))
            .ruledOut("no constant loss: slower seconds lose next to nothing")
        : draft
            .what(
                "%s sends %.0f replies in every second, however many queries come, %.0f on average"
                    .formatted(resolver.address, rates.repliesMean(), rates.queriesMean()))
            .ruledOut("no loss at random: the replies of a second would vary five times as much");
  }
}
