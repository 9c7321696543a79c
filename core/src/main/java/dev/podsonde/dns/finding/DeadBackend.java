package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.IcmpError;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Observation;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.dns.lookup.QueryName;
import dev.podsonde.packet.IpAddress;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * L06 and L08: behind the service address one DNS pod never answers and others do. Where address
 * translation shows which pod a query went to, each pod is judged by its own queries; elsewhere by
 * sockets, of which each gets all of its replies or none.
 */
final class DeadBackend extends Rule {
  private static final int BACKENDS_MAX = 64;
  private static final int QUERIES_MIN = 3;
  private static final int SILENT_CALLS_MIN = 2;
  private static final int STARTS_MAX = 256;
  private static final int CLIENTS_MAX = 1024;
  private static final int NAMES_MAX = 1024;

  private final Map<IpAddress, Backend> backends = new LinkedHashMap<>();
  private final Evidence evidence;
  private final RolloutWindow rollout;
  private final Tally bySocket;

  /** When calls began: a silent one ends many seconds later than an answered one. */
  private final NavigableSet<Long> silentStarts = new TreeSet<>();

  private final Set<IpAddress> answeredClients = new HashSet<>();
  private final Set<QueryName> silentNames = new HashSet<>();
  private final Set<QueryName> answeredNames = new HashSet<>();
  private final long[] answeredStarts = new long[STARTS_MAX];
  private long calls;
  private long answeredCalls;
  private boolean isMixed;

  private static final class Backend {
    final IpAddress address;
    final Tally silent;
    long answered;
    long silentQueries;
    long latestSilentCall;
    boolean isUnreachable;
    boolean isRefusing;

    Backend(IpAddress address, Evidence evidence) {
      this.address = address;
      silent = new Tally(evidence);
    }

    boolean isDead() {
      return answered == 0 && !isRefusing && silentQueries >= QUERIES_MIN;
    }
  }

