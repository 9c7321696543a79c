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
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.ipv4With;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.number;
import static dev.podsonde.print.testing.PacketBytes.tcp;
import static dev.podsonde.print.testing.PacketBytes.udp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptMatcherTest {
  private static final int FLAG_SYN = 2;
  private static final int FLAG_ACK = 0x10;

  /** Flags and fragment offset of IPv4; 0x2000 says that more fragments follow. */
  private static final int FRAGMENT = 6;

  private static final byte[] QUERY = toServer(CLIENT_PORT, query(7, "a.example", A));
  private static final byte[] REPLY = toClient(CLIENT_PORT, response(7, "a.example", A, 0));

  private final CallRecorder recorder = new CallRecorder();

  @Test
  void replyMatchesItsQuery() {
    recorder.accept(0, QUERY);
    recorder.accept(250, REPLY);
    Attempt attempt = recorder.end().attempts().getFirst();
    assertThat(attempt.outcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(attempt.latencyNanos()).isEqualTo(250_000);
    assertThat(attempt.frame()).isEqualTo(1);
    assertThat(attempt.replyFrame()).isEqualTo(2);
  }

  @Test
  void repeatedQueryTakesTheReplyWhenTheFirstWasLost() {
    recorder.accept(0, QUERY);
    recorder.accept(5_000_000, identified(2, QUERY));
    recorder.accept(5_000_300, REPLY);
    recorder.end();
    assertThat(recorder.attempts())
        .extracting(Attempt::outcome)
        .containsExactly(Outcome.UNANSWERED, Outcome.ANSWERED);
    assertThat(recorder.onlyCall().lostNanos()).isEqualTo(5_000_000_000L);
  }

  @Test
  void repliesOfASlowServerAnswerInOrder() {
    recorder.accept(0, QUERY);
    recorder.accept(5_000_000, identified(2, QUERY));
    recorder.accept(6_000_000, REPLY);
    recorder.accept(11_000_000, identified(2, REPLY));
    assertThat(recorder.end().attempts())
        .extracting(Attempt::latencyNanos)
        .containsExactly(6_000_000_000L, 6_000_000_000L);
  }

  @Test
  void secondReplyIsADuplicate() {
    recorder.accept(0, QUERY);
    recorder.accept(250, REPLY);
    recorder.accept(300, identified(2, REPLY));
    assertThat(recorder.end().attempts().getFirst().has(Anomaly.Kind.DUPLICATE_REPLY)).isTrue();
  }

  @Test
  void impatientClientHasEachOfItsQueriesAnswered() {
    recorder.accept(0, QUERY);
    recorder.accept(31_000, identified(2, QUERY));
    recorder.accept(36_000, REPLY);
    recorder.accept(83_000, identified(2, REPLY));
    assertThat(recorder.end().attempts())
        .extracting(Attempt::latencyNanos)
        .containsExactly(36_000_000L, 52_000_000L);
    assertThat(recorder.attempts()).noneMatch(attempt -> attempt.has(Anomaly.Kind.DUPLICATE_REPLY));
  }

  @Test
  void oneReplyToAnImpatientClientAnswersItsFirstQuery() {
    recorder.accept(0, QUERY);
    recorder.accept(22_000, identified(2, QUERY));
    recorder.accept(123_000, REPLY);
    assertThat(recorder.end().attempts().getFirst().latencyNanos()).isEqualTo(123_000_000L);
  }

  @Test
  void replyDoubledAfterALossIsADuplicate() {
    recorder.accept(0, QUERY);
    recorder.accept(1_500_000, identified(2, QUERY));
    recorder.accept(1_500_300, REPLY);
    recorder.accept(1_500_400, identified(2, REPLY));
    recorder.end();
    assertThat(recorder.attempts())
        .extracting(Attempt::outcome)
        .containsExactly(Outcome.UNANSWERED, Outcome.ANSWERED);
    assertThat(recorder.attempts().getLast().has(Anomaly.Kind.DUPLICATE_REPLY)).isTrue();
  }

  @Test
  void queryMirroredToWhereItWasSeenIsACopy() {
    recorder.accept(0, identified(7, QUERY));
    recorder.accept(45, identified(7, QUERY));
    recorder.accept(250, REPLY);
    assertThat(recorder.end().attempts()).hasSize(1);
    assertThat(recorder.engine.counters().copies()).isEqualTo(1);
  }

  @Test
  void sightAtAnotherInterfaceIsACopy() {
    var other = CaptureInterface.unnamed(LinkType.RAW, 0, 9);
    recorder.accept(0, QUERY);
    recorder.accept(other, 20, QUERY);
    recorder.accept(other, 200, REPLY);
    recorder.accept(220, REPLY);
    Attempt attempt = recorder.end().attempts().getFirst();
    assertThat(recorder.attempts()).hasSize(1);
    assertThat(attempt.queryCopies()).hasSize(1);
    assertThat(attempt.replyCopies()).hasSize(1);
    assertThat(attempt.isReplyBack()).isTrue();
    assertThat(attempt.anomalies()).isEmpty();
  }

  @Test
  void sameQueryToASecondServerIsAnotherAttempt() {
    recorder.accept(0, QUERY);
    recorder.accept(10, between("0a000001", "0a000003", QUERY));
    recorder.accept(250, REPLY);
    recorder.end();
    assertThat(recorder.attempts()).hasSize(2);
    assertThat(recorder.onlyCall().lookups().getFirst().transactions()).hasSize(2);
  }

  @Test
  void replyToAnotherQuestionIsNoAnswer() {
    recorder.accept(0, QUERY);
    recorder.accept(250, toClient(CLIENT_PORT, response(7, "b.example", A, 0)));
    Attempt attempt = recorder.end().attempts().getFirst();
    assertThat(attempt.reply()).isNull();
    assertThat(attempt.has(Anomaly.Kind.WRONG_QUESTION)).isTrue();
  }

  @Test
  void replyInOtherLetterCaseIsTheAnswer() {
    recorder.accept(0, toServer(CLIENT_PORT, query(7, "eXaMple.COM", A)));
    recorder.accept(250, toClient(CLIENT_PORT, response(7, "example.com", A, 0)));
    Attempt attempt = recorder.end().attempts().getFirst();
    assertThat(attempt.outcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(attempt.query().isNameMixedCase()).isTrue();
    assertThat(attempt.reply())
        .isNotNull()
        .matches(reply -> reply.differsInCaseFrom(attempt.query()));
  }

  @Test
  void replyAtTheStartOfACaptureMayBelongToAnEarlierQuery() {
    recorder.accept(0, REPLY);
    recorder.accept(10_000_000, identified(2, REPLY));
    assertThat(recorder.end().strays)
        .extracting(StrayPacket::kind)
        .containsExactly(
            StrayPacket.Kind.REPLY_TO_EARLIER_QUERY, StrayPacket.Kind.UNSOLICITED_REPLY);
  }

  @Test
  void silenceUpToTheEndOfTheCaptureProvesNothing() {
    recorder.accept(0, QUERY);
    recorder.accept(999_999, toServer(CLIENT_PORT, query(8, "b.example", A)));
    recorder.accept(1_000_000, toServer(CLIENT_PORT, query(9, "c.example", A)));
    assertThat(recorder.end().attempts())
        .extracting(Attempt::outcome)
        .containsExactly(Outcome.UNANSWERED, Outcome.UNKNOWN, Outcome.UNKNOWN);
  }

  @Test
  void silenceAfterWhichTheClientAskedAgainIsKnownHoweverSoonTheCaptureEnds() {
    recorder.accept(0, QUERY);
    recorder.accept(300_000, QUERY);
    assertThat(recorder.end().attempts())
        .extracting(Attempt::outcome)
        .containsExactly(Outcome.UNANSWERED, Outcome.UNKNOWN);
  }

  @Test
  void silenceBeforeARepetitionAtOnceProvesNothing() {
    recorder.accept(0, QUERY);
    recorder.accept(299_999, QUERY);
    assertThat(recorder.end().attempts())
        .extracting(Attempt::outcome)
        .containsExactly(Outcome.UNKNOWN, Outcome.UNKNOWN);
  }

  @Test
  void silenceWhilePacketsWereDroppedProvesNothing() {
    recorder.accept(0, QUERY);
    recorder.engine.noteDrops(3, 1_001_000_000_000L, 1_002_000_000_000L);
    recorder.accept(35_000_000, toServer(CLIENT_PORT, query(8, "b.example", A)));
    assertThat(recorder.attempts().getFirst().outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void evidenceIsBounded() {
    recorder.accept(0, QUERY);
    recorder.accept(250, REPLY);
    for (int i = 0; i <= Attempt.EVIDENCE_MAX; i++) {
      recorder.accept(300 + i, identified(10 + i, REPLY));
    }
    Attempt attempt = recorder.end().attempts().getFirst();
    assertThat(attempt.anomalies()).hasSize(Attempt.EVIDENCE_MAX);
    assertThat(attempt.evidenceRefused()).isEqualTo(1);
  }

  @Test
  void attemptsAreBounded() {
    var counting = new LookupEngine(List.of());
    var sender = new CallRecorder(counting);
    for (int i = 0; i <= AttemptTable.ATTEMPTS_MAX; i++) {
      byte[] packet = toServer(1024 + i % 50_000, query(i & 0xffff, "n" + i / 1000 + ".x", A));
      sender.accept(i, packet);
    }
    assertThat(counting.counters().forcedCalls()).isEqualTo(1);
  }

  @Test
  void attemptsOfOneLookupAreBounded() {
    for (int i = 0; i <= Lookup.ATTEMPTS_MAX; i++) {
      recorder.accept(i * 1_000_000L, identified(i + 1, QUERY));
    }
    recorder.end();
    assertThat(recorder.calls).hasSize(2);
    assertThat(recorder.calls.getFirst().isForced()).isTrue();
    assertThat(recorder.attempts()).hasSize(Lookup.ATTEMPTS_MAX + 1);
  }

  /** Traffic of several clients, then shuffled a little, doubled and thinned out. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void invariantsHoldWhateverTheNetworkDoes(long seed) {
    var random = new Random(seed);
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      int port = CLIENT_PORT + random.nextInt(5);
      int id = random.nextInt(3);
      int type = random.nextBoolean() ? A : AAAA;
      String name = "n" + random.nextInt(4) + ".example";
      packets.add(identified(2 * i + 1, toServer(port, query(id, name, type))));
      int rcode = random.nextInt(4) == 0 ? 2 + random.nextInt(2) : 0;
      packets.add(identified(2 * i + 2, toClient(port, response(id, name, type, rcode))));
    }
    long micros = 0;
    for (int i = 0; i < packets.size(); i++) {
      micros += random.nextInt(20) == 0 ? random.nextInt(6_000_000) : random.nextInt(50_000);
      int near = Math.min(packets.size() - 1, i + random.nextInt(6));
      byte[] packet = packets.get(near);
      packets.set(near, packets.get(i));
      for (int sights = random.nextInt(10) == 0 ? random.nextInt(3) : 1; sights > 0; sights--) {
        byte[] routed = random.nextInt(8) == 0 ? ipv4With(packet, 8, "3f") : packet;
        recorder.accept(micros, routed);
      }
    }
    EngineInvariants.check(recorder.end());
  }

  /** As an application does that asks again and again while nothing answers. */
  @Test
  void anotherIdAfterOneThatWasRepeatedIsTheNextCall() {
    for (int i = 0; i < 3; i++) {
      byte[] query = toServer(CLIENT_PORT + i, query(7 + i, "a.example", A));
      recorder.accept(i * 10_000_000L, query);
      recorder.accept(i * 10_000_000L + 5_000_000, identified(2, query));
    }
    assertThat(recorder.end().calls).hasSize(3).allMatch(call -> call.queries() == 2);
  }

  /** As Go does. */
  @Test
  void anotherIdOfAResolverThatRepeatsNoneIsARetry() {
    recorder.accept(0, QUERY);
    recorder.accept(5_000_000, toServer(CLIENT_PORT + 1, query(8, "a.example", A)));
    recorder.accept(10_000_000, toServer(CLIENT_PORT + 2, query(9, "a.example", A)));
    assertThat(recorder.end().onlyCall().queries()).isEqualTo(3);
  }

  /** As under the filter "port 53", for only the first fragment has ports. */
  @Test
  void firstFragmentAnswersWhenNoOthersAreCapturedAndTheClientIsContent() {
    recorder.accept(0, QUERY);
    recorder.accept(250, ipv4With(REPLY, FRAGMENT, "2000"));
    Attempt attempt = recorder.end().attempts().getFirst();
    assertThat(attempt.outcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(attempt.isFinal()).isTrue();
  }

  @Test
  void firstFragmentIsNoAnswerWhenTheClientAsksAgain() {
    recorder.accept(0, QUERY);
    recorder.accept(250, ipv4With(REPLY, FRAGMENT, "2000"));
    recorder.accept(5_000_000, identified(2, QUERY));
    recorder.accept(5_000_250, ipv4With(identified(2, REPLY), FRAGMENT, "2000"));
    recorder.accept(35_000_000, toServer(CLIENT_PORT, query(8, "b.example", A)));
    assertThat(recorder.calls.getFirst().lookups().getFirst().attempts())
        .extracting(Attempt::outcome)
        .containsExactly(Outcome.UNANSWERED, Outcome.UNANSWERED);
  }

  @Test
  void firstFragmentIsNoAnswerWhereOthersAreCaptured() {
    recorder.accept(0, QUERY);
    recorder.accept(250, ipv4With(REPLY, FRAGMENT, "2000"));
    recorder.accept(300, ipv4With(identified(9, REPLY), FRAGMENT, "0010")); // of another datagram
    recorder.accept(35_000_000, toServer(CLIENT_PORT, query(8, "b.example", A)));
    assertThat(recorder.attempts().getFirst().outcome()).isEqualTo(Outcome.UNANSWERED);
  }

  /** Queues of one interface are read one after the other. */
  @Test
  void replyCapturedShortlyBeforeItsQueryAnswersIt() {
    recorder.accept(0, REPLY);
    recorder.accept(4_999, QUERY);
    recorder.accept(9_000, toServer(CLIENT_PORT, query(8, "b.example", A)));
    recorder.end();
    Attempt attempt = recorder.attempts().getFirst();
    assertThat(attempt.outcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(attempt.replyFrame()).isEqualTo(1);
    assertThat(attempt.latencyNanos()).isZero();
    assertThat(recorder.strays).isEmpty();
  }

  @Test
  void replyCapturedLongerBeforeIsStray() {
    recorder.accept(0, REPLY);
    recorder.accept(5_000, QUERY);
    assertThat(recorder.end().attempts()).noneMatch(attempt -> attempt.reply() != null);
    assertThat(recorder.strays).hasSize(1);
  }

  /** A DNS pod may listen on another port behind its Service. */
  @Test
  void tcpIsReadOnTheOddPortsToo() {
    byte[] query = join(number(27, 2), query(7, "a.example", A));
    recorder.accept(0, ipv4(6, tcp(CLIENT_PORT, 5353, 7, 0, FLAG_SYN, "", new byte[0])));
    recorder.accept(100, ipv4(6, tcp(CLIENT_PORT, 5353, 8, 1, FLAG_ACK, "", query)));
    recorder.end();
    assertThat(recorder.attempts()).singleElement().matches(Attempt::isTcp);
    assertThat(recorder.connections).singleElement().matches(TcpConnection::isOfCall);
  }

  @Test
  void connectionOfAnotherProtocolToAnOddPortIsNotTold() {
    byte[] http = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    recorder.accept(0, ipv4(6, tcp(CLIENT_PORT, 9053, 7, 0, FLAG_SYN, "", new byte[0])));
    recorder.accept(100, ipv4(6, tcp(CLIENT_PORT, 9053, 8, 1, FLAG_ACK, "", http)));
    recorder.end();
    assertThat(recorder.calls).isEmpty();
    assertThat(recorder.connections).isEmpty();
  }

  @Test
  void replyWithoutQuestionFromAnOddPortIsReadWhereAQueryWaits() {
    byte[] formatError = hex("0007 8181 0000 0000 0000 0000");
    byte[] reply = ipv4(17, udp(5353, CLIENT_PORT, formatError));
    recorder.accept(0, ipv4(17, udp(CLIENT_PORT, 5353, query(7, "a.example", A))));
    recorder.accept(250, between("0a000002", "0a000001", reply));
    recorder.accept(300, between("0a000002", "0a000009", reply));
    recorder.end();
    assertThat(recorder.attempts()).singleElement().matches(Attempt::isReplyQuestionMissing);
    assertThat(recorder.strays).isEmpty();
    assertThat(recorder.engine.counters().notDns()).isEqualTo(1);
  }
}
