package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.dns.lookup.TcpConnection;
import dev.podsonde.packet.IpAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** P06: TCP 53 is closed or dropped while UDP 53 works; P07: the other way round. */
final class TcpBlocked extends Rule {
  private static final int SILENT_MIN = 3;

  private final NodeLocalUpstream nodeLocal;
  private final Tally refused;
  private final Tally silentOverUdp;
  private int synsMax;
  private int udpPort;

  /** Leaves to {@code nodeLocal} what that one finds. */
  TcpBlocked(Evidence evidence, NodeLocalUpstream nodeLocal) {
    super(evidence);
    this.nodeLocal = nodeLocal;
    refused = new Tally(evidence);
    silentOverUdp = new Tally(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.SILENCE);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    Attempt first = call.lookups().getFirst().first();
    if (!first.isTcp() && first.outcome() == Outcome.UNANSWERED) {
      silentOverUdp.add(call);
      udpPort = first.serverPort();
    }
    return false;
  }

  @Override
  void examine(TcpConnection connection) {
    synsMax = Math.max(synsMax, connection.syns());
    if (connection.isOfCall()) {
      return;
    }
    if (connection.isUnanswered()) {
      tally.add(connection);
    } else if (connection.isRefused()) {
      refused.add(connection);
    }
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    boolean isPatient = synsMax >= SILENT_MIN || tally.calls() >= SILENT_MIN;
    judge(tally, "get no answer", isPatient, census, drafts);
    judge(refused, "are refused", true, census, drafts);
    for (ServerCount server : census.servers()) {
      if (server.isUdpBlocked()) {
        drafts.accept(
            new Draft("P07", "UDP %d blocked".formatted(udpPort), silentOverUdp)
                .what(server.address() + " answers over TCP and never over UDP")
                .ruledOut("the server runs: it answers over TCP")
                .fix(
                    "Allow UDP port %d as well as TCP, in the policy or firewall between"
                        .formatted(udpPort))
                .source(
                    "https://kubernetes.io/docs/concepts/services-networking/network-policies/"));
      }
    }
  }

  /**
   * Clients that use nothing but TCP (use-vc, NodeLocal DNSCache) leave nothing to compare with.
   *
   * @param isTelling whether the connections without any UDP beside them tell enough
   */
  private void judge(
      Tally connections, String fate, boolean isTelling, Census census, Consumer<Draft> drafts) {
    List<IpAddress> servers = connections.servers();
    if (connections.isEmpty() || servers.stream().allMatch(nodeLocal::explains)) {
      return;
    }
    String what = "connections to TCP port 53 " + fate;
    if (census.isAnyAnswering(servers)) {
      drafts.accept(
          tcp(connections, what + ", while UDP is answered")
              .confidence(Confidence.HIGH)
              .ruledOut("the server runs: it answers over UDP"));
    } else if (isTelling && servers.stream().noneMatch(census::isServer)) {
      drafts.accept(
          tcp(connections, what + ", and no query came to be sent")
              .unseen("whether UDP is answered: no client asks these servers over UDP"));
    }
  }

  private static Draft tcp(Tally connections, String what) {
    return new Draft("P06", "TCP 53 blocked", connections)
        .what(what)
        .fix(
            "Allow TCP port 53 to the DNS pods as well as UDP, in every NetworkPolicy and firewall"
                + " between; long answers and NodeLocal DNSCache need it")
        .source("https://kubernetes.io/docs/concepts/services-networking/network-policies/");
  }
}
