package dev.podsonde.dns.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Captures of real resolvers, held against what their programs said of the same calls. */
class LookupLabTest {
  /** "example.com rc=0 (ok) 5.026s" of C programs, "err=<nil> 5.027s" of Go's. */
  private static final Pattern SUCCESS = Pattern.compile("(?:rc=0 \\(ok\\)|err=<nil>) ([0-9.]+)s");

  private static final long SCHEDULING_NANOS = 15_000_000;

  record LabCapture(String file, String vantage, String command, String outcome) {
    @Override
    public String toString() {
      return file;
    }
  }

  private static Stream<LabCapture> captures() throws IOException {
    try (InputStream in = LookupLabTest.class.getResourceAsStream("/dns-lab/index.tsv")) {
      String index = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return index
          .lines()
          .skip(1)
          .map(row -> row.split("\t", -1))
          .map(cell -> new LabCapture(cell[0], cell[1], cell[5], cell[7]));
    }
  }

  private static Stream<LabCapture> successes() throws IOException {
    return captures()
        .filter(capture -> capture.vantage().equals("client-pod"))
        .filter(capture -> SUCCESS.matcher(capture.outcome()).find());
  }

  @ParameterizedTest
  @MethodSource("successes")
  void delayIsWhatTheProgramMeasured(LabCapture capture) throws IOException {
    List<Long> measured = new ArrayList<>();
    Matcher success = SUCCESS.matcher(capture.outcome());
    while (success.find()) {
      measured.add(Math.round(Double.parseDouble(success.group(1)) * 1e9));
    }
    List<Call> calls = CallRecorder.ofLab(capture.file()).calls;
    assertThat(calls).hasSameSizeAs(measured);
    for (int i = 0; i < calls.size(); i++) {
      assertThat(calls.get(i).isPositive()).isTrue();
      long delay = calls.get(i).delayNanos();
      if (calls.get(i).lookups().stream().allMatch(Lookup::isFinal)) {
        assertThat(delay).isCloseTo(measured.get(i), within(SCHEDULING_NANOS));
      } else {
        // The program gave up on the other half after the last packet.
        assertThat(delay).isLessThan(measured.get(i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("captures")
  void resolverIsTheOneThatRan(LabCapture capture) throws IOException {
    ResolverProfile expected = expectedResolver(capture.command());
    for (Call call : CallRecorder.ofLab(capture.file()).calls) {
      // One query that was answered at once looks the same from everyone.
      if (call.queries() > 1 || expected != ResolverProfile.C_ARES) {
        assertThat(call.client().resolver()).isIn(expected, ResolverProfile.UNKNOWN);
      }
    }
  }

  private static ResolverProfile expectedResolver(String command) {
    if (command.contains("musl")) {
      return ResolverProfile.MUSL;
    }
    if (command.contains("gai-go")) {
      return ResolverProfile.GO;
    }
    if (command.contains("jndi")) {
      return ResolverProfile.JAVA_JNDI;
    }
    return command.contains("resolve4") ? ResolverProfile.C_ARES : ResolverProfile.GLIBC;
  }

  @ParameterizedTest
  @MethodSource("captures")
  void everyReplyAnswersAtMostOneAttempt(LabCapture capture) throws IOException {
    CallRecorder lab = CallRecorder.ofLab(capture.file());
    EngineInvariants.check(lab);
  }

  @ParameterizedTest
  @CsvSource({
    "glibc-drop-aaaa-first.pcap, GLIBC",
    "glibc-search.pcap, GLIBC",
    "musl-drop-a-first.pcap, MUSL",
    "go-drop-a-first.pcap, GO",
    "jndi-drop-all.pcap, JAVA_JNDI",
    "cares-blackhole.pcap, C_ARES",
  })
  void resolverIsRecognised(String capture, ResolverProfile expected) throws IOException {
    assertThat(CallRecorder.ofLab("captures/" + capture).onlyCall().client().resolver())
        .isEqualTo(expected);
  }

  @Test
  void searchListIsOneCallAndInferred() throws IOException {
    Call call = CallRecorder.ofLab("captures/glibc-search.pcap").onlyCall();
    assertThat(call.baseName()).isEqualTo("example.com");
    assertThat(call.queries()).isEqualTo(8);
    assertThat(call.searchSuffixes())
        .containsExactly("default.svc.cluster.local", "svc.cluster.local", "cluster.local", "");
    assertThat(call.client().searchList())
        .containsExactly("default.svc.cluster.local", "svc.cluster.local", "cluster.local");
  }

  @Test
  void sightsBeforeAndAfterTranslationAreOneAttempt() throws IOException {
    CallRecorder lab = CallRecorder.ofLab("captures/nat-dnat-masq.at-node-any.pcap");
    assertThat(lab.engine.counters().queries()).isEqualTo(4);
    assertThat(lab.engine.counters().replies()).isEqualTo(4);
    assertThat(lab.engine.counters().copies()).isEqualTo(8);
    assertThat(lab.attempts())
        .allSatisfy(attempt -> {
          assertThat(attempt.server()).hasToString("10.96.0.10");
          assertThat(attempt.queryCopies().getFirst().destination()).hasToString("10.244.2.7");
          assertThat(attempt.isReplyBack()).isTrue();
        });
  }

  /** Masquerading changed the client's port, too. */
  @Test
  void sightsBehindATranslatedPortAreOfTheSameAttempt() throws IOException {
    CallRecorder cluster = CallRecorder.of("/dns-way/masquerade-random-fully.pcapng");
    assertThat(cluster.strays).isEmpty();
    assertThat(cluster.attempts())
        .hasSize(2)
        .allSatisfy(attempt -> {
          assertThat(attempt.client()).hasToString("172.20.2.21");
          assertThat(attempt.queryCopies()).hasSize(7);
          assertThat(attempt.queryCopies().getLast().source()).hasToString("192.0.2.130");
          assertThat(attempt.replyCopies()).hasSize(7);
          assertThat(attempt.isReplyBack()).isTrue();
        });
  }

  /** Its query is seen when it was masqueraded already, its reply when it was translated back. */
  @Test
  void replyThatComesBackToTheHostThatAskedIsBack() throws IOException {
    CallRecorder cluster = CallRecorder.of("/dns-way/host-asks-pod-on-it.pcapng");
    assertThat(cluster.strays).isEmpty();
    assertThat(cluster.attempts()).hasSize(4).allMatch(Attempt::isReplyBack);
  }

  @Test
  void replyLostBehindTheNodeIsNotBack() throws IOException {
    CallRecorder lab = CallRecorder.ofLab("captures/nat-replydrop.at-node-any.pcap");
    assertThat(lab.calls).hasSize(2);
    assertThat(lab.attempts()).hasSize(8).noneMatch(Attempt::isReplyBack);
  }

  @Test
  void repetitionOfAnAnsweredQueryIsKnownAtTheServer() throws IOException {
    CallRecorder lab = CallRecorder.ofLab("captures/nat-replydrop.at-dns-pod.pcap");
    assertThat(lab.attempts()).filteredOn(attempt -> attempt.answeredBeforeFrame() > 0).hasSize(4);
  }

  @Test
  void fallbackToTcpIsOneCall() throws IOException {
    CallRecorder lab = CallRecorder.ofLab("captures/glibc-tc.pcap");
    Call call = lab.onlyCall();
    assertThat(call.lookups()).allMatch(lookup -> lookup.attempts().size() == 2);
    assertThat(call.lookups()).allMatch(lookup -> lookup.last().isTcp() && lookup.isPositive());
    assertThat(call.connections()).hasSize(1);
    assertThat(call.connections().getFirst().queries()).isEqualTo(2);
  }

  @Test
  void blockedTcpIsAnUnansweredConnectionOfTheCall() throws IOException {
    Call call = CallRecorder.ofLab("captures/glibc-tc-drop.pcap").onlyCall();
    assertThat(call.connections().getFirst().isUnanswered()).isTrue();
    assertThat(call.connections().getFirst().syns()).isEqualTo(10);
  }

  @Test
  void icmpErrorBelongsToTheAttemptThatItQuotes() throws IOException {
    CallRecorder lab = CallRecorder.ofLab("captures/nat-dead.at-client-pod.pcap");
    assertThat(lab.attempts())
        .hasSize(8)
        .allMatch(attempt -> attempt.outcome() == Outcome.ICMP_ERROR)
        .extracting(Attempt::icmpError)
        .extracting("code")
        .containsOnly(1);
  }

  @Test
  void replyFromElsewhereIsNoAnswer() throws IOException {
    CallRecorder lab = CallRecorder.ofLab("captures/glibc-wrong-src.pcap");
    assertThat(lab.attempts())
        .allMatch(attempt -> attempt.reply() == null)
        .allMatch(attempt -> attempt.has(Anomaly.Kind.WRONG_SOURCE))
        .allMatch(attempt -> attempt.has(Anomaly.Kind.REPLY_REFUSED_BY_CLIENT));
  }

  @Test
  void replyWithAnotherIdIsNotedAndTheRightOneMatched() throws IOException {
    CallRecorder lab = CallRecorder.ofLab("captures/musl-wrong-id.pcap");
    assertThat(lab.attempts())
        .allMatch(attempt -> attempt.has(Anomaly.Kind.WRONG_ID))
        .allMatch(Attempt::isFinal);
  }

  @Test
  void lateReplyIsRefusedAndNoAnswer() throws IOException {
    Lookup lookup = CallRecorder.ofLab("captures/cares-late.pcap").onlyCall().lookups().getFirst();
    assertThat(lookup.attempts())
        .extracting(Attempt::isReplyRefused)
        .containsExactly(true, true, false);
    assertThat(lookup.answered()).isSameAs(lookup.last());
  }

  @Test
  void replyWithoutQuestionIsNoAnswer() throws IOException {
    CallRecorder lab = CallRecorder.ofLab("captures/go-formerr.pcap");
    assertThat(lab.attempts())
        .allMatch(Attempt::isReplyQuestionMissing)
        .noneMatch(Attempt::isFinal);
  }

  @Test
  void repetitionAfterAFragmentedReplyIsOneCall() throws IOException {
    Call call = CallRecorder.ofLab("captures/big-fragdrop.pcap").onlyCall();
    assertThat(call.queries()).isEqualTo(2);
    assertThat(call.lookups().getFirst().attempts())
        .allMatch(attempt -> attempt.isReplyFragmented() && attempt.isReplyComplete());
  }

  @Test
  void repliesInFragmentsThatTheClientDidNotGetAreNoAnswers() throws IOException {
    Call call = CallRecorder.ofLab("captures/big-fragdrop.pcap").onlyCall();
    Lookup lookup = call.lookups().getFirst();
    assertThat(lookup.answered()).isNull();
    assertThat(lookup.attempts()).extracting(Attempt::outcome).containsOnly(Outcome.UNANSWERED);
    assertThat(call.lostNanos()).isGreaterThan(2_000_000_000L);
  }

  @Test
  void offloadedChecksumIsNotWrong() throws IOException {
    CallRecorder lab = CallRecorder.ofLab("captures/glibc-cksum-offload.pcap");
    assertThat(lab.engine.counters().checksums(ChecksumStatus.OFFLOADED)).isPositive();
    assertThat(lab.engine.counters().checksums(ChecksumStatus.WRONG)).isZero();
  }
}
