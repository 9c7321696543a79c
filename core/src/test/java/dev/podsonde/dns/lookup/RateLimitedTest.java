package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.CLIENT_PORT;
import static dev.podsonde.dns.lookup.DnsBytes.between;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static dev.podsonde.dns.lookup.DnsBytes.toClient;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** A resolver that gets more queries than it answers. */
class RateLimitedTest extends Conversations {
  private static final int LIMIT = 1_024;

  /** One second of queries at equal distances; those that the limit lets pass are answered. */
  private void second(int queries, IntPredicate isAnswered) {
    long start = micros;
    for (int i = 0; i < queries; i++) {
      micros = start + i * SECOND / queries;
      capture.accept(micros, toServer(port, query(port, "a.example", A)));
      if (isAnswered.test(i)) {
        capture.accept(micros + 100, toClient(port, response(port, "a.example", A, 0)));
      }
      port = port == 60_000 ? CLIENT_PORT : port + 1;
    }
    micros = start + SECOND;
  }

  private void busySeconds() {
    for (int second = 0; second < 3; second++) {
      second(1_200, i -> i < 1_050);
      micros += 10 * SECOND;
    }
  }

  @Test
  void lossInBusySecondsOnlyIsALimitOfTheRate() {
    busySeconds();
    for (int i = 0; i < 100; i++) {
      answered("a.example");
    }
    assertThat(rules()).contains("L10").doesNotContain("L05", "L13");
  }

  @Test
  void lossWithoutSlowSecondsToCompareWithIsNoLimitOfTheRate() {
    busySeconds();
    assertThat(rules()).doesNotContain("L10");
  }

  @Test
  void asManyRepliesInEverySecondAreALimitOfTheRate() {
    for (int second = 0; second < 14; second++) {
      second(1_500, i -> i < LIMIT);
    }
    assertThat(findings())
        .filteredOn(finding -> finding.rule().equals("L10"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("1024 replies in every second"));
  }

  @Test
  void asManyRepliesHoweverManyQueriesAreALimitOfTheRate() {
    for (int second = 0; second < 14; second++) {
      second(1_300 + 50 * (second % 5), i -> i < LIMIT);
    }
    assertThat(rules()).contains("L10");
  }

  @Test
  void lossAtRandomAtAHighRateIsNoLimitOfTheRate() {
    var random = new Random(7);
    for (int second = 0; second < 14; second++) {
      second(1_500, _ -> random.nextInt(3) > 0);
    }
    assertThat(rules()).doesNotContain("L10");
  }

  @Test
  void queriesToAResolverTooManyAreCounted() {
    for (int server = 1; server <= 16; server++) {
      ask(server);
    }
    assertThat(diagnosis.refused()).isZero();
    ask(17);
    assertThat(diagnosis.refused()).isEqualTo(1);
  }

  private void ask(int server) {
    byte[] query = toServer(port, query(port, "a.example", A));
    capture.accept(micros, between("0a000001", "0a0001%02x".formatted(server), query));
    next();
    capture.engine.advance(1_000_000_000_000L + (micros + 60 * SECOND) * 1_000);
    micros += 60 * SECOND;
  }

  @Test
  void highRateWithoutLossIsNoFinding() {
    for (int second = 0; second < 12; second++) {
      second(1_500, _ -> true);
    }
    assertThat(rules()).isEmpty();
  }
}
