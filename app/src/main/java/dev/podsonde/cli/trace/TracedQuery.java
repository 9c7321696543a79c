package dev.podsonde.cli.trace;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.path.Path;
import java.util.List;

/**
 * A query as the pod knows it, and as the capture does.
 *
 * @param attempts its packets, repetitions too; none when it was seen nowhere
 */
public record TracedQuery(Query query, List<Attempt> attempts) {
  /** {@return where its last packet was seen; empty when none was} */
  public String lastSeen() {
    return attempts.isEmpty() ? "" : Path.of(attempts.getLast()).last().place().name();
  }

  /** {@return the attempts that no reply came back for} */
  List<Attempt> failed() {
    return attempts.stream()
        .filter(attempt -> attempt.reply() == null || !attempt.isReplyBack())
        .toList();
  }
}
