package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Observation;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.packet.IpAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * L11: a masquerade address has no source port left. A capture with both sides of the translation
 * shows queries that get no further than there, once nearly as many flows to one server as there
 * are ports went through within a minute, for which conntrack remembers them.
 */
final class PortsExhausted extends Rule {
  /** Linux has 28232 by default (ip_local_port_range in ip(7)). */
  private static final int FLOWS_MANY = 25_000;

  private static final int WAYS_MAX = 16;
  private static final int CLIENTS_MAX = 4096;
  private static final int LOSSES_MIN = 10;

  private final Map<Way, FlowCensus> ways = new LinkedHashMap<>();
  private final Map<IpAddress, Way> waysOfClients = new HashMap<>();
  private long lossesOfFew;
  private @Nullable Way exhausted;

  /** By which address queries leave, and for whom. */
  private record Way(IpAddress address, IpAddress server) {}

  PortsExhausted(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.COPIED, Symptom.SILENCE);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    boolean isLost = false;
    for (Lookup lookup : call.lookups()) {
      for (Attempt attempt : lookup.attempts()) {
        Way way = wayOf(attempt);
        if (way != null) {
          count(way, attempt);
        } else if (attempt.outcome() == Outcome.UNANSWERED && attempt.reply() == null) {
          isLost |= isLostForWantOfPorts(attempt);
        }
      }
    }
    if (isLost) {
      tally.add(call);
    }
    return false;
  }

  private static @Nullable Way wayOf(Attempt attempt) {
    for (Observation copy : attempt.queryCopies()) {
      if (!copy.source().equals(attempt.client())) {
        return new Way(copy.source(), copy.destination());
      }
    }
    return null;
  }

  private void count(Way way, Attempt attempt) {
    FlowCensus flows = room.entry(ways, way, WAYS_MAX, _ -> new FlowCensus(FLOWS_MANY));
    if (flows != null) {
      flows.add(attempt.flowHash(), attempt.timestampNanos());
      IpAddress client = attempt.client();
      if (room.entry(waysOfClients, client, CLIENTS_MAX, _ -> way) != null) {
        waysOfClients.put(client, way);
      }
    }
  }

  private boolean isLostForWantOfPorts(Attempt attempt) {
    Way way = waysOfClients.get(attempt.client());
    FlowCensus flows = way == null ? null : ways.get(way);
    if (flows == null) {
      return false;
    }
    if (flows.isManyAt(attempt.timestampNanos())) {
      exhausted = way;
      return true;
    }
    lossesOfFew++;
    return false;
  }

  @Override
  boolean isFound() {
    return tally.calls() >= LOSSES_MIN && lossesOfFew * 10 < tally.calls();
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (exhausted == null || !isFound()) {
      return;
    }
    drafts.accept(
        new Draft("L11", "No source port left for DNS clients", tally)
            .what(
                "queries get no further than their masquerade to %s while %d flows or more from"
                        .formatted(exhausted.address, FLOWS_MANY)
                    + " there to "
                    + exhausted.server
                    + " went through within a minute")
            .unseen("the range of ports, and conntrack's count: see conntrack -S, insert_failed")
            .ruledOut("no constant loss: hardly any was lost so while the flows were fewer")
            .fix(
                "NodeLocal DNSCache, or clients that keep their sockets; more addresses to"
                    + " masquerade with, --random-fully, a shorter nf_conntrack_udp_timeout")
            .source(
                "https://tech.xing.com/a-reason-for-unexplained-connection-timeouts-on-kubernetes-docker-abd041cf7e02"));
  }
}
