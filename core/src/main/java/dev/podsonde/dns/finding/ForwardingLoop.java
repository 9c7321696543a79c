package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Observation;
import dev.podsonde.dns.lookup.ResolverProfile;
import dev.podsonde.packet.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** R03: a query comes back to the server that forwarded it. */
final class ForwardingLoop extends Rule {
  private static final int PASSES_MIN = 3;
  private static final int OWN_PASSES_MIN = 100;

  /** A host of a DNS pod asks the service as well, and may do so for a name some times at once. */
  private static final int SERVICE_PASSES_MIN = 20;

  private static final int ANY_ID = 1 << 16;
  private static final int SLOTS = 4096;
  private static final long WINDOW_NANOS = SECOND;
  private static final int TYPE_HINFO = 13;
  private static final int EDGES_MAX = 4096;
  private static final Pattern PROBE = Pattern.compile("\\d{6,}\\.\\d{6,}\\..*");

  private final long[] keys = new long[SLOTS];
  private final long[] firstNanos = new long[SLOTS];
  private final int[] passes = new int[SLOTS];
  private final Set<Edge> edges = new HashSet<>();
  private final Set<Endpoint> endpoints = new HashSet<>();

  /** Somebody asked somebody for a name in vain. */
  private record Edge(String name, int type, IpAddress client, IpAddress server) {}

  /** Queries to a service were sent on to one of its endpoints. */
  private record Endpoint(IpAddress service, IpAddress address) {}

  ForwardingLoop(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    boolean isLoop = false;
    for (Lookup lookup : call.lookups()) {
      isLoop |= isProbeBack(lookup);
      if (call.client().resolver() == ResolverProfile.FORWARDER) {
        isLoop |= passes(lookup.first(), lookup.first().query().id()) >= PASSES_MIN;
      }
      learnEndpoint(lookup.first());
      isLoop |= !lookup.isFinal() && (comesBack(lookup) || isOfOwnService(lookup));
    }
    if (isLoop) {
      tally.add(call);
    }
    return isLoop;
  }

  /**
   * The loop plugin of CoreDNS asks for a name of random numbers, another for each replica, at its
   * start, and again some seconds later without a reply; only what loops passes more than once a
   * second.
   */
  private boolean isProbeBack(Lookup lookup) {
    if (lookup.type() != TYPE_HINFO || !PROBE.matcher(lookup.name().toString()).matches()) {
      return false;
    }
    boolean isBack = false;
    for (Attempt attempt : lookup.attempts()) {
      isBack |= passes(attempt, ANY_ID) >= PASSES_MIN;
    }
    return isBack;
  }

  /** {@return how often the question has been seen within a second, with this ID, or with any} */
  private int passes(Attempt attempt, int id) {
    long nanos = attempt.timestampNanos();
    Lookup lookup = attempt.lookup();
    long key = lookup.name().hashCode() * 31L + lookup.type() * 65_537L + id;
    int slot = (int) (key & SLOTS - 1);
    if (keys[slot] != key || nanos - firstNanos[slot] > WINDOW_NANOS) {
      keys[slot] = key;
      firstNanos[slot] = nanos;
      passes[slot] = 0;
    }
    passes[slot]++;
    return passes[slot];
  }

  /**
   * A forwarder that asks with IDs of its own is known by whom the query goes to: back to who asked
   * it, or to itself, more often than clients of a server on the same host ask.
   */
  private boolean comesBack(Lookup lookup) {
    Attempt first = lookup.first();
    List<Observation> copies = first.queryCopies();
    IpAddress client = first.client();
    IpAddress server = copies.isEmpty() ? first.server() : copies.getLast().destination();
    if (client.equals(server)) {
      return passes(first, ANY_ID) >= OWN_PASSES_MIN;
    }
    String name = lookup.name().toString();
    room.add(edges, new Edge(name, lookup.type(), client, server), EDGES_MAX);
    return edges.contains(new Edge(name, lookup.type(), server, client));
  }

  private void learnEndpoint(Attempt attempt) {
    IpAddress backend = attempt.queryCopies().isEmpty() ? null : DeadBackend.backend(attempt);
    if (backend != null) {
      room.add(endpoints, new Endpoint(attempt.server(), backend), EDGES_MAX);
    }
  }

  /**
   * A DNS pod that forwards to the service of which it is an endpoint is asked again by itself or
   * by another one, each time with an ID of its own, until it gives up: the open queries pile up.
   */
  private boolean isOfOwnService(Lookup lookup) {
    if (endpoints.isEmpty()) {
      return false;
    }
    boolean isOpen = false;
    for (Attempt attempt : lookup.attempts()) {
      boolean isOfEndpoint = endpoints.contains(new Endpoint(attempt.server(), attempt.client()));
      isOpen |=
          isOfEndpoint
              && passes(attempt, ANY_ID + attempt.client().hashCode()) >= SERVICE_PASSES_MIN;
    }
    return isOpen;
  }

  @Override
  boolean isFound() {
    return !tally.isEmpty();
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.isEmpty()) {
      return;
    }
    drafts.accept(
        new Draft("R03", "Forwarding loop", tally)
            .confidence(Confidence.HIGH)
            .what("the same question comes back to those who forwarded it")
            .ruledOut("no retry: it passes on other sockets, sooner than timeouts")
            .fix(
                "The DNS pods forward to themselves: /etc/resolv.conf of the node names 127.0.0.53"
                    + " or the cluster's DNS. Set resolvConf of the kubelet to"
                    + " /run/systemd/resolve/resolv.conf, or name upstreams in forward")
            .source("https://coredns.io/plugins/loop/"));
  }
}
