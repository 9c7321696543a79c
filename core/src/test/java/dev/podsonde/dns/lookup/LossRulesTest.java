package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.AAAA;
import static dev.podsonde.dns.lookup.DnsBytes.between;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static dev.podsonde.dns.lookup.DnsBytes.toClient;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.dns.finding.Finding;
import dev.podsonde.dns.finding.Weight;
import org.junit.jupiter.api.Test;

/** Which rule explains a reply that did not come: of which name, type, socket or server it was. */
class LossRulesTest extends Conversations {
  private static final int NXDOMAIN = 3;
  private static final long MILLISECOND = 1_000;

  private void ask(String name, int type) {
    capture.accept(micros, toServer(port, query(id(type), name, type)));
    micros += 20;
  }

  private void reply(String name, int type, int rcode) {
    capture.accept(micros, toClient(port, response(id(type), name, type, rcode)));
    micros += 20;
  }

  private int id(int type) {
    return port + (type == A ? 0 : 10_000);
  }

  /** A and AAAA from one socket, as libc asks, and replies to those named. */
  private void pair(String name, int rcode, int... answeredTypes) {
    ask(name, A);
    ask(name, AAAA);
    micros += MILLISECOND;
    for (int type : answeredTypes) {
      reply(name, type, rcode);
    }
  }

  /** The names of a search list before the last, which do not exist. */
  private void searched(String name) {
    for (String suffix : new String[] {".default.svc.cluster.local", ".svc.cluster.local"}) {
      pair(name + suffix, NXDOMAIN, A, AAAA);
      port++;
    }
  }

  private Finding onlyFault() {
    return findings().stream()
        .filter(finding -> finding.weight() == Weight.FAULT)
        .reduce((_, other) -> {
          throw new AssertionError("one more: " + other);
        })
        .orElseThrow();
  }

  @Test
  void silenceOfTheLastNameOfASearchListIsNoReplyAtAll() {
    searched("db.example");
    pair("db.example", 0);
    micros += 5 * SECOND;
    pair("db.example", 0);
    next();
    Finding fault = onlyFault();
    assertThat(fault.rule()).isEqualTo("L05");
    assertThat(fault.failedCalls()).isEqualTo(1);
  }

  @Test
  void typeThatIsSilentWhereTheOtherSaysNoIsBroken() {
    for (int i = 0; i < 3; i++) {
      pair("db.example", NXDOMAIN, A);
      micros += 5 * SECOND;
      ask("db.example", AAAA);
      next();
      micros += 20 * SECOND;
    }
    assertThat(rules()).contains("R12");
  }

  @Test
  void typeThatIsAskedOnceInVainIsBroken() {
    pair("db.example", 0, A);
    next();
    assertThat(onlyFault().rule()).isEqualTo("R12");
  }

  @Test
  void replyCapturedBeforeItsQueryIsNoSilence() {
    answered("first.example");
    micros += 20 * SECOND; // a reply sooner after the start may be to a query before it
    for (int i = 0; i < 3; i++) {
      String name = "name%d.example".formatted(i);
      reply(name, AAAA, 0);
      pair(name, 0, A);
      next();
    }
    assertThat(rules()).doesNotContain("R12");
  }

  @Test
  void silenceOfEitherTypeAlikeIsLossAtRandom() {
    for (int i = 0; i < 12; i++) {
      int answered = i % 2 == 0 ? A : AAAA;
      String name = "name%d.example".formatted(i);
      pair(name, 0, answered);
      micros += 5 * SECOND;
      ask(name, answered == A ? AAAA : A);
      next();
      micros += 20 * SECOND;
    }
    assertThat(rules()).contains("L13").doesNotContain("R12");
  }

  /** As glibc does it: the answered one again after five seconds, then the one that was lost. */
  private void race(String name, int lost) {
    int other = lost == A ? AAAA : A;
    pair(name, 0, other);
    micros += 5 * SECOND;
    ask(name, other);
    reply(name, other, 0);
    ask(name, lost);
    reply(name, lost, 0);
    next();
  }

  @Test
  void raceOfALaterNameOfASearchListIsFound() {
    searched("db.example");
    race("db.example", AAAA);
    assertThat(onlyFault().rule()).isEqualTo("L01");
  }

  @Test
  void lossOfBothOfAPairAsOftenAsByChanceIsNoRace() {
    for (int i = 0; i < 100; i++) {
      String name = "name%d.example".formatted(i);
      if (i % 5 == 0) {
        race(name, i % 2 == 0 ? A : AAAA);
      } else if (i % 50 == 1) {
        pair(name, 0);
        micros += 5 * SECOND;
        pair(name, 0, A, AAAA);
      } else {
        pair(name, 0, A, AAAA);
      }
      next();
    }
    assertThat(onlyFault().rule()).isEqualTo("L13");
  }

  @Test
  void raceTakesOneOfTwoAlone() {
    for (int i = 0; i < 100; i++) {
      String name = "name%d.example".formatted(i);
      if (i % 5 == 0) {
        race(name, i % 2 == 0 ? A : AAAA);
      } else {
        pair(name, 0, A, AAAA);
      }
      next();
    }
    assertThat(onlyFault().rule()).isEqualTo("L01");
  }

  @Test
  void nameThatIsAlwaysSilentIsNoDeadReplica() {
    for (int i = 0; i < 4; i++) {
      silent("0a000001", "dead.example");
      micros += 30 * SECOND;
      answered("a.example");
    }
    assertThat(onlyFault().rule()).isEqualTo("L05");
  }

  /** As musl asks: all nameservers at once. */
  private void askBothServers(String name) {
    byte[] query = toServer(port, query(port, name, A));
    capture.accept(micros, query);
    capture.accept(micros + 5, between("0a000001", "0a000003", query));
    micros += MILLISECOND;
    reply(name, A, 0);
    next();
  }

  @Test
  void serverThatFallsSilentIsToldSinceWhen() {
    for (int i = 0; i < 5; i++) {
      answered("a.example");
    }
    for (int i = 0; i < 3; i++) {
      silent("0a000001");
    }
    assertThat(findingsNow())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("L05");
          assertThat(finding.what()).contains("until 5.0 s into the capture");
        });
  }

  @Test
  void serverThatIsSilentForSomeNamesOnlyHasNotFallenSilent() {
    for (int i = 0; i < 3; i++) {
      answered("a.example");
      silent("0a000001");
    }
    answered("a.example");
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("L05");
          assertThat(finding.what()).contains("while others did");
        });
  }

  @Test
  void nameserverThatNeverAnswersBesideAnotherIsTold() {
    for (int i = 0; i < 3; i++) {
      askBothServers("name%d.example".formatted(i));
    }
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("L05");
          assertThat(finding.weight()).isEqualTo(Weight.NOTICE);
          assertThat(finding.what()).startsWith("10.0.0.3 never answers");
        });
  }
}
