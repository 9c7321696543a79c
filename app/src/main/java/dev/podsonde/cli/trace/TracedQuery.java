package dev.podsonde.cli.trace;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.TcpConnection;
import dev.podsonde.dns.path.Path;
import dev.podsonde.dns.path.Step;
import java.util.List;

/**
 * A query as the pod knows it, and as the capture does.
 *
 * @param attempts its packets, repetitions too; none when it was seen nowhere
 * @param connections the one it was to go over, as it was seen at each place; none for UDP
 */
public record TracedQuery(Query query, List<Attempt> attempts, List<TcpConnection> connections) {
  /** {@return where its last packet, or the last SYN for it, was seen; empty when none was} */
  public String lastSeen() {
    if (!attempts.isEmpty()) {
      return Path.of(attempts.getLast()).last().place().name();
    }
    List<Step> syns = Path.ofSyns(connections).query();
    return syns.isEmpty() ? "" : syns.getLast().place().name();
  }

  /** {@return the attempts that no reply came back for} */
  List<Attempt> failed() {
    return attempts.stream()
        .filter(attempt -> attempt.reply() == null || !attempt.isReplyBack())
        .toList();
  }
}
