package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.packet.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * L09: while DNS pods are replaced, queries are still sent to one that has gone, or already to one
 * that is not ready. It answers all before, or all after, and the loss ends soon.
 */
final class RolloutWindow extends Rule {
  private static final int BACKENDS_MAX = 64;
  private static final int LOSSES_MIN = 3;
  private static final int CLIENTS_MAX = 1024;
  private static final int CLIENTS_FROM_START = 1024;
  private static final int CLIENTS_EVERY = 64;

  /** Until rules of kube-proxy and entries of conntrack that clients use have changed. */
  private static final long WINDOW_NANOS = 30 * SECOND;

  /** As long must the capture go on, or have gone on, without queries to that pod. */
  private static final long APART_NANOS = 10 * SECOND;

  /** Loss at other times than these has other reasons. */
  private static final double SHARE_MIN = 0.9;

  private final Map<IpAddress, Backend> backends = new LinkedHashMap<>();
  private final Evidence evidence;
  private @Nullable Backend latest;
  private long startNanos = Long.MAX_VALUE;
  private long endNanos = Long.MIN_VALUE;
  private long losses;

  /** When queries to one DNS pod were sent. */
  private static final class Backend {
    final IpAddress address;
    final Tally lost;
    final Room room;
    final Set<IpAddress> answeredClients = new HashSet<>();
    long losses;
    long answers;
    long firstLost = Long.MAX_VALUE;
    long lastLost = Long.MIN_VALUE;
    long firstAnswered = Long.MAX_VALUE;
    long lastAnswered = Long.MIN_VALUE;

    Backend(IpAddress address, Evidence evidence, Room room) {
      this.address = address;
      this.room = room;
      lost = new Tally(evidence);
    }

    void countAnswer(IpAddress client, long nanos) {
      if (answers++ < CLIENTS_FROM_START || answers % CLIENTS_EVERY == 0) {
        room.add(answeredClients, client, CLIENTS_MAX);
      }
      firstAnswered = Math.min(firstAnswered, nanos);
      lastAnswered = Math.max(lastAnswered, nanos);
    }

    void countLoss(long nanos) {
      losses++;
      firstLost = Math.min(firstLost, nanos);
      lastLost = Math.max(lastLost, nanos);
    }

    boolean isGone(long captureEndNanos) {
      return firstLost > lastAnswered
          && lastLost - lastAnswered <= WINDOW_NANOS
          && captureEndNanos - lastLost >= APART_NANOS;
    }

    boolean isNew(long captureStartNanos) {
      return lastLost < firstAnswered
          && firstAnswered - firstLost <= WINDOW_NANOS
          && firstLost - captureStartNanos >= APART_NANOS;
    }
  }

  RolloutWindow(Evidence evidence) {
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
    Backend lossy = null;
    for (int i = 0; i < lookups.size(); i++) {
      List<Attempt> attempts = lookups.get(i).attempts();
      for (int j = 0; j < attempts.size(); j++) {
        Backend lost = count(call, attempts.get(j));
        lossy = lost == null ? lossy : lost;
      }
    }
    if (lossy != null) {
      lossy.lost.add(call);
    }
    return false;
  }

  /** {@return the pod that lost it; null when it was not lost} */
  private @Nullable Backend count(Call call, Attempt attempt) {
    Backend backend = backendOf(attempt);
    long nanos = attempt.timestampNanos();
    startNanos = Math.min(startNanos, nanos);
    endNanos = Math.max(endNanos, nanos);
    boolean isLost = attempt.outcome() == Outcome.UNANSWERED && attempt.reply() == null;
    losses += isLost ? 1 : 0;
    if (backend == null) {
      return null;
    }
    if (isLost) {
      backend.countLoss(nanos);
    } else if (attempt.reply() != null) {
      backend.countAnswer(call.client().address(), nanos);
    }
    return isLost ? backend : null;
  }

  /** Behind the translation of the service address, servers are the pods themselves. */
  private @Nullable Backend backendOf(Attempt attempt) {
    IpAddress translated = attempt.queryCopies().isEmpty() ? null : DeadBackend.backend(attempt);
    if (latest != null
        && (translated == null
            ? attempt.isServer(latest.address)
            : translated.equals(latest.address))) {
      return latest;
    }
    IpAddress address = translated == null ? attempt.server() : translated;
    latest = room.entry(backends, address, BACKENDS_MAX, _ -> new Backend(address, evidence, room));
    return latest;
  }

  private List<Backend> replaced() {
    List<Backend> replaced = new ArrayList<>();
    long explained = 0;
    for (Backend backend : backends.values()) {
      boolean isReplaced =
          backend.losses >= LOSSES_MIN
              && backend.answers >= LOSSES_MIN
              && (backend.isGone(endNanos) || backend.isNew(startNanos))
              && isAnotherAnswering(backend);
      if (isReplaced) {
        replaced.add(backend);
        explained += backend.losses;
      }
    }
    return explained >= SHARE_MIN * losses ? replaced : List.of();
  }

  /** {@return whether another one answered the same clients meanwhile} */
  private boolean isAnotherAnswering(Backend replaced) {
    for (Backend other : backends.values()) {
      if (other != replaced
          && other.answers >= LOSSES_MIN
          && other.firstAnswered <= replaced.lastLost
          && other.lastAnswered >= replaced.firstLost
          && replaced.lost.hitsAnyOf(other.answeredClients)) {
        return true;
      }
    }
    return false;
  }

  @Override
  boolean isFound() {
    return losses > 0 && !replaced().isEmpty();
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    for (Backend backend : losses == 0 ? List.<Backend>of() : replaced()) {
      drafts.accept(draft(backend, backend.isGone(endNanos)));
    }
  }

  private static Draft draft(Backend backend, boolean isGone) {
    long nanos =
        isGone
            ? backend.lastLost - backend.lastAnswered
            : backend.firstAnswered - backend.firstLost;
    return new Draft("L09", "DNS pod replaced while it is asked", backend.lost)
        .what(
            isGone
                ? "for %.1f s after its last reply, queries were still sent to the DNS pod %s"
                    .formatted(seconds(nanos), backend.address)
                : "for %.1f s before its first reply, queries were sent to the DNS pod %s already"
                    .formatted(seconds(nanos), backend.address))
        .unseen("why the pod was replaced: kubectl get events -A tells")
        .ruledOut("no constant loss: that pod lost nothing at other times, nor did others")
        .fix(
            isGone
                ? "Let a DNS pod answer while it ends: CoreDNS health { lameduck 5s }, a"
                    + " terminationGracePeriodSeconds longer than that; maxUnavailable 1 and a"
                    + " PodDisruptionBudget"
                : "Let the endpoint follow readiness: a readinessProbe with the ready plugin of"
                    + " CoreDNS, no publishNotReadyAddresses in the DNS service")
        .source("https://coredns.io/plugins/health/");
  }
}
