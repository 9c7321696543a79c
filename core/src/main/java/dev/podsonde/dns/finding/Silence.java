package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Observation;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.dns.lookup.QueryName;
import dev.podsonde.dns.lookup.ResolverProfile;
import dev.podsonde.dns.lookup.TcpConnection;
import dev.podsonde.packet.IpAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * L05 and P03: no attempt and no retry is answered, and nothing says why. Each name of a call is
 * judged by itself: those that a search list made of it before may have been answered.
 */
final class Silence extends Rule {
  private static final int CALLS_MIN_SURE = 3;

  /** So many times the calls that were lost whole must have lost only some packets. */
  private static final int RECOVERED_MIN = 3;

  /** Hardly a reply comes later, however busy its server is. */
  private static final long LONG_WAIT_NANOS = 2 * SECOND;

  private final TypeDropped typeDropped;
  private final List<Rule> causes;
  private final Tally brief;
  private long briefLongWaits;

  /** Calls that lost packets and yet were answered. */
  private long recoveredCalls;

  private int attemptsMin = Integer.MAX_VALUE;
  private boolean hasSilentConnection;
  private boolean isOfForwarders = true;

  /** Where several places were captured: the last that saw one of the queries. */
  private String lastSeenAt = "";

  /** Leaves to {@code typeDropped} and {@code causes} what those find. */
  Silence(Evidence evidence, TypeDropped typeDropped, List<Rule> causes) {
    super(evidence);
    this.typeDropped = typeDropped;
    this.causes = causes;
    brief = new Tally(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.SILENCE);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    recoveredCalls += isRecovered(call) ? 1 : 0;
    List<Lookup> silent = isExplained ? List.of() : silentLookups(call);
    if (silent.isEmpty()) {
      return false;
    }
    boolean isBrief = call.isCutShort() && silent.stream().allMatch(Silence::isAskedOnce);
    (isBrief ? brief : tally).add(call);
    attemptsMin = Math.min(attemptsMin, silent.getFirst().attempts().size());
    isOfForwarders &= call.client().resolver() == ResolverProfile.FORWARDER;
    briefLongWaits += isBrief && call.waitedNanos() >= LONG_WAIT_NANOS ? 1 : 0;
    lastSeenAt = lastSeenAt.isEmpty() ? lastPlace(silent) : lastSeenAt;
    return true;
  }

  /** {@return the lookups of the first of its names that met nothing but silence; else none} */
  private static List<Lookup> silentLookups(Call call) {
    for (QueryName name : call.names()) {
      List<Lookup> lookups = lookupsOf(call, name);
      if (isSilent(lookups)) {
        return lookups;
      }
    }
    return List.of();
  }

  private static boolean isSilent(List<Lookup> lookups) {
    boolean isSilent = false;
    for (Lookup lookup : lookups) {
      for (Attempt attempt : lookup.attempts()) {
        if (attempt.reply() != null || attempt.icmpError() != null) {
          return false;
        }
        isSilent |= attempt.outcome() == Outcome.UNANSWERED;
      }
    }
    return isSilent;
  }

