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

/** On a node: queries to a service are sent on to its DNS pods, of which one is replaced. */
class RolloutWindowTest extends Conversations {
  private static final String POD = "0a000001";
  private static final String SERVICE = "0a000002";
  private static final String STAYING = "0a000041";
  private static final String LEAVING = "0a000042";
  private static final String COMING = "0a000043";
  private static final int TIME_TO_LIVE = 8;
  private boolean isBehindTranslation;

  private void ask(String dnsPod, boolean isAnswered) {
    byte[] query = toServer(port, query(port, "a.example", A));
    byte[] reply = toClient(port, response(port, "a.example", A, 0));
    byte[] translated = ipv4With(between(POD, dnsPod, query), TIME_TO_LIVE, "3f");
    if (!isBehindTranslation) {
      capture.accept(micros, query);
    }
    capture.accept(micros + 5, translated);
    if (isAnswered) {
      capture.accept(micros + 400, between(isBehindTranslation ? dnsPod : SERVICE, POD, reply));
    }
    next();
  }

  private void asks(int count, String dnsPod, boolean isAnswered) {
    for (int i = 0; i < count; i++) {
      ask(STAYING, true);
      ask(dnsPod, isAnswered);
    }
  }

  private void replacement() {
    asks(15, LEAVING, true);
    asks(4, LEAVING, false);
    asks(15, COMING, true);
  }

  @Test
  void podThatIsAskedForSomeSecondsAfterItsLastReplyIsReplaced() {
    replacement();
    assertThat(findings())
        .filteredOn(finding -> !finding.rule().equals("L12"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("L09");
          assertThat(finding.what()).startsWith("for 8.0 s after").contains("10.0.0.66");
          assertThat(finding.calls()).isEqualTo(4);
        });
  }

  @Test
  void replacementIsSeenBehindTheTranslationToo() {
    isBehindTranslation = true;
    replacement();
    assertThat(rules()).contains("L09").doesNotContain("L05", "L06", "L13");
  }

  @Test
  void podThatIsAskedBeforeItsFirstReplyIsNotReadyYet() {
    asks(15, LEAVING, true);
    asks(4, COMING, false);
    asks(15, COMING, true);
    assertThat(findings())
        .filteredOn(finding -> finding.rule().equals("L09"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("before its first reply"));
  }

  @Test
  void replacementWithoutLossIsNoFinding() {
    asks(15, LEAVING, true);
    asks(15, COMING, true);
    assertThat(rules()).isEmpty();
  }

  @Test
  void podThatIsAskedInVainForMinutesIsNoRollout() {
    asks(15, LEAVING, true);
    asks(40, LEAVING, false);
    asks(15, COMING, true);
    assertThat(rules()).doesNotContain("L09");
  }

  @Test
  void lossAtOtherTimesTooIsNoRollout() {
    for (int i = 0; i < 5; i++) {
      asks(3, COMING, true);
      asks(1, STAYING, false);
    }
    replacement();
    assertThat(rules()).doesNotContain("L09");
  }

  /** What asked that server has ended, and who is answered by another one is somebody else. */
  @Test
  void serverOfAClientThatEndsIsNotReplaced() {
    for (int i = 0; i < 60; i++) {
      answered("a.example");
      byte[] query = toServer(port, query(port, "a.example", A));
      byte[] reply = toClient(port, response(port, "a.example", A, 0));
      if (i < 30) {
        capture.accept(micros, between("0a000009", LEAVING, query));
      }
      if (i < 24) {
        capture.accept(micros + 400, between(LEAVING, "0a000009", reply));
      }
      next();
    }
    assertThat(rules()).doesNotContain("L09");
  }

  @Test
  void podThatTheCaptureEndsBehindMayAnswerAgain() {
    asks(15, LEAVING, true);
    asks(4, LEAVING, false);
    assertThat(diagnosed()).doesNotContain("L09");
  }
}
