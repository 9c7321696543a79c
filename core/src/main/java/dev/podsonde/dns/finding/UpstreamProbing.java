package dev.podsonde.dns.finding;

import dev.podsonde.dns.RecordType;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.packet.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * R04: CoreDNS asks an upstream for the root again and again, for it holds it to be failing. Any
 * reply ends that, so only what is not answered counts.
 */
final class UpstreamProbing extends Rule {
  private static final int PROBES_MIN = 3;

  /** Holds four probes of a failing upstream; a client repeats a question after more than that. */
  private static final long WINDOW_NANOS = 2 * SECOND;

  private static final int PROBERS_MAX = 256;

  private final Map<Way, Prober> probers = new LinkedHashMap<>();
  private final Evidence evidence;

  private record Way(IpAddress client, IpAddress server) {}

  /** Who asks one server for the root, and when it did so the last times. */
  private static final class Prober {
    final Tally calls;
    final long[] latestNanos = new long[PROBES_MIN];
    int probes;
    boolean isHealthCheck;

    Prober(Evidence evidence) {
      calls = new Tally(evidence);
    }

    void count(Call call, Lookup lookup) {
      int before = probes;
      for (Attempt attempt : lookup.attempts()) {
        if (attempt.reply() == null) {
          count(attempt.timestampNanos());
        }
      }
      if (probes > before) {
        calls.add(call, 0);
      }
    }

    private void count(long nanos) {
      int oldest = (probes + 1) % PROBES_MIN;
      latestNanos[probes++ % PROBES_MIN] = nanos;
      isHealthCheck |= probes >= PROBES_MIN && nanos - latestNanos[oldest] <= WINDOW_NANOS;
    }
  }

  UpstreamProbing(Evidence evidence) {
    super(evidence);
    this.evidence = evidence;
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    Lookup lookup = call.lookups().getFirst();
    if (lookup.type() == RecordType.NS && lookup.name().labelCount() == 0) {
      var way = new Way(call.client().address(), lookup.first().server());
      Prober prober = room.entry(probers, way, PROBERS_MAX, _ -> new Prober(evidence));
      if (prober != null) {
        prober.count(call, lookup);
      }
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    Tally calls = tally;
    for (Prober prober : probers.values()) {
      calls = prober.isHealthCheck ? calls.plus(prober.calls) : calls;
    }
    if (calls.isEmpty()) {
      return;
    }
    drafts.accept(
        new Draft("R04", "Upstream taken for failing", calls)
            .what(
                "NS of the root is asked every half second, the health check of CoreDNS's forward")
            .ruledOut("no ordinary lookup asks for it that often")
            .fix("Mend or replace that upstream in the forward lines of the Corefile")
            .source("https://coredns.io/plugins/forward/"));
  }
}
