package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.AAAA;
import static dev.podsonde.dns.lookup.DnsBytes.CLIENT_PORT;
import static dev.podsonde.dns.lookup.DnsBytes.between;
import static dev.podsonde.dns.lookup.DnsBytes.identified;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static dev.podsonde.dns.lookup.DnsBytes.toClient;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.ipv4With;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.number;
import static dev.podsonde.print.testing.PacketBytes.tcp;
import static dev.podsonde.print.testing.PacketBytes.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.dns.finding.Confidence;
import dev.podsonde.dns.finding.Weight;
import org.junit.jupiter.api.Test;

/** Faults on the way, which no capture of the lab has. */
class TransportRulesTest extends Conversations {
  private static final String CLIENT = "0a000001";
  private static final String SERVICE = "0a000002";
  private static final int FLAG_FIN = 1;
  private static final int FLAG_SYN = 2;
  private static final int FLAG_RST = 4;
  private static final int FLAG_ACK = 0x10;
  private static final int TIME_TO_LIVE = 8;
  private static final int UDP_CHECKSUM = 26;
  private static final int FRAGMENT = 6;

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
      silent(CLIENT, "a.example");
      micros += 30 * SECOND;
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
  void connectionThatIsRepeatedInVainIsBlockedWithoutAnyUdp() {
    for (int i = 0; i < 3; i++) {
      capture.accept(micros += SECOND, ipv4(6, tcp(50_000, 53, 7, 0, FLAG_SYN, "", new byte[0])));
    }
    assertThat(diagnosed()).containsExactly("P06");
  }

  @Test
  void connectionThatIsResetIsBlockedWithoutAnyUdp() {
    segment(true, 7, FLAG_SYN, new byte[0]);
    segment(false, 0, FLAG_ACK | FLAG_RST, new byte[0]);
    assertThat(diagnosed()).containsExactly("P06");
  }

  @Test
  void connectionThatTheCaptureEndsBehindIsUnknown() {
    answered("a.example");
    capture.accept(micros, ipv4(6, tcp(50_000, 53, 7, 0, FLAG_SYN, "", new byte[0])));
    assertThat(diagnosed()).isEmpty();
  }

  private void truncated() {
    byte[] reply = response(port, "a.example", A, 0);
    reply[2] |= 2; // TC
    answered("a.example", A, reply);
  }

  @Test
  void truncatedReplyThatTheCaptureEndsBehindIsUnknown() {
    truncated();
    assertThat(diagnosed()).isEmpty();
  }

  @Test
  void connectionAfterTruncationThatTheCaptureEndsBehindIsUnknown() {
    truncated();
    micros -= SECOND;
    capture.accept(micros + 900, ipv4(6, tcp(50_000, 53, 7, 0, FLAG_SYN, "", new byte[0])));
    assertThat(diagnosed()).isEmpty();
  }

