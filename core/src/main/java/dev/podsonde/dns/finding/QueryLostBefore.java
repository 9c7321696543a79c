package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Observation;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.dns.lookup.ResolverProfile;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * L02: with captures at several places at once, a query was seen at one and never at those behind
 * it.
 */
final class QueryLostBefore extends Rule {
  private static final int PLACES_MAX = 64;

  private final Evidence evidence;

  /** Where queries that got no reply were seen last. */
  private final IdentityHashMap<CaptureInterface, Tally> lastSeen = new IdentityHashMap<>();

  /** Where such a query was seen at all: it is not lost before there. */
  private final IdentityHashMap<CaptureInterface, Boolean> reached = new IdentityHashMap<>();

  /** Where clients send from: not behind the place of another client. */
  private final IdentityHashMap<CaptureInterface, Boolean> ofClients = new IdentityHashMap<>();

  private @Nullable CaptureInterface lastPlace;
  private @Nullable IpAddress lastServer;

  /** Whom queries were for at a place. */
  private final IdentityHashMap<CaptureInterface, Set<IpAddress>> destinations =
      new IdentityHashMap<>();

  /** What the destination of a query became on its way. */
  private final Map<IpAddress, Set<IpAddress>> translations = new HashMap<>();

  /** Whom lost queries were for where they were seen last. */
  private final Set<IpAddress> lostFor = new HashSet<>();

  private List<CaptureInterface> places = List.of();

  QueryLostBefore(Evidence evidence) {
    super(evidence);
    this.evidence = evidence;
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (ofClients.size() < PLACES_MAX && call.client().resolver() != ResolverProfile.FORWARDER) {
      ofClients.put(call.lookups().getFirst().first().captureInterface(), true);
    }
    CaptureInterface last = null;
    for (Lookup lookup : call.lookups()) {
      for (Attempt attempt : lookup.attempts()) {
        learn(attempt);
        if (attempt.outcome() == Outcome.UNANSWERED && !isExplained) {
          CaptureInterface place = lastPlaceOf(attempt);
          last = isArrived(attempt, place) ? last : place;
        }
      }
    }
    if (last != null && (lastSeen.size() < PLACES_MAX || lastSeen.containsKey(last))) {
      lastSeen.computeIfAbsent(last, _ -> new Tally(evidence)).add(call);
    }
    return false;
  }

  private void learn(Attempt attempt) {
    List<Observation> copies = attempt.queryCopies();
    if (copies.isEmpty() && isLearnt(attempt)) {
      return;
    }
    lastPlace = attempt.captureInterface();
    lastServer = attempt.server();
    add(destinations, attempt.captureInterface(), attempt.server());
    if (copies.isEmpty()) {
      return;
    }
    for (Observation copy : copies) {
      add(destinations, copy.captureInterface(), copy.destination());
    }
    add(translations, attempt.server(), copies.getLast().destination());
  }

  /** Most captures have one place and one server: then there is nothing more to learn. */
  @SuppressWarnings("ReferenceEquality") // interfaces are told apart by identity
  private boolean isLearnt(Attempt attempt) {
    return attempt.captureInterface() == lastPlace
        && lastServer != null
        && attempt.isServer(lastServer);
  }

  private static <K> void add(Map<K, Set<IpAddress>> map, K key, IpAddress address) {
    Set<IpAddress> known = map.get(key);
    if (known == null && map.size() < PLACES_MAX) {
      known = new HashSet<>();
      map.put(key, known);
    }
    if (known != null && known.size() < PLACES_MAX) {
      known.add(address);
    }
  }

  private CaptureInterface lastPlaceOf(Attempt attempt) {
    CaptureInterface last = attempt.captureInterface();
    reached.put(last, true);
    IpAddress destination = attempt.server();
    for (Observation copy : attempt.queryCopies()) {
      last = copy.captureInterface();
      destination = copy.destination();
      reached.put(last, true);
    }
    if (lostFor.size() < PLACES_MAX) {
      lostFor.add(destination);
    }
    return last;
  }

  /** Pods forward nothing: a query that came to one but the client's has come to its end. */
  private static boolean isArrived(Attempt attempt, CaptureInterface last) {
    return last.isOfPod() && !last.target().equals(attempt.captureInterface().target());
  }

  /** Hears which places there are, those without any query too. */
  void knowPlaces(List<CaptureInterface> all) {
    places = all;
  }

  /**
   * {@return places that no query without reply ever reached, and that are no client's; other
   * interfaces of a node that they did reach need not be on their way}
   */
  private List<CaptureInterface> neverReached() {
    Set<String> targets =
        reached.keySet().stream().map(CaptureInterface::target).collect(Collectors.toSet());
    List<CaptureInterface> never = new ArrayList<>();
    for (CaptureInterface place : places) {
      boolean isReached = reached.containsKey(place) || targets.contains(place.target());
      if (!isReached && !ofClients.containsKey(place) && isOnTheWay(place)) {
        never.add(place);
      }
    }
    return never;
  }

  /** Another server's place is not behind, however many queries it sees. */
  private boolean isOnTheWay(CaptureInterface place) {
    Set<IpAddress> seen = destinations.get(place);
    return seen == null
        || lostFor.stream()
            .anyMatch(lost ->
                seen.contains(lost)
                    || translations.getOrDefault(lost, Set.of()).stream().anyMatch(seen::contains));
  }

  @Override
  boolean isFound() {
    return !lastSeen.isEmpty() && !neverReached().isEmpty();
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (!isFound()) {
      return;
    }
    List<String> behind =
        neverReached().stream().map(CaptureInterface::target).distinct().sorted().toList();
    lastSeen.forEach((last, calls) ->
        drafts.accept(
            new Draft("L02", "Query lost before the server", calls)
                .confidence(calls.calls() > 1 ? Confidence.HIGH : Confidence.MEDIUM)
                .what(
                    "queries were last seen at %s and never at %s"
                        .formatted(name(last), String.join(", ", behind)))
                .ruledOut("the server is not to blame: these queries did not reach it")
                .fix(
                    "Look between these two places: policies and firewall rules (iptables-save,"
                        + " nft list ruleset), conntrack -S, routes of the CNI, interface"
                        + " counters (ip -s link)")
                .source(
                    "https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/")));
  }

  static String name(CaptureInterface place) {
    return place.name().isEmpty() ? "the place of capture" : place.name();
  }
}
