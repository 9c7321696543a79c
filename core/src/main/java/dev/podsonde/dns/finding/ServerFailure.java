package dev.podsonde.dns.finding;

import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.MessageFacts;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.packet.IpAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * R01, R02 and R05: SERVFAIL, and what its delay and the name say about the reason; and any other
 * error that leaves a call without an answer.
 */
final class ServerFailure extends Rule {
  private static final long TIMEOUT_MIN_NANOS = 900 * MILLISECOND;

  /**
   * A server that fails for other names too does not fail for what is special to the cluster's,
   * unless these fail so many times as often.
   */
  private static final int CLUSTER_SHARE_MIN = 10;

  /** DNSSEC Bogus to NSEC Missing, and before them the unsupported algorithms (RFC 8914 §4). */
  private static final int VALIDATION_FIRST = 5;

  private static final int VALIDATION_LAST = 12;

  private static final int SERVERS_MAX = 64;

  private final ForwardingLoop loop;
  private final EdnsRejected ednsRejected;
  private final Tally timeout;
  private final Tally cluster;
  private final Tally validation;
  private final Tally rejected;
  private final Set<String> rejections = new TreeSet<>();

  /** Whom a server asked in vain, where its own queries are seen too. */
  private final Map<IpAddress, IpAddress> silentUpstreams = new HashMap<>();

  private long slowestNanos;
  private int extendedError;

  /**
   * Leaves to {@code loop} what that one finds, and takes from {@code ednsRejected} what was not
   * rejected for EDNS.
   */
  ServerFailure(Evidence evidence, ForwardingLoop loop, EdnsRejected ednsRejected) {
    super(evidence);
    this.loop = loop;
    this.ednsRejected = ednsRejected;
    timeout = new Tally(evidence);
    cluster = new Tally(evidence);
    validation = new Tally(evidence);
    rejected = new Tally(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ERROR_RCODE, Symptom.SILENCE);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (isExplained) {
      return false;
    }
    Tally found = null;
    for (Attempt attempt : attempts(call)) {
      if (attempt.outcome() == Outcome.UNANSWERED) {
        IpAddress server = attempt.server();
        if (room.entry(silentUpstreams, attempt.client(), SERVERS_MAX, _ -> server) != null) {
          silentUpstreams.put(attempt.client(), server);
        }
      }
      MessageFacts reply = attempt.reply();
      if (reply == null || reply.rcode() == Rcode.NOERROR || reply.rcode() == Rcode.NXDOMAIN) {
        continue;
      }
      if (reply.rcode() == Rcode.SERVFAIL) {
        found = where(attempt, reply);
        extendedError = Math.max(extendedError, reply.extendedError());
      } else if (found == null && Tally.hasFailed(call)) {
        found = rejected;
        rejections.add(Rcode.name(reply.rcode()));
      }
    }
    if (found != null) {
      found.add(call);
    }
    return found != null;
  }

  private Tally where(Attempt attempt, MessageFacts reply) {
    int error = reply.extendedError();
    if (error >= VALIDATION_FIRST && error <= VALIDATION_LAST) {
      return validation;
    }
    if (attempt.latencyNanos() >= TIMEOUT_MIN_NANOS) {
      slowestNanos = Math.max(slowestNanos, attempt.latencyNanos());
      return timeout;
    }
    return ClusterNames.isClusterName(attempt.lookup().name()) ? cluster : tally;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (!validation.isEmpty()) {
      drafts.accept(
          new Draft("R05", "DNSSEC validation fails", validation)
              .confidence(Confidence.HIGH)
              .what("SERVFAIL with extended error %d (RFC 8914)".formatted(extendedError))
              .ruledOut("no timeout upstream: the server says itself that it does not validate")
              .fix("Look at the clock and the trust anchor of the resolver, then at the zone")
              .source("https://www.rfc-editor.org/rfc/rfc8914"));
    }
    if (!timeout.isEmpty() && !loop.isFound()) {
      drafts.accept(upstream());
    }
    boolean isOfCluster = cluster.calls() > CLUSTER_SHARE_MIN * tally.calls();
    if (isOfCluster) {
      drafts.accept(
          new Draft("R02", "SERVFAIL for names of the cluster", cluster)
              .what("names of the cluster were answered SERVFAIL at once")
              .unseen("whether the DNS pod has reached the API server yet")
              .ruledOut("no upstream is asked for these names")
              .fix(
                  "The kubernetes plugin has not synced: see the log of CoreDNS, its way to the API"
                      + " server and its role; let readiness wait for it (ready plugin)")
              .source("https://coredns.io/plugins/kubernetes/"));
    }
    Tally ofType = ednsRejected.rejectedForType(census);
    if (!ofType.isEmpty()) {
      rejections.add(Rcode.name(Rcode.NOTIMP));
    }
    if (!rejected.isEmpty() || !ofType.isEmpty()) {
      drafts.accept(
          new Draft("R01", "Server does not take the query", rejected.plus(ofType))
              .what("the server answered " + String.join(" and ", rejections) + ", an error")
              .unseen("why; the log of the server tells")
              .ruledOut("nothing was lost: the errors are here")
              .fix(
                  "See that a DNS resolver listens at that address, one that serves these names and"
                      + " types, and that no middlebox in front of it answers")
              .source("https://www.rfc-editor.org/rfc/rfc1035#section-4.1.1"));
    }
    if (!tally.isEmpty()) {
      drafts.accept(
          new Draft("R01", "SERVFAIL", isOfCluster ? tally : tally.plus(cluster))
              .confidence(Confidence.LOW)
              .what("the server answered SERVFAIL at once")
              .unseen("why; capture in the DNS pod, towards its upstream, to see who says so first")
              .ruledOut("no timeout upstream of 2 or 5 s: these replies came sooner")
              .fix(
                  "See the errors in the log of the server (log and errors plugins of CoreDNS), then"
                      + " ask its upstream directly")
              .source("https://github.com/coredns/coredns/issues/6163"));
    }
  }

  private Draft upstream() {
    String upstreams =
        timeout.servers().stream()
            .map(silentUpstreams::get)
            .filter(Objects::nonNull)
            .map(IpAddress::toString)
            .distinct()
            .collect(Collectors.joining(", "));
    return new Draft("R01", "Upstream does not answer", timeout)
        .confidence(Confidence.HIGH)
        .what(
            "SERVFAIL after up to %.1f s: the server waited for its own upstream%s in vain"
                .formatted(
                    seconds(slowestNanos), upstreams.isEmpty() ? "" : ", " + upstreams + ","))
        .unseen(
            upstreams.isEmpty() ? "which upstream; capture in the DNS pod to see whom it asks" : "")
        .ruledOut("no loss on this way: the server does answer")
        .fix(
            "Look at the forward lines of the Corefile: mend or replace the upstream, name"
                + " more than one, lower read_timeout")
        .source("https://coredns.io/plugins/forward/");
  }
}
