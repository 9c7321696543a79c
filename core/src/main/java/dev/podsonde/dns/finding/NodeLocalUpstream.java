package dev.podsonde.dns.finding;

import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import dev.podsonde.dns.lookup.TcpConnection;
import dev.podsonde.packet.IpAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * I08: NodeLocal DNSCache does not reach the DNS pods, which it asks over TCP for names of the
 * cluster. It answers SERVFAIL when its own patience ends, or as soon as its connection fails.
 */
final class NodeLocalUpstream extends Rule {
  private static final long TIMEOUT_MIN_NANOS = 900 * MILLISECOND;

  private final Set<IpAddress> unreached = new LinkedHashSet<>();
  private long slowestNanos;

  NodeLocalUpstream(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ERROR_RCODE);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (isExplained) {
      return false;
    }
    for (Lookup lookup : call.lookups()) {
      for (Attempt attempt : lookup.attempts()) {
        if (isFailure(attempt) && ClusterNames.isClusterName(lookup.name())) {
          slowestNanos = Math.max(slowestNanos, attempt.latencyNanos());
          tally.add(call);
          return true;
        }
      }
    }
    return false;
  }

  /** At once, and without a connection that fails, SERVFAIL may be what the DNS pods say. */
  private boolean isFailure(Attempt attempt) {
    MessageFacts reply = attempt.reply();
    return reply != null
        && reply.rcode() == Rcode.SERVFAIL
        && (attempt.latencyNanos() >= TIMEOUT_MIN_NANOS || !unreached.isEmpty())
        && NodeLocal.isAsked(attempt);
  }

  @Override
  void examine(TcpConnection connection) {
    boolean isCutOff = connection.isResetByServer() && connection.queries() > connection.replies();
    boolean isFailed = connection.isUnanswered() || connection.isRefused() || isCutOff;
    if (isFailed && !NodeLocal.is(connection.server())) {
      room.add(unreached, connection.server(), Tally.KEPT_MAX);
    }
  }

  /** {@return whether it explains why connections to that server fail} */
  boolean explains(IpAddress server) {
    return !tally.isEmpty() && unreached.contains(server);
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.isEmpty()) {
      return;
    }
    drafts.accept(
        new Draft("I08", "NodeLocal DNSCache does not reach the DNS pods", tally)
            .confidence(unreached.isEmpty() ? Confidence.MEDIUM : Confidence.HIGH)
            .what(
                "NodeLocal DNSCache answers SERVFAIL for names of the cluster, after up to %.1f s%s"
                    .formatted(
                        seconds(slowestNanos),
                        unreached.isEmpty()
                            ? ""
                            : ", and connections to TCP port 53 of %s fail".formatted(unreached)))
            .unseen(
                unreached.isEmpty()
                    ? "its connections to the DNS pods; capture on the node, TCP port 53, to see"
                    : "")
            .ruledOut("no loss on this way: the cache does answer")
            .fix(
                "Let the nodes reach the DNS pods on TCP port 53: endpoints of the service"
                    + " kube-dns-upstream, policies and firewalls for traffic of the host; until"
                    + " then prefer_udp instead of force_tcp in the cache's Corefile")
            .source("https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/"));
  }
}
