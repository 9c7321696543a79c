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
import static dev.podsonde.print.testing.PacketBytes.join;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults that no capture of the lab has, made of packets. */
class RulesTest extends Conversations {
  private static final int PTR = 12;
  private static final int HINFO = 13;
  private static final int TXT = 16;
  private static final byte[] ADDRESS = hex("c00c 0001 0001 0000001e 0004 c0000201");

  @Test
  void healthyLookupsHaveNoFinding() {
    for (int i = 0; i < 50; i++) {
      answered("name%d.example".formatted(i % 5));
    }
    assertThat(rules()).isEmpty();
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
  void moreRandomNamesThanAreToldApartAreStillRandom() {
    for (int i = 0; i < 3_000; i++) {
      missing("r%d.example".formatted(i));
    }
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).endsWith("each another"));
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
  void namespaceCalledSvcIsNoSecondSuffix() {
    missing("db.ns.svc.svc.svc.cluster.local");
    missing("db.svc.prod.svc.cluster.local");
    assertThat(rules()).isEmpty();
  }

  @Test
  void namesThatNoSuffixOfTheSearchListFindsAreMissing() {
    for (int i = 0; i < 25; i++) {
      String name = "gone%d".formatted(i);
      missing(name + ".web.svc.cluster.local");
      micros -= SECOND - 1_000;
      missing(name + ".svc.cluster.local");
      micros -= SECOND - 1_000;
      missing(name);
    }
    assertThat(rules()).contains("R09");
  }

  private void askForRoot(long afterMicros) {
    byte[] root =
        join(hex("%04x".formatted(port)), hex("0100 0001 0000 0000 0000 00"), hex("0002 0001"));
    capture.accept(micros, toServer(port, root));
    port++;
    micros += afterMicros;
  }

  @Test
  void rootAskedAgainAndAgainInVainIsAHealthCheck() {
    for (int i = 0; i < 4; i++) {
      askForRoot(SECOND / 2);
    }
    assertThat(rules()).contains("R04");
  }

  @Test
  void rootAskedInVainNowAndThenIsNoHealthCheck() {
    for (int i = 0; i < 4; i++) {
      askForRoot(30 * SECOND);
    }
    assertThat(rules()).doesNotContain("R04");
  }

  private void probeOfLoopPlugin(String name) {
    byte[] query = toServer(port, query(port, name, HINFO));
    capture.accept(micros, between("0a000009", "0a000002", query));
    port++;
    micros += 2_000;
  }

  @Test
  void loopProbeThatComesBackIsALoop() {
    for (int i = 0; i < 3; i++) {
      probeOfLoopPlugin("1466984557596721652.2500160735777512");
    }
    assertThat(rules()).contains("R03");
  }

