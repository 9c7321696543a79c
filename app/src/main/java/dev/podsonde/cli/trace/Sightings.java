package dev.podsonde.cli.trace;

import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.LookupListener;
import dev.podsonde.dns.lookup.TcpConnection;
import java.util.ArrayList;
import java.util.List;

/** What a capture saw of what a scope covers. */
public final class Sightings implements LookupListener {
  /** Bounds the queries kept of the lookup itself, about 1 KiB each. */
  private static final int OWN_QUERIES_MAX = 1 << 14;

  /** Bounds those that DNS pods asked on behalf of it: a loop makes thousands a second. */
  private static final int UPSTREAM_QUERIES_MAX = 1 << 11;

  private static final int CONNECTIONS_MAX = 1 << 12;

  private final Trace.Scope scope;
  private final KeptCalls own = new KeptCalls(OWN_QUERIES_MAX);
  private final KeptCalls upstream = new KeptCalls(UPSTREAM_QUERIES_MAX);
  private final List<TcpConnection> connections = new ArrayList<>();
  private long refusedConnections;

  /** Calls as long as there is room for their queries. */
  private static final class KeptCalls {
    final List<Call> calls = new ArrayList<>();
    long refusedQueries;
    private int queriesLeft;

    KeptCalls(int queriesMax) {
      queriesLeft = queriesMax;
    }

    void add(Call call) {
      int queries = call.queries();
      if (queries <= queriesLeft) {
        queriesLeft -= queries;
        call.keep();
        calls.add(call);
      } else {
        refusedQueries += queries;
      }
    }
  }

  /** Gathers what {@code scope} covers. */
  public Sightings(Trace.Scope scope) {
    this.scope = scope;
  }

  @Override
  public void onCall(Call call) {
    if (scope.isOwn(call)) {
      own.add(call);
    } else if (scope.isUpstream(call)) {
      upstream.add(call);
    }
  }

  @Override
  public void onConnection(TcpConnection connection) {
    if (scope.covers(connection)) {
      if (connections.size() < CONNECTIONS_MAX) {
        connections.add(connection);
      } else {
        refusedConnections++;
      }
    }
  }

  /** {@return the calls of the lookup itself, as each DNS pod or client made them} */
  List<Call> own() {
    return own.calls;
  }

  /** {@return what DNS pods asked others on behalf of it, the first that there was room for} */
  List<Call> upstream() {
    return upstream.calls;
  }

  /** {@return the connections that queries went over, as they ended} */
  List<TcpConnection> connections() {
    return connections;
  }

  /** {@return queries and connections that were not kept, being too many} */
  public long refused() {
    return own.refusedQueries + upstream.refusedQueries + refusedConnections;
  }
}
