package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.between;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static dev.podsonde.dns.lookup.DnsBytes.toClient;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;
import static dev.podsonde.print.testing.PacketBytes.ipv4With;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import org.junit.jupiter.api.Test;

/** On a node that masquerades: each query is seen twice, before and behind it. */
class PortsExhaustedTest extends Conversations {
  private static final String[] PODS = {"0a000001", "0a000009"};
  private static final String NODE = "0a0000fe";
  private static final String SERVER = "0a000002";
  private static final int TIME_TO_LIVE = 8;
  private static final long STEP = 1_600;

  private CaptureInterface before = CaptureInterface.unnamed(LinkType.RAW, 0, 9);
  private CaptureInterface behind = before;

  private void translated(int flow) {
    String pod = PODS[flow % 2];
    int clientPort = 20_000 + flow / 2;
    byte[] query = between(pod, SERVER, toServer(clientPort, query(flow, "a.example", A)));
    byte[] reply = toClient(clientPort, response(flow, "a.example", A, 0));
    capture.accept(before, micros, query);
    capture.accept(behind, micros + 5, ipv4With(between(NODE, SERVER, query), TIME_TO_LIVE, "3f"));
    capture.accept(before, micros + 400, between(SERVER, pod, reply));
    micros += STEP;
  }

  private void lost(int flow) {
    String pod = PODS[flow % 2];
    byte[] query = toServer(60_000 + flow, query(flow, "a.example", A));
    capture.accept(before, micros, between(pod, SERVER, query));
    micros += STEP;
  }

  private void load(int flows, int lossEvery, int lossFrom) {
    for (int flow = 0; flow < flows; flow++) {
      translated(flow);
      if (flow >= lossFrom && flow % lossEvery == 0) {
        lost(flow / lossEvery);
      }
    }
  }

  @Test
  void queriesThatAreLostWhenPortsAreTakenAreTold() {
    load(30_000, 100, 26_500);
    assertThat(rules()).contains("L11").doesNotContain("L05", "L13");
  }

  @Test
  void whatTheyExplainIsNotLostOnItsWayBesides() {
    before = new CaptureInterface("node/a:cni0", "", LinkType.RAW, 0, "", 9);
    behind = new CaptureInterface("node/b:uplink", "", LinkType.RAW, 0, "", 9);
    load(30_000, 100, 26_500);
    assertThat(diagnosed()).containsExactlyInAnyOrder("L11", "N06");
  }

  @Test
  void lossFromTheBeginningHasAnotherReason() {
    load(30_000, 100, 0);
    assertThat(rules()).doesNotContain("L11");
  }

  @Test
  void manyFlowsWithoutLossAreNoFault() {
    load(30_000, 100, 30_000);
    assertThat(rules()).containsExactly("N06");
  }
}
