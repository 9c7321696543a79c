package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.ResolverProfile;
import dev.podsonde.packet.IpAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** N02: a pod of the cluster asks a public resolver and not the DNS of the cluster. */
final class ClusterDnsBypassed extends Rule {
  private static final Set<String> PUBLIC_RESOLVERS =
      Set.of(
          "8.8.8.8",
          "8.8.4.4",
          "1.1.1.1",
          "1.0.0.1",
          "9.9.9.9",
          "149.112.112.112",
          "208.67.222.222",
          "208.67.220.220",
          "2001:4860:4860::8888",
          "2001:4860:4860::8844",
          "2606:4700:4700::1111",
          "2606:4700:4700::1001",
          "2620:fe::fe");

  private final Set<IpAddress> resolvers = new LinkedHashSet<>();
  private IpAddress latest = new IpAddress(IpAddress.IPV4_LENGTH, 0, 0);
  private boolean isLatestPublic;

  ClusterDnsBypassed(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Lookup lookup : call.lookups()) {
      Attempt first = lookup.first();
      boolean isOfPod = call.client().resolver() != ResolverProfile.FORWARDER;
      if (isOfPod && isPublicResolver(first.server())) {
        if (resolvers.size() < Tally.KEPT_MAX) {
          resolvers.add(first.server());
        }
        tally.add(call, 0);
        return false;
      }
    }
    return false;
  }

  /** Remembers the latest, for most calls ask the same server. */
  private boolean isPublicResolver(IpAddress server) {
    if (!server.equals(latest)) {
      latest = server;
      isLatestPublic = PUBLIC_RESOLVERS.contains(server.toString());
    }
    return isLatestPublic;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    boolean isOfServer = tally.clients().stream().anyMatch(census::isServer);
    if (tally.isEmpty() || !census.hasClusterNames() || isOfServer) {
      return;
    }
    drafts.accept(
        new Draft("N02", "Cluster DNS bypassed", tally)
            .weight(Weight.NOTICE)
            .what("clients in the cluster ask %s directly".formatted(resolvers))
            .ruledOut("no forwarder: these clients answer nobody here")
            .fix(
                "dnsPolicy: ClusterFirst, or ClusterFirstWithHostNet for a pod with hostNetwork;"
                    + " no nameserver of one's own in dnsConfig or the application")
            .source("https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/"));
  }
}
