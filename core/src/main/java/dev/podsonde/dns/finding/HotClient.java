package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Client;
import java.util.List;
import java.util.function.Consumer;

/** R16: one client asks far more than the others. */
final class HotClient extends Rule {
  private static final int CLIENTS_MIN = 8;
  private static final int QUERIES_MIN = 1_000;
  private static final int RATIO_MIN = 10;

  HotClient(Evidence evidence) {
    super(evidence);
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    List<Client> busiest = census.clientsBusiestFirst();
    if (busiest.size() < CLIENTS_MIN) {
      return;
    }
    Client first = busiest.getFirst();
    long median = busiest.get(busiest.size() / 2).queries();
    if (first.queries() < QUERIES_MIN || first.queries() < RATIO_MIN * median) {
      return;
    }
    drafts.accept(
        new Draft("R16", "One client asks most", tally)
            .weight(Weight.NOTICE)
            .confidence(Confidence.HIGH)
            .what(
                "%s sent %d queries, %d times the median of %d clients"
                    .formatted(
                        first.address(),
                        first.queries(),
                        first.queries() / Math.max(1, median),
                        busiest.size()))
            .fix("Let that client keep its connections or cache answers; NodeLocal DNSCache")
            .source("https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/"));
  }
}
