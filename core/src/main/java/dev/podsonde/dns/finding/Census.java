package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Client;
import dev.podsonde.dns.lookup.EngineCounters;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.LookupEngine;
import dev.podsonde.packet.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What all calls together were, for rules that compare one with the rest. */
final class Census {
  private static final int SERVERS_MAX = 64;
  private static final int CLIENTS_MAX = 1 << 16;

  private final Room room = new Room();
  private final List<ServerCount> servers = new ArrayList<>();
  private final Set<IpAddress> answeredClients = new HashSet<>();
  private ServerCount latest = new ServerCount(new IpAddress(IpAddress.IPV4_LENGTH, 0, 0));
  private long calls;
  private boolean hasClusterNames;
  private List<Client> clients = List.of();
  private @Nullable EngineCounters counters;

  void count(Call call) {
    calls++;
    boolean isAnswered = false;
    List<Lookup> callLookups = call.lookups();
    for (int i = 0; i < callLookups.size(); i++) {
      Lookup lookup = callLookups.get(i);
      List<Attempt> lookupAttempts = lookup.attempts();
      for (int j = 0; j < lookupAttempts.size(); j++) {
        count(lookupAttempts.get(j));
        isAnswered |= lookupAttempts.get(j).reply() != null;
      }
    }
    if (isAnswered) {
      room.add(answeredClients, call.client().address(), CLIENTS_MAX);
    }
    if (!hasClusterNames && (calls < 4096 || calls % 64 == 0)) {
      hasClusterNames = ClusterNames.isClusterName(callLookups.getFirst().name());
    }
  }

  private void count(Attempt attempt) {
    ServerCount server = serverOf(attempt);
    if (server != null) {
      server.count(attempt);
    }
  }

  private @Nullable ServerCount serverOf(Attempt attempt) {
    if (attempt.isServer(latest.address())) {
      return latest;
    }
    for (ServerCount server : servers) {
      if (attempt.isServer(server.address())) {
        latest = server;
        return server;
      }
    }
    if (servers.size() == SERVERS_MAX) {
      room.refuse();
      return null;
    }
    latest = new ServerCount(attempt.server());
    servers.add(latest);
    return latest;
  }

  /** {@return servers and clients that there was no room for} */
  long refused() {
    return room.refused();
  }

  /** Takes over what the engine counted. */
  void end(LookupEngine engine) {
    counters = engine.counters();
    clients = engine.clientsBusiest(Integer.MAX_VALUE);
  }

  /** {@return the clients that are known, the busiest first} */
  List<Client> clientsBusiestFirst() {
    return clients;
  }

  long calls() {
    return calls;
  }

  /** {@return whether names of a Kubernetes cluster were asked} */
  boolean hasClusterNames() {
    return hasClusterNames;
  }

  /** {@return the servers that were asked, the first {@value #SERVERS_MAX} of them} */
  List<ServerCount> servers() {
    return servers;
  }

  /** {@return how that server treated its clients; null when it was not asked} */
  @Nullable ServerCount server(IpAddress address) {
    for (ServerCount server : servers) {
      if (server.address().equals(address)) {
        return server;
      }
    }
    return null;
  }

  /** {@return clients that got a reply, the first {@value #CLIENTS_MAX} of them} */
  Set<IpAddress> answeredClients() {
    return answeredClients;
  }

  /** {@return whether that server answered anything} */
  boolean isAnswering(IpAddress address) {
    ServerCount server = server(address);
    return server != null && server.udpAnswered + server.tcpAnswered > 0;
  }

  /** {@return whether that server answered nothing, and refused} */
  boolean isRefusing(IpAddress address) {
    ServerCount server = server(address);
    return server != null && server.isRefusing();
  }

  /** {@return whether one of these servers answers over UDP} */
  boolean isAnyAnswering(List<IpAddress> addresses) {
    for (IpAddress address : addresses) {
      ServerCount server = server(address);
      if (server != null && server.udpAnswered > 0) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether all of these servers are known, and so} */
  boolean areAll(List<IpAddress> addresses, Predicate<ServerCount> condition) {
    for (IpAddress address : addresses) {
      ServerCount server = server(address);
      if (server == null || !condition.test(server)) {
        return false;
      }
    }
    return true;
  }

  /** {@return whether that address was asked, or answered, as a server} */
  boolean isServer(IpAddress address) {
    return server(address) != null;
  }

  /** {@return DNS queries, copies left out} */
  long queries() {
    return counters == null ? 0 : counters.queries();
  }

  /** {@return messages of multicast DNS, LLMNR and NetBIOS} */
  long noise() {
    return counters == null ? 0 : counters.multicast() + counters.netBios();
  }

  /** {@return attempts to connect for DNS over TLS} */
  long overTls() {
    return counters == null ? 0 : counters.overTls();
  }

  /** {@return UDP ports with DNS that was not read, and queries noticed there} */
  SortedMap<Integer, Long> unreadPorts() {
    return counters == null ? Collections.emptySortedMap() : counters.unreadPorts();
  }

  long droppedPackets() {
    return counters == null ? 0 : counters.droppedPackets();
  }

  /** {@return whether any packet over TCP was captured, to whatever port} */
  boolean hasTcp() {
    return counters != null && counters.tcpPackets() > 0;
  }

  /** {@return whether fragments were captured that have no ports to filter by} */
  boolean hasLaterFragments() {
    return counters != null && counters.laterFragments() > 0;
  }

  /** {@return when the latest packet was captured} */
  long endNanos() {
    return counters == null ? 0 : counters.lastNanos();
  }

  long startNanos() {
    return counters == null ? 0 : counters.firstNanos();
  }
}