  /** Leaves to {@code rollout} what that one finds. */
  DeadBackend(Evidence evidence, RolloutWindow rollout) {
    super(evidence);
    this.rollout = rollout;
    this.evidence = evidence;
    bySocket = new Tally(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    calls++;
    for (Lookup lookup : call.lookups()) {
      for (Attempt attempt : lookup.attempts()) {
        IpAddress backend = backend(attempt);
        if (backend != null) {
          count(backend, attempt, call);
        }
      }
    }
    if (!isExplained) {
      countSockets(call);
    }
    return false;
  }

  /** {@return the address a query was translated to; null when it was not seen} */
  static @Nullable IpAddress backend(Attempt attempt) {
    for (Observation copy : attempt.queryCopies()) {
      if (!attempt.isServer(copy.destination())) {
        return copy.destination();
      }
    }
    return null;
  }

  private void count(IpAddress address, Attempt attempt, Call call) {
    Backend backend =
        room.entry(backends, address, BACKENDS_MAX, _ -> new Backend(address, evidence));
    if (backend == null) {
      return;
    }
    if (attempt.reply() != null) {
      backend.answered++;
      return;
    }
    IcmpError error = attempt.icmpError();
    // A closed port and a policy are told by something that is there.
    if (error != null && !IcmpRefusal.isHostUnreachable(error)) {
      backend.isRefusing = true;
    } else {
      backend.isUnreachable |= error != null;
      backend.silentQueries++;
      if (backend.latestSilentCall != calls) {
        backend.latestSilentCall = calls;
        backend.silent.add(call);
      }
    }
  }

  private void countSockets(Call call) {
    List<Lookup> lookups = call.lookups();
    int first = 0;
    for (int i = 1; i <= lookups.size(); i++) {
      QueryName name = lookups.get(first).name();
      if (i == lookups.size() || !lookups.get(i).name().isSameAs(name)) {
        countSockets(call, lookups.subList(first, i));
        first = i;
      }
    }
  }

  /** Looks at the lookups of one name of a call. */
  private void countSockets(Call call, List<Lookup> lookups) {
    QueryName name = lookups.getFirst().name();
    boolean isSilent = false;
    boolean isAnswered = false;
    boolean isRetried = false;
    for (Lookup lookup : lookups) {
      int port = lookup.first().clientPort();
      for (Attempt attempt : lookup.attempts()) {
        isSilent |= attempt.outcome() == Outcome.UNANSWERED && !attempt.isTcp();
        isAnswered |= attempt.reply() != null && !attempt.isTcp();
        isRetried |= attempt != lookup.first() && attempt.clientPort() == port;
      }
    }
    if (isSilent && isAnswered) {
      isMixed = true;
    } else if (isSilent && isRetried) {
      bySocket.add(call);
      room.add(silentNames, name, NAMES_MAX);
      room.add(silentStarts, call.startNanos(), STARTS_MAX);
    } else if (isAnswered) {
      room.add(answeredNames, name, NAMES_MAX);
      room.add(answeredClients, call.client().address(), CLIENTS_MAX);
      answeredStarts[(int) (answeredCalls++ % STARTS_MAX)] = call.startNanos();
    }
  }

  /** {@return after how many silent calls an answered one began, before the next silent one} */
  private int changesToAnswer() {
    int changes = 0;
    for (long silent : silentStarts) {
      Long next = silentStarts.higher(silent);
      long limit = next == null ? Long.MAX_VALUE : next;
      boolean isAnsweredThen = false;
      for (int i = 0; i < Math.min(answeredCalls, STARTS_MAX); i++) {
        isAnsweredThen |= answeredStarts[i] > silent && answeredStarts[i] < limit;
      }
      changes += isAnsweredThen ? 1 : 0;
    }
    return changes;
  }

  /**
   * {@return whether sockets show it: some get nothing, in between others get everything, for the
   * same name: else it may be the name that is not answered}
   */
  private boolean isShownBySockets() {
    return backends.isEmpty()
        && !isMixed
        && bySocket.hitsAnyOf(answeredClients)
        && !Collections.disjoint(silentNames, answeredNames)
        && bySocket.calls() >= SILENT_CALLS_MIN
        && changesToAnswer() >= SILENT_CALLS_MIN
        && !rollout.isFound();
  }

  @Override
  boolean isFound() {
    return isShownBySockets() || deadBackend() != null;
  }

  @Override
  boolean coversAll(Tally lost, Census census) {
    Backend dead = deadBackend();
    return dead != null && dead.silent.calls() >= lost.calls();
  }

  private @Nullable Backend deadBackend() {
    long alive = backends.values().stream().filter(backend -> backend.answered > 0).count();
    for (Backend backend : backends.values()) {
      if (backend.isDead() && (alive > 0 || backend.isUnreachable)) {
        return backend;
      }
    }
    return null;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    Backend dead = deadBackend();
    if (dead != null && dead.isUnreachable) {
      drafts.accept(stale(dead));
    } else if (dead != null) {
      drafts.accept(
          silent(
                  "queries sent on to " + dead.address + " got no reply, those to others did",
                  dead.silent)
              .confidence(Confidence.HIGH));
    } else if (isShownBySockets()) {
      drafts.accept(
          silent("some sockets get no reply at all, others in between get every one", bySocket)
              .unseen("which DNS pod the silent sockets are sent to; capture on the node to see"));
    }
  }

  private static Draft silent(String what, Tally tally) {
    return new Draft("L06", "One DNS pod does not answer", tally)
        .what(what)
        .ruledOut("no random loss: it takes all packets of a socket, and none of others")
        .fix(
            "Delete the DNS pod that does not answer, or mend its node; see that readiness takes"
                + " it out of the endpoints of the service (kubectl -n kube-system get endpoints)")
        .source("https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/");
  }

  private static Draft stale(Backend dead) {
    return new Draft("L08", "Stale endpoint", dead.silent)
        .confidence(Confidence.HIGH)
        .what("queries were sent on to " + dead.address + ", where nothing is any more")
        .ruledOut("no policy: the node itself says that the address does not answer ARP or ND")
        .fix(
            "See that the endpoints of the DNS service are right; delete the entries that remain"
                + " (conntrack -D -p udp --dport 53); newer kube-proxy; CoreDNS with"
                + " health { lameduck 5s } and readiness")
        .source("https://github.com/kubernetes/kubernetes/issues/125467");
  }
}
