package dev.podsonde.dns.finding;

import java.util.SortedMap;
import java.util.function.Consumer;

/** I10: there is DNS on ports where it is not looked for. */
final class UnreadPorts extends Rule {
  UnreadPorts(Evidence evidence) {
    super(evidence);
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    SortedMap<Integer, Long> ports = census.unreadPorts();
    if (ports.isEmpty()) {
      return;
    }
    drafts.accept(
        new Draft("I10", "DNS on an unusual port", tally)
            .weight(Weight.NOTICE)
            .confidence(Confidence.HIGH)
            .what("there are DNS queries and replies on UDP port " + join(ports))
            .unseen("what became of these: only known ports of DNS are analysed")
            .fix(
                "Read them with: podsonde read -r FILE -T domain port %d"
                    .formatted(ports.firstKey()))
            .source("https://www.rfc-editor.org/rfc/rfc1035#section-4.2.1"));
  }

  private static String join(SortedMap<Integer, Long> ports) {
    return String.join(", ", ports.keySet().stream().map(String::valueOf).toList());
  }
}
