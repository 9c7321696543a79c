package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.between;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static dev.podsonde.dns.lookup.DnsBytes.toClient;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.number;
import static dev.podsonde.print.testing.PacketBytes.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.dns.finding.Confidence;
import org.junit.jupiter.api.Test;

/** Clients ask NodeLocal DNSCache at a link-local address, and that one asks the DNS pods. */
class NodeLocalRulesTest extends Conversations {
  private static final String CLIENT = "0a000001";
  private static final String OTHER_CLIENT = "0a000009";
  private static final String CACHE = "a9fe140a"; // 169.254.20.10
  private static final String CLOUD_RESOLVER = "a9fea9fd"; // 169.254.169.253
  private static final String NODE = "0a0000fe";
  private static final String DNS_SERVICE = "0a60000b";
  private static final String CLUSTER_NAME = "db.shop.svc.cluster.local";
  private static final int SERVFAIL = 2;
  private static final int FLAG_SYN = 2;
  private static final int FLAG_RST = 4;

  private void ask(String client, String server, String name) {
    capture.accept(micros, between(client, server, toServer(port, query(port, name, A))));
  }

  private void reply(String client, String server, String name, int rcode) {
    byte[] reply = toClient(port, response(port, name, A, rcode));
    capture.accept(micros, between(server, client, reply));
    next();
  }

  private void exchange(String client, String server, String name, int rcode, long afterMicros) {
    ask(client, server, name);
    micros += afterMicros;
    reply(client, server, name, rcode);
  }

  private void rejected(String server) {
    byte[] query = between(CLIENT, server, toServer(port, query(port, "a.example", A)));
    byte[] header = join(number(3, 1), number(13, 1), number(0, 2), number(0, 4));
    capture.accept(micros, query);
    capture.accept(micros + 100, between(NODE, CLIENT, ipv4(1, join(header, query))));
    next();
  }

  @Test
  void rejectionOfQueriesToTheCacheIsAPolicyThatForgotIt() {
    rejected(CACHE);
    assertThat(rules()).containsExactly("P04");
  }

  @Test
  void rejectionOfQueriesToOtherServersIsNot() {
    rejected(DNS_SERVICE);
    rejected(CLOUD_RESOLVER);
    assertThat(rules()).containsExactly("P02");
  }

  private void silentBesideOthers(String server) {
    for (int i = 0; i < 3; i++) {
      exchange(OTHER_CLIENT, server, "a.example", 0, 400);
      ask(CLIENT, server, "a.example");
      micros += 5 * SECOND;
      ask(CLIENT, server, "a.example");
      micros += 5 * SECOND;
      next();
    }
    micros += 20 * SECOND;
    exchange(OTHER_CLIENT, server, "a.example", 0, 400);
  }

  @Test
  void clientThatAloneGetsNothingFromTheCacheIsBehindAPolicyThatForgotIt() {
    silentBesideOthers(CACHE);
    assertThat(findingsNow())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("P04");
          assertThat(finding.fix()).contains("ipBlock 169.254.20.10/32");
        });
  }

  @Test
  void clientThatAloneGetsNothingFromACloudIsBehindAnyPolicy() {
    silentBesideOthers(CLOUD_RESOLVER);
    assertThat(diagnosed()).containsExactly("P03");
  }

  @Test
  void healthyCacheHasNoFinding() {
    for (int i = 0; i < 30; i++) {
      exchange(CLIENT, CACHE, CLUSTER_NAME, 0, 300);
      exchange(CLIENT, CACHE, "a.example", 0, 20_000);
    }
    assertThat(rules()).isEmpty();
  }

  @Test
  void servfailAfterATimeoutForNamesOfTheClusterIsTheWayToTheDnsPods() {
    exchange(CLIENT, CACHE, "a.example", 0, 400);
    exchange(CLIENT, CACHE, CLUSTER_NAME, SERVFAIL, 4 * SECOND);
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("I08");
          assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
        });
  }

  @Test
  void servfailAfterATimeoutForOtherNamesIsTheUpstreams() {
    exchange(CLIENT, CACHE, "a.example", SERVFAIL, 4 * SECOND);
    assertThat(rules()).containsExactly("R01");
  }

  @Test
  void servfailOfADnsPodAfterATimeoutIsItsUpstreams() {
    exchange(CLIENT, DNS_SERVICE, CLUSTER_NAME, SERVFAIL, 4 * SECOND);
    assertThat(rules()).containsExactly("R01");
  }

  @Test
  void servfailAtOnceWithoutAConnectionThatFailsIsOfTheDnsPods() {
    exchange(CLIENT, CACHE, CLUSTER_NAME, SERVFAIL, 400);
    assertThat(rules()).containsExactly("R02");
  }

  @Test
  void servfailAtOnceBehindAConnectionThatIsRefusedIsTheWayToTheDnsPods() {
    exchange(CLIENT, CACHE, "a.example", 0, 400);
    for (int i = 0; i < 3; i++) {
      ask(CLIENT, CACHE, CLUSTER_NAME);
      byte[] syn = tcp(50_000 + i, 53, 7, 0, FLAG_SYN, "", new byte[0]);
      byte[] reset = tcp(53, 50_000 + i, 0, 8, FLAG_RST, "", new byte[0]);
      capture.accept(micros + 100, between(NODE, DNS_SERVICE, ipv4(6, syn)));
      capture.accept(micros + 200, between(DNS_SERVICE, NODE, ipv4(6, reset)));
      micros += 400;
      reply(CLIENT, CACHE, CLUSTER_NAME, SERVFAIL);
    }
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("I08");
          assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
          assertThat(finding.what()).contains("TCP port 53 of [10.96.0.11] fail");
        });
  }
}
