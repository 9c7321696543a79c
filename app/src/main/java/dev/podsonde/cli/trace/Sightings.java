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
  private final List<Call> own = new ArrayList<>();
  private final List<Call> upstream = new ArrayList<>();
  private final List<TcpConnection> connections = new ArrayList<>();
  private int ownLeft = OWN_QUERIES_MAX;
  private int upstreamLeft = UPSTREAM_QUERIES_MAX;
  private long refused;

  /** Gathers what {@code scope} covers. */
  public Sightings(Trace.Scope scope) {
    this.scope = scope;
  }

  @Override
  public void onCall(Call call) {
    int queries = call.queries();
    if (scope.isOwn(call)) {
      if (queries <= ownLeft) {
        ownLeft -= queries;
        keep(call, own);
      } else {
        refused += queries;
      }
    } else if (scope.isUpstream(call)) {
      if (queries <= upstreamLeft) {
        upstreamLeft -= queries;
        keep(call, upstream);
      } else {
        refused += queries;
      }
    }
  }

  private static void keep(Call call, List<Call> calls) {
    call.keep();
    calls.add(call);
  }

  @Override
  public void onConnection(TcpConnection connection) {
    if (scope.covers(connection)) {
      if (connections.size() < CONNECTIONS_MAX) {
        connections.add(connection);
      } else {
        refused++;
      }
    }
  }

  /** {@return the calls of the lookup itself, as each DNS pod or client made them} */
  List<Call> own() {
    return own;
  }

  /** {@return what DNS pods asked others on behalf of it, the first that there was room for} */
  List<Call> upstream() {
    return upstream;
  }

  /** {@return the connections that queries went over, as they ended} */
  List<TcpConnection> connections() {
    return connections;
  }

  /** {@return queries and connections that were not kept, being too many} */
  public long refused() {
    return refused;
  }
}
