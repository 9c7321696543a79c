package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.between;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static dev.podsonde.dns.lookup.DnsBytes.toClient;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.dns.finding.Confidence;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Pods ask two servers, a new socket each time; a forwarder keeps its socket. */
class NewFlowsLostTest extends Conversations {
  private static final String POD = "0a000001";
  private static final String FORWARDER = "0a000009";
  private static final int FORWARDER_PORT = 30_000;
  private static final String[] SERVERS = {"0a000002", "0a000003"};
  private int id;

  private void ask(String client, String server, int clientPort, int queryId, boolean isAnswered) {
    String name = "name%d.example".formatted(queryId);
    byte[] query = toServer(clientPort, query(queryId, name, A));
    capture.accept(micros, between(client, server, query));
    if (isAnswered) {
      byte[] reply = toClient(clientPort, response(queryId, name, A, 0));
      capture.accept(micros + 400, between(server, client, reply));
    }
    micros += 20_000;
  }

  /** Twenty new sockets and twenty queries of the known one. */
  private void second(IntPredicate isNewAnswered, boolean isKnownAnswered) {
    micros = (micros / SECOND + 1) * SECOND;
    for (int i = 0; i < 20; i++) {
      ask(FORWARDER, SERVERS[0], FORWARDER_PORT, id++, isKnownAnswered);
      ask(POD, SERVERS[i % 2], port++, id++, isNewAnswered.test(i));
    }
  }

  /** Those of the last second that were lost are asked again by the same socket. */
  private void retries(IntPredicate isAnswered) {
    micros += 5 * SECOND;
    for (int i = 0; i < 20; i++) {
      if (!isAnswered.test(i)) {
        ask(POD, SERVERS[i % 2], port - 20 + i, id - 40 + 2 * i + 1, true);
      }
    }
  }

  private void seconds(IntPredicate isNewAnswered, boolean isKnownAnswered) {
    for (int i = 0; i < 3; i++) {
      second(_ -> true, true);
      second(_ -> true, true);
      second(isNewAnswered, isKnownAnswered);
      retries(isNewAnswered);
    }
  }

  @Test
  void newSocketsThatVanishForSecondsAreTold() {
    seconds(i -> i % 5 == 0, true);
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("L07");
          assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
          assertThat(finding.unseen()).contains("nf_conntrack_count");
        });
  }

  @Test
  void knownSocketsThatLoseTooAreAnOutage() {
    seconds(i -> i % 5 == 0, false);
    assertThat(rules()).doesNotContain("L07");
  }

  @Test
  void oneServerThatLosesIsThatServers() {
    seconds(i -> i % 2 == 1, true);
    assertThat(rules()).doesNotContain("L07");
  }

  @Test
  void someNewSocketsThatVanishAtAnyTimeAreNot() {
    for (int i = 0; i < 6; i++) {
      second(n -> n % 4 > 0, true);
      retries(n -> n % 4 > 0);
    }
    assertThat(rules()).doesNotContain("L07");
  }

  @Test
  void queriesThatAreNeverAnsweredTellNothingOfTheWay() {
    for (int i = 0; i < 3; i++) {
      second(_ -> true, true);
      second(n -> n % 5 == 0, true);
    }
    assertThat(rules()).doesNotContain("L07");
  }

  @Test
  void newSocketsThatAreAllAnsweredHaveNoFinding() {
    seconds(_ -> true, true);
    assertThat(rules()).isEmpty();
  }
}