  private static boolean isRecovered(Call call) {
    for (Lookup lookup : call.lookups()) {
      if (lookup.isFinal() && lookup.first().outcome() == Outcome.UNANSWERED) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return whether loss at random, of which other calls recovered, leaves as many calls without
   * any reply}
   */
  boolean isChance(Census census) {
    if (tally.isEmpty() || recoveredCalls < RECOVERED_MIN * tally.calls()) {
      return false;
    }
    long queries = 0;
    long answered = 0;
    for (ServerCount server : census.servers()) {
      queries += server.udpAnswered + server.udpSilent;
      answered += server.udpAnswered;
    }
    double lost = queries == 0 ? 0 : 1 - (double) answered / queries;
    return tally.calls() <= 1 + 2 * census.calls() * Math.pow(lost, attemptsMin);
  }

  private static boolean isAskedOnce(Lookup lookup) {
    return lookup.attempts().size() == 1;
  }

  private static String lastPlace(List<Lookup> lookups) {
    String place = "";
    for (Lookup lookup : lookups) {
      for (Attempt attempt : lookup.attempts()) {
        List<Observation> copies = attempt.queryCopies();
        place = copies.isEmpty() ? place : copies.getLast().captureInterface().name();
      }
    }
    return place;
  }

  @Override
  void examine(TcpConnection connection) {
    hasSilentConnection |= connection.isUnanswered();
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    // One query lost just before the capture ended says little, unless nothing else was answered.
    boolean isBriefTelling =
        !tally.isEmpty()
            || briefLongWaits >= CALLS_MIN_SURE
            || !census.isAnyAnswering(brief.servers());
    Tally all = isBriefTelling ? tally.plus(brief) : tally;
    if (all.isEmpty()
        || isRefused(census)
        || isAnyFound(causes)
        || typeDropped.coversAll(all, census)
        || census.areAll(all.servers(), ServerCount::isUdpBlocked)
        || isChance(census)) {
      return;
    }
    boolean isSure = tally.calls() >= CALLS_MIN_SURE;
    boolean isAnswered = census.isAnyAnswering(all.servers());
    boolean isUpstream = isOfForwarders || all.clients().stream().allMatch(census::isServer);
    if (!isAnswered || all.hitsAnyOf(census.answeredClients())) {
      drafts.accept(
          census.areAll(all.servers(), ServerCount::isGone) && !isUpstream
              ? ofServerGone(all, census, isSure)
              : ofServer(all, isSure, isAnswered, isUpstream));
    } else if (all.servers().stream().allMatch(NodeLocal::is)) {
      drafts.accept(NodeLocalDenied.silent(all));
    } else {
      drafts.accept(ofSomeClients(all, isSure));
    }
  }

  /** {@return whether all that these calls asked refuse others, and answer nobody} */
  private boolean isRefused(Census census) {
    return tally.plus(brief).servers().stream().allMatch(census::isRefusing);
  }

  /** {@return the calls that servers kept waiting which refuse others; may be empty} */
  Tally keptWaiting(Census census) {
    return isRefused(census) ? tally.plus(brief) : new Tally(Evidence.NONE);
  }

  private String lastSeen() {
    return lastSeenAt.isEmpty() ? "" : "; queries were last seen at " + lastSeenAt;
  }

  private Draft ofSomeClients(Tally all, boolean isSure) {
    return new Draft("P03", "Queries dropped for some clients", all)
        .confidence(isSure ? Confidence.HIGH : Confidence.MEDIUM)
        .what("these clients get no reply from a server that answers others" + lastSeen())
        .unseen("which hop drops the queries, or the replies")
        .ruledOut("the server works: other clients in this capture are answered by it")
        .fix(
            "Read the NetworkPolicies that select these pods (kubectl get networkpolicy -n NS):"
                + " egress to the DNS pods must be allowed on port 53, UDP and TCP")
        .source("https://kubernetes.io/docs/concepts/services-networking/network-policies/");
  }

  private static Draft ofServerGone(Tally all, Census census, boolean isSure) {
    long sinceNanos = Long.MAX_VALUE;
    for (IpAddress address : all.servers()) {
      ServerCount server = census.server(address);
      sinceNanos = server == null ? sinceNanos : Math.min(sinceNanos, server.firstSilentNanos());
    }
    double seconds = (sinceNanos - census.startNanos()) / 1e9;
    return new Draft("L05", "No reply any more", all)
        .confidence(isSure ? Confidence.HIGH : Confidence.MEDIUM)
        .what(
            "the server answered all until %.1f s into the capture, and nothing after that"
                .formatted(seconds))
        .unseen("whether the server went, or the way to it; capture there, or trace, to see")
        .ruledOut("not refused: no ICMP error and no reset came back")
        .fix(
            "See what happened to the DNS pods at that time (kubectl -n kube-system get pods,"
                + " describe, logs --previous) and to the endpoints of the service, then what changed"
                + " on the way: a NetworkPolicy, kube-proxy, the network plugin, the node")
        .source("https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/");
  }

  private Draft ofServer(Tally all, boolean isSure, boolean isAnswered, boolean isUpstream) {
    return new Draft("L05", "No reply at all", all)
        .confidence(isSure && !isAnswered ? Confidence.HIGH : Confidence.MEDIUM)
        .what(
            isAnswered
                ? "no attempt for a name of these calls got a reply or an error, while others did"
                : (isUpstream ? "a forwarder asks its upstream in vain: " : "")
                    + "no query got a reply or an error, nor did any retry"
                    + (hasSilentConnection ? ", over TCP neither" : "")
                    + lastSeen())
        .unseen(
            "whether the queries reached "
                + (isUpstream
                    ? "that upstream; capture on its way to see"
                    : "a DNS pod; capture there, or trace, to see"))
        .ruledOut("not refused: no ICMP error and no reset came back")
        .fix(isUpstream ? fixOfUpstream() : fixOfServer(isAnswered))
        .source(
            isUpstream
                ? "https://coredns.io/plugins/forward/"
                : "https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/");
  }

  private static String fixOfUpstream() {
    return "See that this upstream, named in the forward lines of the Corefile or in resolv.conf of"
        + " the node, runs and may be asked from the DNS pods on port 53, UDP and TCP; name another"
        + " one beside it";
  }

  private static String fixOfServer(boolean isAnswered) {
    return "See that DNS pods run and are ready (kubectl -n kube-system get endpoints kube-dns),"
        + " then that a NetworkPolicy for the pod allows port 53, UDP and TCP, then the way"
        + " between the nodes"
        + (isAnswered
            ? "; where only names outside of the cluster are silent, the upstream that is"
                + " named in the forward lines of the Corefile"
            : "");
  }
}