  @Test
  void truncatedReplyInACaptureWithoutTcpIsNoFault() {
    truncated();
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("T01");
          assertThat(finding.weight()).isEqualTo(Weight.NOTICE);
          assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
          assertThat(finding.unseen()).contains("not one packet");
        });
  }

  @Test
  void truncatedReplyThatNobodyFollowsWhereTcpIsSeenIsAFault() {
    capture.accept(micros, ipv4(6, tcp(50_000, 80, 7, 0, FLAG_SYN, "", new byte[0])));
    truncated();
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("T01");
          assertThat(finding.weight()).isEqualTo(Weight.FAULT);
        });
  }

  /** The first of two fragments arrives; its UDP header tells of more bytes than it holds. */
  private void firstFragment() {
    byte[] reply = toClient(port, join(response(port, "a.example", A, 0), new byte[1_300]));
    capture.accept(micros, toServer(port, query(port, "a.example", A)));
    capture.accept(micros + 100, ipv4With(reply, FRAGMENT, "2000"));
  }

  @Test
  void fragmentsThatAFilterOfPortsLeavesOutAreNoLoss() {
    firstFragment();
    next();
    assertThat(rules()).doesNotContain("T03");
  }

  @Test
  void fragmentThatIsMissingWhereOthersAreSeenIsLost() {
    capture.accept(micros, ipv4With(identified(9, toClient(port, new byte[80])), FRAGMENT, "00a0"));
    firstFragment();
    next();
    assertThat(rules()).contains("T03");
  }

  @Test
  void fragmentThatTheClientAsksAgainForIsLost() {
    firstFragment();
    micros += 5 * SECOND;
    firstFragment();
    next();
    assertThat(rules()).contains("T03");
  }

  /** As glibc does that lacks the reply to A: it repeats AAAA as well, behind that. */
  private void repetitionOfPair() {
    byte[] query = toServer(port, query(port, "a.example", AAAA));
    byte[] reply = toClient(port, response(port, "a.example", AAAA, 0));
    capture.accept(micros, query);
    capture.accept(micros + 400, reply);
    micros += 5 * SECOND;
    capture.accept(micros, toServer(port, query(port + 1, "a.example", A)));
    capture.accept(micros + 400, toClient(port, response(port + 1, "a.example", A, 0)));
    capture.accept(micros + 500, query);
    capture.accept(micros + 900, reply);
    next();
  }

  @Test
  void repetitionForAQueryFromBeforeTheCaptureIsUnknown() {
    repetitionOfPair();
    assertThat(rules()).isEmpty();
  }

  @Test
  void repetitionOfAnAnsweredQueryTellsThatItsReplyWasLost() {
    answered("a.example");
    micros += 20 * SECOND;
    repetitionOfPair();
    assertThat(rules()).containsExactly("L03");
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

  /** {@return an ICMP error of the node's, about a packet of the client's} */
  private static byte[] icmp(int type, int code, byte[] about) {
    byte[] header = join(number(type, 1), number(code, 1), number(0, 2), number(1400, 4));
    return between("0a0000fe", CLIENT, ipv4(1, join(header, about)));
  }

  /** Asked of the service, and seen again where its address was translated to that of a DNS pod. */
  private byte[] translated(String pod) {
    byte[] query = toServer(port, query(port, "a.example", A));
    capture.accept(micros, query);
    capture.accept(micros + 5, ipv4With(between(CLIENT, pod, query), TIME_TO_LIVE, "3f"));
    return query;
  }

  @Test
  void endpointThatIsGoneIsStale() {
    for (int i = 0; i < 3; i++) {
      byte[] query = translated("0a000042");
      capture.accept(micros + 900_000, icmp(3, 1, query));
      next();
    }
    assertThat(findings())
        .filteredOn(finding -> finding.rule().equals("L08"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.unseen()).isEmpty());
  }

  @Test
  void unevenLoadIsTold() {
    for (int i = 0; i < 240; i++) {
      translated(i % 8 == 0 ? "0a000041" : i % 8 == 1 ? "0a000043" : "0a000042");
      capture.accept(micros + 400, toClient(port, response(port, "a.example", A, 0)));
      next();
    }
    assertThat(rules()).contains("N04");
  }

  @Test
  void floodThatNobodyAnswersIsSilence() {
    for (int i = 0; i < 3 * AttemptTable.ATTEMPTS_MAX; i++) {
      capture.accept(micros += 20, toServer(port, query(i & 0xffff, "name" + i, A)));
      port = port == 60_000 ? CLIENT_PORT : port + 1;
    }
    assertThat(diagnosed()).contains("L05");
  }

  /** One socket for several names at once, as a forwarder asks. */
  private void forwardedInVain(int clientPort) {
    for (int i = 0; i < 4; i++) {
      String name = "name%d-%d.example".formatted(clientPort, i);
      capture.accept(micros, toServer(clientPort, query(clientPort + i, name, A)));
      micros += 20;
    }
    micros += 10 * SECOND;
  }

  @Test
  void silenceThatAForwarderMeetsIsTheUpstreams() {
    for (int i = 0; i < 3; i++) {
      forwardedInVain(50_000 + 10 * i);
    }
    micros += 20 * SECOND;
    capture.accept(micros, icmp(8, 0, new byte[0]));
    assertThat(findingsNow())
        .filteredOn(finding -> finding.rule().equals("L05"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.fix()).startsWith("See that this upstream");
          assertThat(finding.source()).endsWith("/forward/");
        });
  }

  @Test
  void lossAmongOthersLongBeforeTheEndIsSilence() {
    for (int i = 0; i < 3; i++) {
      capture.accept(micros, toServer(port, query(port, "lost.example", A)));
      next();
      answered("a.example");
    }
    micros += 2 * SECOND;
    answered("a.example");
    assertThat(diagnosed()).contains("L05");
  }

  @Test
  void clientThatAsksOnceIsTold() {
    answered("a.example");
    capture.accept(micros, toServer(port, query(port, "lost.example", A)));
    micros += 10 * SECOND;
    next();
    assertThat(rules()).contains("L12");
  }

  @Test
  void packetTooBigForItsPathIsFound() {
    byte[] query = toServer(port, query(port, "a.example", A));
    capture.accept(micros, query);
    capture.accept(micros + 100, icmp(3, 4, query));
    next();
    assertThat(rules()).containsExactly("T04");
  }

  @Test
  void replyTooBigForItsPathIsFound() {
    byte[] reply = toClient(port, response(port, "a.example", A, 0));
    answered("a.example", A, response(port, "a.example", A, 0));
    capture.accept(micros - SECOND + 500, between("0a0000fe", SERVICE, icmp(3, 4, reply)));
    assertThat(rules()).containsExactly("T04");
    assertThat(capture.attempts().getFirst().isReplyRefused()).isFalse();
    assertThat(capture.attempts().getFirst().outcome()).isEqualTo(Outcome.UNANSWERED);
    assertThat(capture.calls.getFirst().isPositive()).isFalse();
  }

  @Test
  void replyRefusedByItsClientIsNoAnswer() {
    byte[] reply = toClient(port, response(port, "a.example", A, 0));
    answered("a.example", A, response(port, "a.example", A, 0));
    capture.accept(micros - SECOND + 500, between(CLIENT, SERVICE, icmp(3, 3, reply)));
    capture.end();
    assertThat(capture.attempts()).singleElement().matches(Attempt::isReplyRefused);
  }

  @Test
  void errorOfARouterAboutAReplyIsNoRefusalByTheClient() {
    byte[] reply = toClient(port, response(port, "a.example", A, 0));
    answered("a.example", A, response(port, "a.example", A, 0));
    capture.accept(micros - SECOND + 500, between("0a0000fe", SERVICE, icmp(3, 3, reply)));
    capture.accept(micros - SECOND + 600, between(CLIENT, SERVICE, icmp(3, 13, reply)));
    capture.end();
    assertThat(capture.attempts()).singleElement().matches(Attempt::isFinal);
    assertThat(capture.strays).hasSize(2);
  }

  @Test
  void wrongChecksumThatIsNotAnsweredIsFound() {
    for (int i = 0; i < 3; i++) {
      answered("a.example");
      byte[] query = with(toServer(port, query(port, "b.example", A)), UDP_CHECKSUM, "1234");
      capture.accept(micros, query);
      capture.accept(micros + 5 * SECOND, query);
      micros += 10 * SECOND;
      next();
    }
    assertThat(rules()).contains("I07");
  }

  private void segment(boolean isFromClient, long sequence, int flags, byte[] message) {
    byte[] data = message.length == 0 ? message : join(number(message.length, 2), message);
    byte[] packet =
        isFromClient
            ? ipv4(6, tcp(port, 53, sequence, 1, flags, "", data))
            : between(SERVICE, CLIENT, ipv4(6, tcp(53, port, sequence, 1, flags, "", data)));
    capture.accept(micros += 100, packet);
  }

  private void askOverTcp() {
    segment(true, 7, FLAG_SYN, new byte[0]);
    segment(false, 70, FLAG_SYN | FLAG_ACK, new byte[0]);
    segment(true, 8, FLAG_ACK, query(port, "a.example", A));
  }

  @Test
  void serverThatAnswersOverTcpOnlyIsBlockedForUdp() {
    for (int i = 0; i < 3; i++) {
      silent(CLIENT);
      askOverTcp();
      segment(false, 71, FLAG_ACK, response(port, "a.example", A, 0));
      next();
    }
    assertThat(diagnosed()).contains("P07");
  }

  @Test
  void connectionThatTheServerEndsTooSoonIsFound() {
    askOverTcp();
    segment(false, 71, FLAG_ACK | FLAG_FIN, new byte[0]);
    segment(true, 50, FLAG_ACK | FLAG_FIN, new byte[0]);
    next();
    assertThat(rules()).contains("T09");
  }
}
