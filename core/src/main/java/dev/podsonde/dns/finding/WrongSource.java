package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Anomaly;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.packet.IpAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** N01: the reply comes from another address than the one that was asked. */
final class WrongSource extends Rule {
  private final Set<IpAddress> sources = new LinkedHashSet<>();

  WrongSource(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANOMALY, Symptom.NOT_BACK);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    boolean isWrong = false;
    for (Attempt attempt : attempts(call)) {
      for (Anomaly anomaly : attempt.anomalies()) {
        if (anomaly.kind() == Anomaly.Kind.WRONG_SOURCE) {
          isWrong = true;
          add(anomaly.source());
        }
      }
      IpAddress atClient = attempt.wrongReplySource();
      if (atClient != null) {
        isWrong = true;
        add(atClient);
      }
    }
    if (isWrong) {
      tally.add(call);
    }
    return isWrong;
  }

  private void add(IpAddress source) {
    if (sources.size() < Tally.KEPT_MAX) {
      sources.add(source);
    }
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.isEmpty()) {
      return;
    }
    drafts.accept(
        new Draft("N01", "Reply from the wrong address", tally)
            .confidence(Confidence.HIGH)
            .what(
                "replies with the right ID and question came from %s, which was not asked, so that"
                        .formatted(sources)
                    + " the client refused them")
            .unseen("the hop that did not translate the address back; capture on the node to see")
            .ruledOut("no spoofing: the right ID and port are known to the server alone")
            .fix(
                "Replies bypass conntrack: sysctl net.bridge.bridge-nf-call-iptables=1 for pods on"
                    + " one bridge, masquerade or hairpin mode for pods on the server's node, one"
                    + " route for both ways")
            .source("https://github.com/kubernetes/kubernetes/issues/33798"));
  }
}
