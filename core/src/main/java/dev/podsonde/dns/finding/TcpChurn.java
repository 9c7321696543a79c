package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.TcpConnection;
import java.util.function.Consumer;

/** T09: TCP connections carry one query each, or the server ends them before it has answered. */
final class TcpChurn extends Rule {
  private static final int CONNECTIONS_MIN = 50;
  private static final double QUERIES_PER_CONNECTION_MIN = 1.5;

  private final Tally ended;
  private long connections;
  private long queries;

  TcpChurn(Evidence evidence) {
    super(evidence);
    ended = new Tally(evidence);
  }

  @Override
  void examine(TcpConnection connection) {
    if (connection.queries() == 0) {
      return;
    }
    connections++;
    queries += connection.queries();
    boolean isEndedByServer =
        connection.isResetByServer()
            || (connection.serverEndNanos() >= 0 && connection.clientEndNanos() < 0)
            || (connection.serverEndNanos() >= 0
                && connection.serverEndNanos() < connection.clientEndNanos());
    if (isEndedByServer && connection.replies() < connection.queries()) {
      ended.add(connection);
    } else {
      tally.add(connection);
    }
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (!ended.isEmpty()) {
      drafts.accept(
          new Draft("T09", "Server ends TCP connections early", ended)
              .confidence(Confidence.HIGH)
              .what("the server closed or reset the connection before it had answered")
              .fix(
                  "Look at the server's limits for TCP (CoreDNS: timeouts { read, idle,"
                      + " maxtcpqueries }) and its log at that time")
              .source("https://github.com/coredns/coredns/issues/3659"));
    }
    if (connections >= CONNECTIONS_MIN && queries < connections * QUERIES_PER_CONNECTION_MIN) {
      drafts.accept(
          new Draft("T09", "A TCP connection for each query", tally)
              .weight(Weight.WASTE)
              .confidence(Confidence.HIGH)
              .what("%d TCP connections carried %d queries".formatted(connections, queries))
              .fix(
                  "Let clients keep connections, or use UDP: no use-vc in resolv.conf, and fewer"
                      + " truncated answers")
              .source("https://www.rfc-editor.org/rfc/rfc7766#section-6.2.1"));
    }
  }
}