  @Test
  void replicasThatStartTogetherProbeWithoutALoop() {
    for (int i = 0; i < 3; i++) {
      probeOfLoopPlugin("%d466984557596721652.2500160735777512".formatted(i + 1));
    }
    assertThat(rules()).doesNotContain("R03");
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
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("I05");
          assertThat(finding.what()).contains("message ends early");
        });
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
  void upstreamThatIsSilentIsNamedWhereItIsAskedToo() {
    byte[] query = toServer(port, query(port, "a.example", A));
    capture.accept(micros, query);
    capture.accept(micros + 100, between("0a000002", "09090909", query));
    capture.accept(micros + 2 * SECOND, toClient(port, response(port, "a.example", A, 2)));
    micros += 10 * SECOND;
    next();
    assertThat(findings())
        .filteredOn(finding -> finding.rule().equals("R01"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.what()).contains("its own upstream, 9.9.9.9, in vain");
          assertThat(finding.unseen()).isEmpty();
        });
  }

  private void slow() {
    capture.accept(micros, toServer(port, query(port, "a.example", A)));
    capture.accept(micros + 600_000, toClient(port, response(port, "a.example", A, 0)));
    next();
  }

  @Test
  void oneSlowAnswerAmongManyIsNoFinding() {
    slow();
    for (int i = 0; i < 30; i++) {
      answered("a.example");
    }
    assertThat(rules()).isEmpty();
  }

  @Test
  void slowAnswersThatAreAShareAreFoundAndCostTheirDelay() {
    for (int i = 0; i < 10; i++) {
      slow();
      answered("a.example");
    }
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("L14");
          assertThat(finding.lostNanos()).isEqualTo(6_000_000_000L);
        });
  }

  private void uncacheable() {
    byte[] address = hex("c00c 0001 0001 00000000 0004 0a000005");
    answered("a.example", A, join(question(port, 0x8180, 1, "a.example", A), address));
  }

  @Test
  void answersThatMayNotBeCachedAreTold() {
    uncacheable();
    answered("b.example");
    assertThat(rules()).containsExactly("R15");
  }

  @Test
  void oneAnswerThatMayNotBeCachedAmongManyIsNoFinding() {
    uncacheable();
    for (int i = 0; i < 4; i++) {
      answered("b.example");
    }
    assertThat(rules()).isEmpty();
  }

  @Test
  void longChainOfCanonicalNamesIsTold() {
    byte[] link = hex("c00c 0005 0001 0000001e 0002 c00c");
    byte[] reply =
        join(question(port, 0x8180, 6, "a.example", A), link, link, link, link, link, ADDRESS);
    answered("a.example", A, reply);
    assertThat(rules()).containsExactly("R14");
  }

  @Test
  void canonicalNameThatLeadsToNothingNearTheLimitIsFound() {
    byte[] longName = new byte[480]; // what follows the links up to the limit is of no matter
    byte[] link = join(hex("c00c 0005 0001 0000001e 01e0"), longName);
    answered("a.example", A, join(question(port, 0x8180, 1, "a.example", A), link));
    assertThat(rules()).contains("T08");
  }

  @Test
  void veryManyAddressesAreTold() {
    byte[] reply = question(port, 0x8180, 51, "a.example", A);
    for (int i = 0; i < 51; i++) {
      reply = join(reply, ADDRESS);
    }
    answered("a.example", A, reply);
    assertThat(rules()).contains("R20");
  }

  @Test
  void missingNameAskedAgainWithinItsTimeIsFound() {
    for (int i = 0; i < 25; i++) {
      byte[] authority =
          join(hex("c00c 0006 0001 00000384 0016"), hex("00 00"), new byte[16], hex("00000384"));
      byte[] reply = join(question(port, 0x8183, 0, "gone.example", A), authority);
      reply[9] = 1; // NSCOUNT
      answered("gone.example", A, reply);
    }
    assertThat(rules()).contains("R10");
  }

  @Test
  void clientThatAsksTenTimesAsMuchIsHot() {
    for (int client = 1; client <= 8; client++) {
      int queries = client == 1 ? 1_200 : 20;
      for (int i = 0; i < queries; i++) {
        String address = "0a0000%02x".formatted(client + 16);
        byte[] query = toServer(port, query(port, "a.example", A));
        byte[] reply = toClient(port, response(port, "a.example", A, 0));
        capture.accept(micros, between(address, "0a000002", query));
        capture.accept(micros + 400, between("0a000002", address, reply));
        port = port == 60_000 ? CLIENT_PORT : port + 1;
        micros += SECOND;
      }
    }
    assertThat(rules()).contains("R16");
  }

  @Test
  void serverThatSaysItDoesNotValidateIsFound() {
    byte[] bogus = hex("00 0029 04d0 0000 0000 0006 000f 0002 0006");
    byte[] reply = join(response(port, "a.example", A, 2), bogus);
    reply[11] = 1; // ARCOUNT
    answered("a.example", A, reply);
    assertThat(rules()).containsExactly("R05");
  }

  @Test
  void queryThatComesBackToWhoForwardedItIsALoop() {
    String forwarder = "0a000009";
    for (int i = 0; i < 150; i++) {
      byte[] query = toServer(port, query(port, "a.example", A));
      capture.accept(micros + 1_000L * i, between(forwarder, forwarder, query));
      port++;
    }
    assertThat(rules()).contains("R03");
  }

  @Test
  void clientOfADeadServerOnItsOwnHostIsNoLoop() {
    String host = "0a000009";
    for (int i = 0; i < 4; i++) {
      byte[] query = between(host, host, toServer(port, query(port, "a.example", A)));
      capture.accept(micros, query);
      capture.accept(micros + 5 * SECOND, query);
      micros += 10 * SECOND;
      next();
    }
    assertThat(rules()).doesNotContain("R03");
  }

  @Test
  void letterCaseThatChangesIsTold() {
    answered("a.eXample", A, response(port, "a.example", A, 0));
    assertThat(rules()).containsExactly("I03");
  }

  @Test
  void otherErrorThatLeavesACallWithoutAnswerIsFound() {
    for (int rcode : new int[] {1, 4, 9, 10}) {
      String name = "name%d.example".formatted(rcode);
      answered(name, A, response(port, name, A, rcode));
    }
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("R01");
          assertThat(finding.failedCalls()).isEqualTo(4);
          assertThat(finding.what()).contains("NOTIMP");
        });
  }

  @Test
  void serverFailureForNamesOfTheClusterIsFound() {
    String name = "db.prod.svc.cluster.local";
    answered(name, A, response(port, name, A, 2));
    assertThat(rules()).containsExactly("R02");
  }

  /** A forwarder is known by calls that share its socket. */
  @Test
  void clusterNamesSentUpstreamAreTold() {
    answered("a.example");
    for (String name : List.of("b.example", "c.example", "db.prod.svc.cluster.local")) {
      byte[] query = toServer(50_000, query(port, name, A));
      capture.accept(micros, between("0a000002", "0a000009", query));
      port++;
    }
    assertThat(rules()).contains("R18");
  }

  @Test
  void typeThatIsDroppedIsFound() {
    for (int i = 0; i < 6; i++) {
      answered("a.example");
      byte[] query = toServer(port, query(port, "name%d.example".formatted(i), TXT));
      capture.accept(micros, query);
      capture.accept(micros + 5 * SECOND, query);
      micros += 10 * SECOND;
      next();
    }
    assertThat(findings())
        .filteredOn(finding -> finding.rule().equals("T07"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.calls()).isEqualTo(6));
  }

  @Test
  void typeOfOneClientAndSilenceOfAnotherAreNotCompared() {
    for (int i = 0; i < 6; i++) {
      answered("a.example");
      byte[] query = toServer(port, query(port, "lost%d.example".formatted(i), TXT));
      capture.accept(micros, between("0a000009", "0a000002", query));
      capture.accept(micros + 5 * SECOND, between("0a000009", "0a000002", query));
      micros += 10 * SECOND;
      next();
    }
    assertThat(rules()).containsExactly("P03");
  }

  @Test
  void publicResolverAskedByAPodIsTold() {
    answered("db.prod.svc.cluster.local");
    byte[] query = toServer(port, query(port, "a.example", A));
    byte[] reply = toClient(port, response(port, "a.example", A, 0));
    capture.accept(micros, between("0a000001", "08080808", query));
    capture.accept(micros + 400, between("08080808", "0a000001", reply));
    next();
    assertThat(rules()).containsExactly("N02");
  }

  /** As musl asks: both at once, with one socket. */
  @Test
  void nameserversThatDisagreeAreFound() {
    byte[] query = toServer(port, query(port, "a.example", A));
    capture.accept(micros, query);
    capture.accept(micros + 10, between("0a000001", "0a000003", query));
    capture.accept(micros + 400, toClient(port, response(port, "a.example", A, 3)));
    byte[] reply = toClient(port, response(port, "a.example", A, 0));
    capture.accept(micros + 500, between("0a000003", "0a000001", reply));
    next();
    assertThat(rules()).contains("N03");
  }
}
