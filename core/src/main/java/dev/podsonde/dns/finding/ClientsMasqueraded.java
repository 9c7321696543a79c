package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Observation;
import dev.podsonde.packet.IpAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** N06: the source address of queries is translated, so that the server cannot tell pods apart. */
final class ClientsMasqueraded extends Rule {
  private final Set<IpAddress> translated = new LinkedHashSet<>();

  ClientsMasqueraded(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.COPIED);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      for (Observation copy : attempt.queryCopies()) {
        if (!copy.source().equals(attempt.client())) {
          if (translated.size() < Tally.KEPT_MAX) {
            translated.add(copy.source());
          }
          tally.add(call, 0);
          return false;
        }
      }
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.isEmpty()) {
      return;
    }
    drafts.accept(
        new Draft("N06", "DNS clients behind a masquerade", tally)
            .weight(Weight.NOTICE)
            .confidence(Confidence.HIGH)
            .what("queries reach the server from %s and not from the pod".formatted(translated))
            .fix(
                "Nothing to do unless the server must know the pod (logs, acl): capture in the pod"
                    + " to see who asks; masquerade traffic that leaves the cluster only"
                    + " (--cluster-cidr of kube-proxy)")
            .source("https://kubernetes.io/docs/reference/networking/virtual-ips/"));
  }
}
