package dev.podsonde.cli.trace;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.TcpConnection;
import java.util.List;

/**
 * A query as the pod knows it, and as the capture does.
 *
 * @param attempts its packets, repetitions too; none when it was seen nowhere
 * @param connections the one it was to go over, as it was seen at each place; none for UDP
 */
public record TracedQuery(Query query, List<Attempt> attempts, List<TcpConnection> connections) {
  /** {@return the attempts that no reply came back for} */
  List<Attempt> failed() {
    return attempts.stream()
        .filter(attempt -> attempt.reply() == null || !attempt.isReplyBack())
        .toList();
  }
}
