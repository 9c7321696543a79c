package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.packet.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * N05: behind one service address some DNS pods are near and others far. The time to live of
 * replies tells by how many hops, and names of the cluster, which CoreDNS answers from memory, tell
 * how long these take.
 */
final class DistantBackend extends Rule {
  private static final int DISTANCES_MAX = 32;
  private static final int REPLIES_MIN = 50;

  /** As many tell a median well enough. */
  private static final int REPLIES_MAX = 1 << 12;

  /** Pods send with this one, Linux's (ip_default_ttl in ip(7)), and few hops away. */
  private static final int TIME_TO_LIVE_SENT = 64;

  private static final int HOPS_MAX = 8;

  /** Between zones, not between nodes of one. */
  private static final long COST_MIN_NANOS = MILLISECOND;

  private static final int RATIO_MIN = 2;

  private final Evidence evidence;
  private final List<Distance> distances = new ArrayList<>();
  private @Nullable Distance latest;

  /** Replies from one service address that came by as many hops. */
  private record Distance(IpAddress server, int timeToLive, Tally slowCalls, Latencies latencies) {
    boolean isOf(Attempt attempt) {
      return timeToLive == attempt.replyTimeToLive() && attempt.isServer(server);
    }

    void count(Call call, Attempt attempt) {
      latencies.add(attempt.latencyNanos());
      if (attempt.latencyNanos() >= COST_MIN_NANOS) {
        slowCalls.add(call, 0);
      }
    }

    boolean isFartherThan(Distance other) {
      return server.equals(other.server)
          && timeToLive < other.timeToLive
          && latencies.count() >= REPLIES_MIN
          && other.latencies.count() >= REPLIES_MIN
          && extraNanos(other) >= COST_MIN_NANOS
          && latencies.medianNanos() >= RATIO_MIN * other.latencies.medianNanos();
    }

    long extraNanos(Distance other) {
      return latencies.medianNanos() - other.latencies.medianNanos();
    }
  }

  DistantBackend(Evidence evidence) {
    super(evidence);
    this.evidence = evidence;
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    List<Lookup> lookups = call.lookups();
    for (int i = 0; i < lookups.size(); i++) {
      Attempt first = lookups.get(i).first();
      int timeToLive = first.replyTimeToLive();
      boolean isOfPod =
          first.isFinal()
              && timeToLive <= TIME_TO_LIVE_SENT
              && timeToLive >= TIME_TO_LIVE_SENT - HOPS_MAX;
      Distance distance = isOfPod ? distanceOf(first) : null;
      if (distance != null
          && distance.latencies.count() < REPLIES_MAX
          && ClusterNames.isClusterName(lookups.get(i).name())) {
        distance.count(call, first);
      }
    }
    return false;
  }

  private @Nullable Distance distanceOf(Attempt attempt) {
    if (latest != null && latest.isOf(attempt)) {
      return latest;
    }
    for (Distance distance : distances) {
      if (distance.isOf(attempt)) {
        latest = distance;
        return distance;
      }
    }
    if (distances.size() == DISTANCES_MAX) {
      room.refuse();
      return null;
    }
    latest =
        new Distance(
            attempt.server(), attempt.replyTimeToLive(), new Tally(evidence), new Latencies());
    distances.add(latest);
    return latest;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    for (Distance far : distances) {
      for (Distance near : distances) {
        if (far.isFartherThan(near)) {
          drafts.accept(draft(far, near));
          return;
        }
      }
    }
  }

  private static Draft draft(Distance far, Distance near) {
    return new Draft("N05", "DNS pods far away are asked", far.slowCalls)
        .weight(Weight.WASTE)
        .what(
            "of %s, %d replies came by %d more hops than %d others, and took %.1f ms more"
                .formatted(
                    far.server,
                    far.latencies.count(),
                    near.timeToLive - far.timeToLive,
                    near.latencies.count(),
                    far.extraNanos(near) / 1e6))
        .unseen("on which node, and in which zone, those DNS pods run")
        .ruledOut("no upstream: names of the cluster are answered from memory")
        .fix(
            "NodeLocal DNSCache; or trafficDistribution: PreferClose in the DNS service, with DNS"
                + " pods in every zone")
        .source(
            "https://kubernetes.io/docs/concepts/services-networking/service/#traffic-distribution");
  }
}
