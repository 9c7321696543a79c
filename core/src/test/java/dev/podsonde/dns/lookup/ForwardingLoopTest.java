package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.between;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static dev.podsonde.dns.lookup.DnsBytes.toClient;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;
import static dev.podsonde.print.testing.PacketBytes.ipv4With;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** On a node: a service of two DNS pods, which forward with sockets and IDs of their own. */
class ForwardingLoopTest extends Conversations {
  private static final String POD = "0a000001";
  private static final String SERVICE = "0a60000a";
  private static final String DNS_POD = "0a000042";
  private static final String OTHER_DNS_POD = "0a000043";
  private static final String UPSTREAM = "09090909";
  private static final int SERVFAIL = 2;
  private static final int TIME_TO_LIVE = 8;

  /** Seen twice: before and behind the translation of the service address. */
  private byte[] askService(String client, String endpoint, String name) {
    byte[] query = between(client, SERVICE, toServer(port, query(port, name, A)));
    capture.accept(micros, query);
    byte[] translated = ipv4With(between(client, endpoint, query), TIME_TO_LIVE, "3f");
    capture.accept(micros + 5, translated);
    return query;
  }

  private void turnOfLoop(String client, String endpoint) {
    askService(client, endpoint, "a.example");
    port++;
    micros += 3_000;
  }

  private void answeredByService(String name) {
    answeredBy(DNS_POD, name);
    answeredBy(OTHER_DNS_POD, name);
  }

  private void answeredBy(String endpoint, String name) {
    askService(POD, endpoint, name);
    byte[] reply = toClient(port, response(port, name, A, 0));
    capture.accept(micros + 400, between(SERVICE, POD, reply));
    next();
  }

  @Test
  void dnsPodThatForwardsToItsOwnServiceIsALoop() {
    answeredByService("db.shop.svc.cluster.local");
    turnOfLoop(POD, DNS_POD);
    for (int i = 0; i < 60; i++) {
      turnOfLoop(DNS_POD, DNS_POD);
    }
    micros += 30 * SECOND;
    answeredByService("db.shop.svc.cluster.local");
    assertThat(diagnosed()).containsExactly("R03");
  }

  @Test
  void dnsPodsThatForwardToTheServiceOfBothAreALoop() {
    answeredByService("db.shop.svc.cluster.local");
    turnOfLoop(POD, OTHER_DNS_POD);
    for (int i = 0; i < 30; i++) {
      turnOfLoop(OTHER_DNS_POD, DNS_POD);
      turnOfLoop(DNS_POD, OTHER_DNS_POD);
    }
    micros += 30 * SECOND;
    answeredByService("db.shop.svc.cluster.local");
    assertThat(diagnosed()).containsExactly("R03");
  }

  @Test
  void nameThatManyAskForAndTheUpstreamDoesNotKnowIsNoLoop() {
    for (int i = 0; i < 60; i++) {
      byte[] query = askService(POD, DNS_POD, "a.example");
      int asked = port++;
      byte[] forwarded = toServer(port, query(port, "a.example", A));
      capture.accept(micros + 300, between(DNS_POD, UPSTREAM, forwarded));
      port++;
      byte[] reply = toClient(asked, response(asked, "a.example", A, SERVFAIL));
      capture.accept(micros + 2 * SECOND, between(SERVICE, POD, reply));
      micros += query.length + 5_000;
    }
    assertThat(rules()).doesNotContain("R03");
  }

  @Test
  void hostOfADnsPodThatRepeatsAQuestionIsNoLoop() {
    answeredByService("db.shop.svc.cluster.local");
    for (int i = 0; i < 5; i++) {
      turnOfLoop(DNS_POD, OTHER_DNS_POD);
    }
    assertThat(rules()).doesNotContain("R03");
  }
}
