package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Observation;
import dev.podsonde.packet.IpAddress;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** N04: one of several DNS pods gets far more queries than the others. */
final class LoadSkew extends Rule {
  private static final int BACKENDS_MAX = 64;
  private static final int QUERIES_MIN = 200;
  private static final double RATIO_MIN = 2;

  private final Map<IpAddress, Long> backends = new HashMap<>();

  LoadSkew(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.COPIED);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      for (Observation copy : attempt.queryCopies()) {
        IpAddress backend = copy.destination();
        if (!backend.equals(attempt.server())
            && room.entry(backends, backend, BACKENDS_MAX, _ -> 0L) != null) {
          backends.merge(backend, 1L, Long::sum);
          break;
        }
      }
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    long queries = backends.values().stream().mapToLong(Long::longValue).sum();
    if (backends.size() < 2 || queries < QUERIES_MIN) {
      return;
    }
    double mean = (double) queries / backends.size();
    var most = Collections.max(backends.entrySet(), Map.Entry.comparingByValue());
    if (most.getValue() < RATIO_MIN * mean) {
      return;
    }
    drafts.accept(
        new Draft("N04", "Load on DNS pods is uneven", tally)
            .weight(Weight.NOTICE)
            .confidence(Confidence.HIGH)
            .what(
                "%s got %d of %d queries, %.1f times its share among %d"
                    .formatted(
                        most.getKey(),
                        most.getValue(),
                        queries,
                        most.getValue() / mean,
                        backends.size()))
            .fix(
                "Clients with one socket stay with one pod: let forwarders open more sockets, and"
                    + " CoreDNS end long TCP connections (timeouts { maxtcpqueries 128 })")
            .source("https://github.com/kubernetes/kubernetes/issues/76517"));
  }
}
