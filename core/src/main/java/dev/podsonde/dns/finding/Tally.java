package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Anomaly;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.IcmpError;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.QueryName;
import dev.podsonde.dns.lookup.TcpConnection;
import dev.podsonde.packet.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What one rule gathered: how often, whom it hit, what it cost, and the packets that show it. */
final class Tally {
  /** Bounds the clients, servers and names that a finding tells. */
  static final int KEPT_MAX = 8;

  /** Bounds those that are counted; one more is not told apart. */
  private static final int COUNTED_MAX = Finding.CLIENTS_COUNTED_MAX;

  private static final int FRAMES_MAX = 24;
  private static final int FRAMES_OF_CALL_MAX = 8;

  private final Evidence evidence;
  private final Map<IpAddress, Integer> clients = new HashMap<>();
  private final Map<IpAddress, Integer> servers = new HashMap<>();
  private final Map<QueryName, NameCount> names = new HashMap<>();
  private final Set<Long> frames = new TreeSet<>();
  private final Set<Endpoint> sockets = new LinkedHashSet<>();
  private long calls;
  private long callsTillNamesWereMany;
  private long failedCalls;
  private long lostNanos;

  private record Endpoint(IpAddress address, int port) {}

  /** Calls that began with one name; the text is what the application asked for. */
  private static final class NameCount {
    final String text;
    int count;

    NameCount(String text) {
      this.text = text;
    }
  }

  Tally(Evidence evidence) {
    this.evidence = evidence;
  }

  /** Counts a call; the time it lost is what its repetitions cost. */
  void add(Call call) {
    add(call, call.lostNanos());
  }

  /** Counts a call that lost {@code nanos}, with its packets. */
  void add(Call call, long nanos) {
    count(call, nanos);
    if (frames.size() == FRAMES_MAX) {
      return;
    }
    int shown = frames.size();
    for (Lookup lookup : tellingLookups(call)) {
      for (Attempt attempt : lookup.attempts()) {
        if (frames.size() - shown < FRAMES_OF_CALL_MAX) {
          show(attempt);
        }
      }
    }
  }

  /** {@return the lookups of names with which something was wrong; all when nothing was} */
  private static List<Lookup> tellingLookups(Call call) {
    List<Lookup> telling =
        call.lookups().stream()
            .filter(lookup ->
                call.lookups().stream()
                    .anyMatch(other -> !isPlain(other) && other.name().isSameAs(lookup.name())))
            .toList();
    return telling.isEmpty() ? call.lookups() : telling;
  }

  private static boolean isPlain(Lookup lookup) {
    return lookup.attempts().size() == 1
        && lookup.isFinal()
        && lookup.first().anomalies().isEmpty();
  }

  /** Counts a call of which only some attempts show it; {@link #show} those. */
  void count(Call call, long nanos) {
    calls++;
    lostNanos += nanos;
    if (hasFailed(call)) {
      failedCalls++;
    }
    increment(clients, call.client().address());
    Attempt first = call.lookups().getFirst().first();
    increment(servers, first.server());
    countName(call);
  }

  private void countName(Call call) {
    QueryName first = call.lookups().getFirst().name();
    NameCount name = names.get(first);
    if (name == null && names.size() < COUNTED_MAX) {
      name = new NameCount(call.baseName());
      names.put(first, name);
      callsTillNamesWereMany = calls;
    }
    if (name != null) {
      name.count++;
    }
  }

  /** Counts a call that the client takes for failed although it was answered. */
  void countFailed() {
    failedCalls++;
  }

  /** {@return whether no lookup of the last name was answered for good} */
  static boolean hasFailed(Call call) {
    List<Lookup> lookups = call.lookups();
    Lookup last = lookups.getLast();
    for (Lookup lookup : lookups) {
      if (lookup.name().isSameAs(last.name()) && lookup.isFinal()) {
        return false;
      }
    }
    return true;
  }

  /** Points at the packets of an attempt. */
  void show(Attempt attempt) {
    show(attempt.frame());
    if (attempt.reply() != null) {
      show(attempt.replyFrame());
    }
    IcmpError error = attempt.icmpError();
    if (error != null) {
      show(error.frame());
    }
    for (Anomaly anomaly : attempt.anomalies()) {
      show(anomaly.frame());
    }
    if (sockets.size() < KEPT_MAX) {
      sockets.add(new Endpoint(attempt.client(), attempt.clientPort()));
    }
  }

