package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static dev.podsonde.dns.lookup.DnsBytes.toClient;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;
import static dev.podsonde.print.testing.PacketBytes.ipv4With;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Replies of one service that come by more hops, and later, than others. */
class DistantBackendTest extends Conversations {
  private static final String CLUSTER_NAME = "db.shop.svc.cluster.local";
  private static final int TIME_TO_LIVE = 8;

  private void answered(String name, int timeToLive, long afterMicros) {
    byte[] reply = toClient(port, response(port, name, A, 0));
    capture.accept(micros, toServer(port, query(port, name, A)));
    capture.accept(
        micros + afterMicros, ipv4With(reply, TIME_TO_LIVE, "%02x".formatted(timeToLive)));
    next();
  }

  private void mixed(String name, int farTimeToLive, long farMicros, int count) {
    for (int i = 0; i < count; i++) {
      answered(name, 63, 250 + i);
      answered(name, farTimeToLive, farMicros + i);
    }
  }

  @Test
  void podsInAnotherZoneAreFar() {
    mixed(CLUSTER_NAME, 61, 2_400, 60);
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("N05");
          assertThat(finding.what()).contains("2 more hops").contains("2.1 ms more");
          assertThat(finding.calls()).isEqualTo(60);
        });
  }

  @Test
  void podsOnAnotherNodeNearbyAreNoFinding() {
    mixed(CLUSTER_NAME, 62, 700, 200);
    assertThat(rules()).isEmpty();
  }

  @Test
  void namesThatAnUpstreamIsAskedForTellNothing() {
    mixed("a.example", 61, 2_400, 60);
    assertThat(rules()).isEmpty();
  }

  @Test
  void slowRepliesThatComeByAsManyHopsAreNotFar() {
    mixed(CLUSTER_NAME, 63, 2_400, 60);
    assertThat(rules()).isEmpty();
  }

  @Test
  void fewRepliesTellNothing() {
    mixed(CLUSTER_NAME, 61, 2_400, 20);
    assertThat(rules()).isEmpty();
  }
}
