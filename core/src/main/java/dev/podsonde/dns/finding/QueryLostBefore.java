package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Observation;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.IpAddress;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * L02: with captures at several places at once, a query was seen at one and never where it must
 * have come to: at its destination's own place. One that left for where nobody captures may have
 * arrived.
 */
final class QueryLostBefore extends Rule {
  private static final int WAYS_MAX = 256;

  private final Evidence evidence;
  private final Arrivals arrivals;
  private final List<Rule> causes;
  private final Map<Way, Lost> ways = new LinkedHashMap<>();

  /** What queries came to, in any order, and whom they were for. */
  private record Way(Set<String> reached, IpAddress destination) {}

  /** Queries without reply of one way. */
  private static final class Lost {
    final Tally calls;

    /** Where how many were seen last: clocks that differ a little make it seem several places. */
    final Map<CaptureInterface, Integer> last = new LinkedHashMap<>();

    Lost(Evidence evidence) {
      calls = new Tally(evidence);
    }

    String lastPlace() {
      return Collections.max(last.entrySet(), Map.Entry.comparingByValue()).getKey().name();
    }
  }

  /** Leaves to {@code causes} what those find. */
  QueryLostBefore(Evidence evidence, Arrivals arrivals, List<Rule> causes) {
    super(evidence);
    this.evidence = evidence;
    this.arrivals = arrivals;
    this.causes = causes;
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.SILENCE);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (isExplained) {
      return false;
    }
    Set<Lost> ofCall = new LinkedHashSet<>();
    for (Lookup lookup : call.lookups()) {
      for (Attempt attempt : lookup.attempts()) {
        Lost lost = isLost(attempt) ? lostLike(attempt, call) : null;
        if (lost != null) {
          ofCall.add(lost);
        }
      }
    }
    ofCall.forEach(lost -> lost.calls.add(call));
    return false;
  }

  private static boolean isLost(Attempt attempt) {
    return attempt.outcome() == Outcome.UNANSWERED && attempt.reply() == null;
  }

  private @Nullable Lost lostLike(Attempt attempt, Call call) {
    var reached = new HashSet<String>();
    reached.add(attempt.captureInterface().target());
    for (Observation copy : attempt.queryCopies()) {
      reached.add(copy.captureInterface().target());
    }
    var way = new Way(reached, destination(attempt, call));
    Lost lost = room.entry(ways, way, WAYS_MAX, _ -> new Lost(evidence));
    if (lost != null) {
      lost.last.merge(Arrivals.lastPlace(attempt), 1, Integer::sum);
    }
    return lost;
  }

  /** All that one socket sends to a service goes to the same endpoint. */
  private static IpAddress destination(Attempt lost, Call call) {
    for (Attempt other : attempts(call)) {
      boolean isOfSocket = other.clientPort() == lost.clientPort() && other.hasServerOf(lost);
      if (isOfSocket && other.reply() != null) {
        return Arrivals.lastDestination(other);
      }
    }
    return Arrivals.lastDestination(lost);
  }

  /**
   * {@return where such queries must have come to and did not; empty when they may have arrived}
   */
  private Set<String> missed(Way way, Lost lost) {
    Set<String> own = arrivals.of(way.destination);
    boolean isOfServer = lost.calls.clients().stream().anyMatch(arrivals::isAsked);
    if (own.isEmpty() && !isOfServer) { // what a server asks leaves the way of those who ask it
      own = arrivals.silentFiles();
    }
    boolean hasArrived = own.stream().anyMatch(way.reached::contains);
    return hasArrived ? Set.of() : new TreeSet<>(own);
  }

  @Override
  boolean isFound() {
    return !isAnyFound(causes)
        && ways.entrySet().stream()
            .anyMatch(way -> !missed(way.getKey(), way.getValue()).isEmpty());
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (isAnyFound(causes)) {
      return;
    }
    ways.forEach((way, lost) -> {
      Set<String> missed = missed(way, lost);
      if (!missed.isEmpty()) {
        drafts.accept(draft(way.destination, lost, missed));
      }
    });
  }

  private static Draft draft(IpAddress destination, Lost lost, Set<String> missed) {
    return new Draft("L02", "Query lost before the server", lost.calls)
        .confidence(lost.calls.calls() > 1 ? Confidence.HIGH : Confidence.MEDIUM)
        .what(
            "queries for %s were last seen at %s and never at %s"
                .formatted(destination, lost.lastPlace(), String.join(", ", missed)))
        .ruledOut("the server is not to blame: these queries did not reach it")
        .fix(
            "Look between these two places: policies and firewall rules (iptables-save, nft list"
                + " ruleset), conntrack -S, routes of the CNI, interface counters (ip -s link)")
        .source("https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/");
  }
}