  /** Counts a TCP connection and points at it. */
  void add(TcpConnection connection) {
    calls++;
    increment(clients, connection.client());
    increment(servers, connection.server());
    show(connection.firstFrame());
    if (sockets.size() < KEPT_MAX) {
      sockets.add(new Endpoint(connection.client(), connection.clientPort()));
    }
  }

  /** Points at one packet. */
  void show(long frame) {
    if (frames.size() < FRAMES_MAX && frames.add(frame)) {
      evidence.keep(frame);
    }
  }

  /** Counts something that is no call. */
  void addOther(IpAddress client, IpAddress server, long frame) {
    calls++;
    increment(clients, client);
    increment(servers, server);
    show(frame);
  }

  /** {@return what both gathered; neither changes} */
  Tally plus(Tally other) {
    var sum = new Tally(Evidence.NONE);
    for (Tally part : List.of(this, other)) {
      sum.calls += part.calls;
      sum.callsTillNamesWereMany += part.callsTillNamesWereMany;
      sum.failedCalls += part.failedCalls;
      sum.lostNanos += part.lostNanos;
      part.clients.forEach((key, count) -> merge(sum.clients, key, count));
      part.servers.forEach((key, count) -> merge(sum.servers, key, count));
      part.frames.stream().limit(FRAMES_MAX - sum.frames.size()).forEach(sum.frames::add);
      part.sockets.stream().limit(KEPT_MAX - sum.sockets.size()).forEach(sum.sockets::add);
      for (var entry : part.names.entrySet()) {
        NameCount theirs = entry.getValue();
        sum.names.computeIfAbsent(entry.getKey(), _ -> new NameCount(theirs.text)).count +=
            theirs.count;
      }
    }
    return sum;
  }

  boolean isEmpty() {
    return calls == 0;
  }

  long calls() {
    return calls;
  }

  long failedCalls() {
    return failedCalls;
  }

  long lostNanos() {
    return lostNanos;
  }

  /** {@return clients that were hit, the most hit first} */
  List<IpAddress> clients() {
    return mostOf(clients);
  }

  int clientCount() {
    return clients.size();
  }

  /** {@return whether one of the clients that were hit is among these} */
  boolean hitsAnyOf(Set<IpAddress> others) {
    return !Collections.disjoint(clients.keySet(), others);
  }

  List<IpAddress> servers() {
    return mostOf(servers);
  }

  List<String> names() {
    Map<String, Integer> counts = new HashMap<>();
    names.values().forEach(name -> counts.merge(name.text, name.count, Integer::sum));
    return mostOf(counts);
  }

  /**
   * {@return how many different names there were for each call, 0 to 1, as long as names were not
   * too many to be told apart}
   */
  double namesPerCall() {
    boolean areMany = names.size() >= COUNTED_MAX;
    return (double) names.size() / Math.max(1, areMany ? callsTillNamesWereMany : calls);
  }

  List<Long> frames() {
    return List.copyOf(frames);
  }

  /** {@return a pcap-filter expression that selects the packets of its first sockets} */
  String filter() {
    var filter = new StringBuilder();
    for (Endpoint socket : sockets) {
      filter.append(filter.isEmpty() ? "" : " or ");
      filter.append("(host ").append(socket.address).append(" and port ").append(socket.port);
      filter.append(')');
    }
    if (!frames.isEmpty() && !sockets.isEmpty()) {
      String protocol = sockets.iterator().next().address.isIpv4() ? "icmp" : "icmp6";
      filter.append(" or ").append(protocol);
    }
    return filter.toString();
  }

  private static <K> void increment(Map<K, Integer> counts, K key) {
    merge(counts, key, 1);
  }

  private static <K> void merge(Map<K, Integer> counts, K key, int count) {
    if (counts.size() < COUNTED_MAX || counts.containsKey(key)) {
      counts.merge(key, count, Integer::sum);
    }
  }

  private static <K> List<K> mostOf(Map<K, Integer> counts) {
    var entries = new ArrayList<>(counts.entrySet());
    entries.sort(
        Comparator.comparing(Map.Entry<K, Integer>::getValue)
            .reversed()
            .thenComparing(entry -> entry.getKey().toString()));
    return entries.stream().limit(KEPT_MAX).map(Map.Entry::getKey).toList();
  }
}
