package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.CLIENT_PORT;
import static dev.podsonde.dns.lookup.DnsBytes.between;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.question;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static dev.podsonde.dns.lookup.DnsBytes.toClient;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.dns.finding.Diagnosis;
import dev.podsonde.dns.finding.Evidence;
import dev.podsonde.dns.finding.Finding;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults that no capture of the lab has, made of packets. */
class RulesTest {
  private static final long SECOND = 1_000_000;
  private static final int PTR = 12;
  private static final int FLAG_SYN = 2;

  private final Diagnosis diagnosis = new Diagnosis(Evidence.NONE);
  private final CallRecorder capture = new CallRecorder(diagnosis);
  private int port = CLIENT_PORT;
  private long micros;

  private void answered(String name, int type, byte[] reply) {
    capture.accept(micros, toServer(port, query(port, name, type)));
    capture.accept(micros + 400, toClient(port, reply));
    next();
  }

  private void answered(String name) {
    answered(name, A, response(port, name, A, 0));
  }

  private void missing(String name) {
    answered(name, A, response(port, name, A, 3));
  }

  /** Asked twice from one socket, in vain, by the last octet of a client's address. */
  private void silent(String client) {
    byte[] query = between(client, "0a000002", toServer(port, query(port, "lost" + port, A)));
    capture.accept(micros, query);
    capture.accept(micros + 5 * SECOND, query);
    micros += 5 * SECOND;
    next();
  }

  private void next() {
    port++;
    micros += SECOND;
  }

  private List<Finding> findings() {
    micros += 20 * SECOND;
    answered("last.example");
    return diagnosis.findings(capture.end().engine);
  }

  private List<String> rules() {
    return findings().stream().map(Finding::rule).toList();
  }

  @Test
  void healthyLookupsHaveNoFinding() {
    for (int i = 0; i < 50; i++) {
      answered("name%d.example".formatted(i % 5));
    }
    assertThat(rules()).isEmpty();
  }

  @Test
  void clientThatAloneGetsNoReplyIsBehindAPolicy() {
    for (int i = 0; i < 3; i++) {
      answered("a.example");
      silent("0a000009");
    }
    assertThat(rules()).containsExactly("P03");
  }

  @Test
  void socketsThatGetNothingBetweenOthersMeanADeadReplica() {
    for (int i = 0; i < 3; i++) {
      silent("0a000001");
      answered("a.example");
    }
    assertThat(rules()).containsExactly("L06");
  }

  @Test
  void connectionWithoutAnswerWhileUdpAnswersIsBlocked() {
    answered("a.example");
    for (int i = 0; i < 3; i++) {
      capture.accept(micros += SECOND, ipv4(6, tcp(50_000, 53, 7, 0, FLAG_SYN, "", new byte[0])));
    }
    assertThat(rules()).containsExactly("P06");
  }

  @Test
  void replyOverTheLimitIsTooLong() {
    byte[] reply = join(response(port, "a.example", A, 0), new byte[600]);
    answered("a.example", A, reply);
    assertThat(rules()).contains("T05");
  }

  @Test
  void suffixOfTheClusterTwiceIsSeen() {
    missing("db.prod.svc.cluster.local.web.svc.cluster.local");
    assertThat(rules()).containsExactly("R08");
  }

  @Test
  void namesThatDoNotExistAreFoundWhenTheyAreMost() {
    for (int i = 0; i < 25; i++) {
      missing("gone.example");
    }
    assertThat(rules()).containsExactly("R09");
  }

  @Test
  void halfOfTheNamesMissingIsNoFindingWhenTheyAreFew() {
    for (int i = 0; i < 10; i++) {
      missing("gone.example");
      answered("a.example");
    }
    assertThat(rules()).isEmpty();
  }

  @Test
  void rootAskedAgainAndAgainIsAHealthCheck() {
    for (int i = 0; i < 4; i++) {
      byte[] root =
          join(hex("%04x".formatted(port)), hex("0100 0001 0000 0000 0000 00"), hex("0002 0001"));
      capture.accept(micros, toServer(port, root));
      next();
    }
    assertThat(rules()).contains("R04");
  }

  @Test
  void reverseLookupsThatAreManyAreFound() {
    for (int i = 0; i < 60; i++) {
      String name = "%d.0.0.10.in-addr.arpa".formatted(i);
      answered(name, PTR, response(port, name, PTR, 3));
    }
    assertThat(rules()).contains("R17");
  }

  @Test
  void emptyAnswerWithoutSoaIsFound() {
    answered("a.example", A, question(port, 0x8180, 0, "a.example", A));
    assertThat(rules()).containsExactly("R13");
  }

  @Test
  void messageThatEndsEarlyIsMalformed() {
    byte[] whole = response(port, "a.example", A, 0);
    answered("a.example", A, Arrays.copyOf(whole, whole.length - 2));
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("message ends early"));
  }

  @Test
  void serverFailureAfterItsOwnTimeoutIsTheUpstreams() {
    byte[] reply = response(port, "a.example", A, 2);
    capture.accept(micros, toServer(port, query(port, "a.example", A)));
    capture.accept(micros + 2 * SECOND, toClient(port, reply));
    next();
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.title()).isEqualTo("Upstream does not answer"));
  }

  @Test
  void lossByTheCaptureLowersTheConfidence() {
    silent("0a000001");
    capture.engine.noteDrops(7, 0, 1);
    assertThat(findings())
        .filteredOn(finding -> finding.rule().startsWith("L"))
        .allSatisfy(
            finding -> assertThat(finding.ruledOut()).anyMatch(text -> text.contains("7 packets")));
  }
}
