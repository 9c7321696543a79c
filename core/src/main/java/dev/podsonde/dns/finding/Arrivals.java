package dev.podsonde.dns.finding;

import static java.util.stream.Collectors.toSet;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Observation;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where queries for an address come to in the end, as far as that was captured. */
final class Arrivals {
  private static final int ADDRESSES_MAX = 1024;
  private static final int TARGETS_MAX = 256;

  private final HostNames names;
  private final Room room = new Room();

  /**
   * Where those were seen last that were answered. A service's address has none: which endpoint a
   * query for it goes to is not known before it is translated.
   */
  private final Map<IpAddress, Set<String>> ends = new HashMap<>();

  /** Where any query was seen. */
  private final Set<String> passed = new HashSet<>();

  private Places places = Places.UNKNOWN;
  private @Nullable CaptureInterface latestPlace;
  private @Nullable IpAddress latestServer;

  /** Knows the pods and nodes that have addresses. */
  Arrivals(HostNames names) {
    this.names = names;
  }

  /** Hears what was captured besides the places that queries were seen at. */
  void know(Places captured) {
    places = captured;
  }

  /** {@return addresses and places that there was no room for} */
  long refused() {
    return room.refused();
  }

  /** Learns the ways of a call's queries. */
  void learn(Call call) {
    List<Lookup> lookups = call.lookups();
    for (int i = 0; i < lookups.size(); i++) {
      List<Attempt> attempts = lookups.get(i).attempts();
      for (int j = 0; j < attempts.size(); j++) {
        if (!isLearnt(attempts.get(j))) {
          learn(attempts.get(j));
        }
      }
    }
  }

  /** Most captures have one place and one server: then there is nothing more to learn. */
  @SuppressWarnings("ReferenceEquality") // interfaces are told apart by identity
  private boolean isLearnt(Attempt attempt) {
    return attempt.captureInterface() == latestPlace
        && latestServer != null
        && attempt.isServer(latestServer)
        && attempt.queryCopies().isEmpty();
  }

  private void learn(Attempt attempt) {
    List<Observation> copies = attempt.queryCopies();
    pass(attempt.captureInterface(), attempt.server());
    for (Observation copy : copies) {
      pass(copy.captureInterface(), copy.destination());
    }
    if (attempt.reply() != null) {
      end(lastDestination(attempt), lastPlace(attempt));
      if (copies.isEmpty()) {
        latestPlace = attempt.captureInterface();
        latestServer = attempt.server();
      }
    }
  }

  private void pass(CaptureInterface place, IpAddress destination) {
    room.add(passed, place.target(), TARGETS_MAX);
    room.entry(ends, destination, ADDRESSES_MAX, _ -> new HashSet<>());
  }

  private void end(IpAddress destination, CaptureInterface place) {
    Set<String> known = ends.get(destination);
    if (known != null) {
      room.add(known, place.target(), TARGETS_MAX);
    }
  }

  /** {@return where the query was seen last} */
  static CaptureInterface lastPlace(Attempt attempt) {
    Observation last = lastCopy(attempt);
    return last == null ? attempt.captureInterface() : last.captureInterface();
  }

  /** {@return whom the query was for where it was seen last} */
  static IpAddress lastDestination(Attempt attempt) {
    Observation last = lastCopy(attempt);
    return last == null ? attempt.server() : last.destination();
  }

  /** {@return the last copy; null when the query was seen first that was captured last} */
  private static @Nullable Observation lastCopy(Attempt attempt) {
    List<Observation> copies = attempt.queryCopies();
    boolean isFirstLast =
        copies.isEmpty() || copies.getLast().timestampNanos() < attempt.timestampNanos();
    return isFirstLast ? null : copies.getLast();
  }

  /** {@return whether anybody asked that address, a service's or its own} */
  boolean isAsked(IpAddress address) {
    return ends.containsKey(address);
  }

  /**
   * {@return the pods, nodes and files, by name, of which a query for that address must have come
   * to one; none when it may have gone where nothing was captured}
   */
  Set<String> of(IpAddress destination) {
    String name = names.get(destination);
    Set<String> named =
        Stream.concat(places.targets().stream(), passed.stream())
            .filter(target -> isNamed(target, name))
            .collect(toSet());
    return named.isEmpty() ? ends.getOrDefault(destination, Set.of()) : named;
  }

  /** {@return the captures put beside others that no query at all was seen in} */
  Set<String> silentFiles() {
    return places.files().stream()
        .filter(file ->
            passed.stream()
                .noneMatch(target -> target.equals(file) || target.startsWith(file + ":")))
        .collect(toSet());
  }

  /** In captures that are read as one, the file stands before the target. */
  private static boolean isNamed(String target, @Nullable String name) {
    if (name == null) {
      return false;
    }
    String own = target.substring(target.indexOf(':') + 1);
    return own.equals(name) || own.equals("node/" + name);
  }
}
