package dev.podsonde.dns.finding;

import dev.podsonde.dns.RecordType;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.ResolverProfile;
import java.util.Set;
import java.util.function.Consumer;

/** R18: the DNS of the cluster asks its upstream for names that exist in the cluster only. */
final class ZoneLeak extends Rule {
  ZoneLeak(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (call.client().resolver() != ResolverProfile.FORWARDER) {
      return false;
    }
    for (Lookup lookup : call.lookups()) {
      int labels = lookup.name().labelCount();
      if (ClusterNames.isClusterName(lookup.name()) || (labels == 1 && !isOfRoot(lookup))) {
        tally.add(call, 0);
        return false;
      }
    }
    return false;
  }

  /** Top-level domains are asked for their NS, DS and SOA; nobody has an address there. */
  private static boolean isOfRoot(Lookup lookup) {
    return lookup.type() != RecordType.A && lookup.type() != RecordType.AAAA;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    boolean isOfServer = tally.clients().stream().anyMatch(census::isServer);
    if (tally.isEmpty() || !isOfServer) {
      return;
    }
    drafts.accept(
        new Draft("R18", "Names of the cluster sent upstream", tally)
            .weight(Weight.WASTE)
            .what("names of the cluster, or of one label, were asked of the upstream")
            .fix(
                "Name all zones of the cluster in the kubernetes block of the Corefile; fallthrough"
                    + " only for zones that need it")
            .source("https://coredns.io/plugins/kubernetes/"));
  }
}
