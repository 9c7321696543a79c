package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.QueryName;
import dev.podsonde.packet.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * L15: a DNS pod stands still when the CPU time of a period is used up, and answers all that came
 * meanwhile as soon as the next period begins. So replies of different age come at once, at times
 * that differ by multiples of the period.
 */
final class ThrottledServer extends Rule {
  /** The CFS bandwidth period (cpu.cfs_period_us, cpuCFSQuotaPeriod of the kubelet). */
  private static final long PERIOD_NANOS = 100 * MILLISECOND;

  private static final int SERVERS_MAX = 64;
  private static final int STALLS_MIN = 10;

  /** Ten random phases are seldom half as near to each other. */
  private static final double CONCENTRATION_MIN = 0.8;

  private final Map<IpAddress, Server> servers = new LinkedHashMap<>();
  private final Evidence evidence;

  /** A DNS pod, and when it stood still. */
  private static final class Server {
    private static final int BURSTS_KEPT = 16;

    final IpAddress address;
    final Tally waited;
    final Phases ended = new Phases();
    private final @Nullable Burst[] bursts = new Burst[BURSTS_KEPT];
    private int latest;
    long waitNanosMax;

    Server(IpAddress address, Evidence evidence) {
      this.address = address;
      waited = new Tally(evidence);
    }

    void count(Attempt attempt) {
      waitNanosMax = Math.max(waitNanosMax, attempt.latencyNanos());
      for (Burst burst : bursts) {
        if (burst != null && burst.takes(attempt)) {
          burst.add(attempt);
          return;
        }
      }
      latest = (latest + 1) % BURSTS_KEPT;
      ended.add(bursts[latest]);
      bursts[latest] = new Burst(attempt);
    }

    Phases phases() {
      var all = new Phases();
      all.add(ended);
      for (Burst burst : bursts) {
        all.add(burst);
      }
      return all;
    }
  }

  /** Replies that came at once although they had waited. */
  private static final class Burst {
    private static final long LENGTH_NANOS = 5 * MILLISECOND;

    private final QueryName name;
    private long firstReply;
    private long firstQuery;
    private long lastQuery;
    private boolean hasOtherName;

    Burst(Attempt attempt) {
      name = attempt.lookup().name();
      firstReply = attempt.replyTimestampNanos();
      firstQuery = attempt.timestampNanos();
      lastQuery = firstQuery;
    }

    boolean takes(Attempt attempt) {
      return Math.abs(attempt.replyTimestampNanos() - firstReply) <= LENGTH_NANOS;
    }

    void add(Attempt attempt) {
      firstReply = Math.min(firstReply, attempt.replyTimestampNanos());
      firstQuery = Math.min(firstQuery, attempt.timestampNanos());
      lastQuery = Math.max(lastQuery, attempt.timestampNanos());
      hasOtherName |= !attempt.lookup().name().isSameAs(name);
    }

    /** One name may wait for one answer from elsewhere, but not several. */
    boolean isEndOfStall() {
      return hasOtherName && lastQuery - firstQuery > 2 * LENGTH_NANOS;
    }
  }

  /** At which point of the period stalls ended, as unit vectors that are added up. */
  private static final class Phases {
    int stalls;
    private double x;
    private double y;

    void add(@Nullable Burst burst) {
      if (burst != null && burst.isEndOfStall()) {
        double angle = 2 * Math.PI * (burst.firstReply % PERIOD_NANOS) / PERIOD_NANOS;
        stalls++;
        x += Math.cos(angle);
        y += Math.sin(angle);
      }
    }

    void add(Phases other) {
      stalls += other.stalls;
      x += other.x;
      y += other.y;
    }

    /** {@return whether they are concentrated: by the length of the mean vector, 0 to 1} */
    boolean isPeriodic() {
      return stalls >= STALLS_MIN && Math.hypot(x, y) / stalls >= CONCENTRATION_MIN;
    }
  }

  ThrottledServer(Evidence evidence) {
    super(evidence);
    this.evidence = evidence;
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.DELAYED);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    Server waitedFor = null;
    long waited = 0;
    for (Lookup lookup : call.lookups()) {
      Attempt first = lookup.first();
      boolean isWaiting = first.isFinal() && first.latencyNanos() >= Symptom.DELAYED_NANOS;
      Server server =
          isWaiting && ClusterNames.isClusterName(lookup.name()) ? serverOf(first) : null;
      if (server != null) {
        server.count(first);
        waitedFor = server;
        waited += first.latencyNanos();
      }
    }
    if (waitedFor != null) {
      waitedFor.waited.add(call, waited);
    }
    return false;
  }

  private @Nullable Server serverOf(Attempt attempt) {
    IpAddress backend = DeadBackend.backend(attempt);
    IpAddress address = backend == null ? attempt.server() : backend;
    return room.entry(servers, address, SERVERS_MAX, _ -> new Server(address, evidence));
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    for (Server server : servers.values()) {
      Phases phases = server.phases();
      if (phases.isPeriodic()) {
        drafts.accept(draft(server, phases));
      }
    }
  }

  private static Draft draft(Server server, Phases phases) {
    return new Draft("L15", "DNS pod stands still for want of CPU", server.waited)
        .what(
            "%d times %s kept queries waiting, up to %.0f ms, and answered them at once when a"
                    .formatted(phases.stalls, server.address, server.waitNanosMax / 1e6)
                + " period of 100 ms began")
        .unseen("the CPU limit: nr_throttled in cpu.stat of the pod's cgroup tells")
        .ruledOut("no upstream: names of the cluster are answered from memory")
        .ruledOut("no garbage collection, no load of the node: neither keeps to periods of 100 ms")
        .fix("Raise or remove the CPU limit of the DNS pods, or run more of them")
        .source("https://docs.kernel.org/scheduler/sched-bwc.html");
  }
}
