package dev.podsonde.cli.trace;

import dev.podsonde.cli.report.DnsReport;
import dev.podsonde.cluster.DnsServer;
import dev.podsonde.cluster.PodRef;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.TcpConnection;
import dev.podsonde.dns.path.Path;
import dev.podsonde.dns.path.PathClocks;
import dev.podsonde.dns.path.Step;
import dev.podsonde.packet.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One lookup, with the ways of its packets.
 *
 * @param name as it was given
 * @param from the pod that asked
 * @param conf what its resolver is told
 * @param servers what is behind the addresses that were asked
 * @param upstream what the DNS pods asked others on behalf of it
 * @param report what the capture says of all this
 * @param clocks how the clocks of other nodes differ from that of the client's
 */
public record Trace(
    String name,
    PodRef from,
    ResolvConf conf,
    List<DnsServer> servers,
    List<TracedQuery> queries,
    List<Call> upstream,
    DnsReport report,
    PathClocks clocks) {

  /** {@return the trace of what a scope covers} */
  public static Trace of(
      String name,
      PodRef from,
      ResolvConf conf,
      List<DnsServer> servers,
      Scope scope,
      Sightings seen,
      DnsReport report) {
    List<TracedQuery> queries = scope.join(seen);
    Map<String, String> nodes = new HashMap<>();
    nodes.put(from.qualifiedName(), from.node());
    servers.forEach(server ->
        server.endpoints().forEach(endpoint -> nodes.put(endpoint.pod(), endpoint.node())));
    List<Path> paths =
        queries.stream().flatMap(traced -> traced.attempts().stream()).map(Path::of).toList();
    Function<Step, String> clockOf =
        step -> nodes.getOrDefault(step.target(), step.target().replaceFirst("^node/", ""));
    var clocks = new PathClocks(paths, clockOf, from.node());
    return new Trace(
        name, from, conf, servers, queries, List.copyOf(seen.upstream()), report, clocks);
  }

  /** {@return the way of an attempt, all in the time of the client's node} */
  Path path(Attempt attempt) {
    return clocks.correct(Path.of(attempt));
  }

  /** {@return the way of the SYNs of a query's connection; without a step when none was seen} */
  Path synPath(TracedQuery traced) {
    return clocks.correct(Path.ofSyns(traced.connections()));
  }

  /** {@return where its last packet, or the last SYN for it, was seen; empty when none was} */
  public String lastSeen(TracedQuery traced) {
    if (!traced.attempts().isEmpty()) {
      return path(traced.attempts().getLast()).last().place().name();
    }
    List<Step> syns = synPath(traced).query();
    return syns.isEmpty() ? "" : syns.getLast().place().name();
  }

  /** What belongs to a lookup among all that a capture saw meanwhile. */
  public static final class Scope {
    private final List<Query> queries;
    private final Map<Integer, List<Query>> queriesById;
    private final Set<String> names;
    private final Set<String> endpoints;

    /** Knows what was asked, and the DNS pods that may have asked others for it. */
    public Scope(List<Query> queries, List<DnsServer> servers) {
      this.queries = List.copyOf(queries);
      queriesById = queries.stream().collect(Collectors.groupingBy(Query::id));
      names = queries.stream().map(query -> withoutDot(query.name())).collect(Collectors.toSet());
      endpoints =
          servers.stream()
              .flatMap(server ->
                  Stream.concat(
                      Stream.of(server.address()), server.endpoints().stream().flatMap(Scope::own)))
              .collect(Collectors.toSet());
    }

    /** {@return the addresses that may be its own when it asks others} */
    private static Stream<String> own(DnsServer.Endpoint endpoint) {
      return Stream.concat(Stream.of(endpoint.address()), endpoint.hostAddresses().stream());
    }

    /** {@return whether it is about the lookup} */
    public boolean covers(Call call) {
      return isOwn(call) || isUpstream(call);
    }

    /** {@return whether it is one that a query was to go over} */
    public boolean covers(TcpConnection connection) {
      return queries.stream()
          .anyMatch(query -> query.isTcp() && query.clientPort() == connection.clientPort());
    }

    boolean isOwn(Call call) {
      return attempts(call).anyMatch(this::isOwn);
    }

    private boolean isOwn(Attempt attempt) {
      return queriesById.getOrDefault(attempt.query().id(), List.of()).stream()
          .anyMatch(query -> isOf(attempt, query));
    }

    private static String withoutDot(String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** By ID and question: where the node's network is used, a port may have been translated. */
    private static boolean isOf(Attempt attempt, Query query) {
      return attempt.query().id() == query.id()
          && attempt.isTcp() == query.isTcp()
          && withoutDot(attempt.lookup().name().toString()).equals(withoutDot(query.name()));
    }

    /** {@return whether a DNS pod asks somebody else for the lookup's name} */
    boolean isUpstream(Call call) {
      return endpoints.contains(call.client().address().toString())
          && !isOwn(call)
          && call.lookups().stream()
              .anyMatch(lookup -> names.contains(withoutDot(lookup.name().toString())));
    }

    /** {@return the queries with their packets, out of what is covered} */
    public List<TracedQuery> join(Sightings seen) {
      List<TracedQuery> joined = new ArrayList<>();
      for (Query query : queries) {
        joined.add(
            new TracedQuery(
                query,
                seen.own().stream()
                    .flatMap(Scope::attempts)
                    .filter(attempt -> isOf(attempt, query))
                    .toList(),
                connections(query, seen.connections())));
      }
      return joined;
    }

    /** By port and server, then by sequence number: at other places both may be translated. */
    private static List<TcpConnection> connections(Query query, List<TcpConnection> all) {
      List<TcpConnection> own = new ArrayList<>();
      for (TcpConnection each : all) {
        boolean isOwn =
            query.isTcp()
                && query.clientPort() == each.clientPort()
                && each.server().toString().equals(query.server());
        if (isOwn) {
          all.stream()
              .filter(other -> other.clientPort() == each.clientPort())
              .filter(other -> other.initialSequence() == each.initialSequence())
              .filter(other -> !own.contains(other))
              .forEach(own::add);
        }
      }
      return List.copyOf(own);
    }

    private static Stream<Attempt> attempts(Call call) {
      return call.lookups().stream().map(Lookup::attempts).flatMap(List::stream);
    }
  }

  /** {@return the DNS pod that a query has reached; empty while it is on its way} */
  String reached(Step step) {
    String destination = step.destination().toString();
    for (DnsServer server : servers) {
      for (DnsServer.Endpoint endpoint : server.endpoints()) {
        boolean isOnItsHost =
            endpoint.isOnHost()
                && step.target().equals("node/" + endpoint.node())
                && destination.equals(endpoint.address());
        if (isOnItsHost || (!endpoint.pod().isEmpty() && step.target().equals(endpoint.pod()))) {
          return endpoint.pod();
        }
      }
    }
    return "";
  }

  /** {@return who answered: the DNS pod where it was seen, else the address that the reply has} */
  String answerer(Attempt attempt) {
    List<Step> reply = path(attempt).reply();
    return reply.isEmpty() ? "" : who(reply.getFirst().source());
  }

  /** {@return the pod or service with this address, else the address} */
  String who(IpAddress address) {
    String text = address.toString();
    for (DnsServer server : servers) {
      for (DnsServer.Endpoint endpoint : server.endpoints()) {
        if (endpoint.address().equals(text) && !endpoint.pod().isEmpty()) {
          return endpoint.pod();
        }
      }
      if (server.address().equals(text) && !server.service().isEmpty()) {
        return server.service();
      }
    }
    return report.name(address);
  }

  /** {@return the same of the source of a query, which of a pod on its host is its node's} */
  String asker(IpAddress address) {
    return servers.stream()
        .flatMap(server -> server.endpoints().stream())
        .filter(endpoint -> endpoint.hostAddresses().contains(address.toString()))
        .map(DnsServer.Endpoint::pod)
        .findFirst()
        .orElseGet(() -> who(address));
  }

  /** {@return how long a resolver waits for it: from each socket, for the last of its replies} */
  long durationNanos() {
    Map<Integer, Long> bySocket = new HashMap<>();
    for (TracedQuery traced : queries) {
      Query query = traced.query();
      bySocket.merge(query.clientPort(), query.afterNanos(), Math::max);
    }
    return bySocket.values().stream().mapToLong(Long::longValue).sum();
  }

  /** {@return what the lookup yielded, in the order of the types asked for} */
  public List<String> answers() {
    return queries.stream().flatMap(traced -> traced.query().answers().stream()).toList();
  }
}
