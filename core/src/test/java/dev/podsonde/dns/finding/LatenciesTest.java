package dev.podsonde.dns.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void medianOfNothingIsNothing() {
    assertThat(latencies.medianNanos()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {8, 9, 1_000, 999_999, 123_456_789, Long.MAX_VALUE})
  void oneTimeIsItsMedian(long nanos) {
    latencies.add(nanos);
    assertThat(latencies.medianNanos()).isCloseTo(nanos, withPercentage(12.5));
  }

  @Test
  void medianIsInTheMiddle() {
    for (int i = 0; i < 51; i++) {
      latencies.add(1_000);
    }
    for (int i = 0; i < 50; i++) {
      latencies.add(1_000_000);
    }
    assertThat(latencies.count()).isEqualTo(101);
    assertThat(latencies.medianNanos()).isCloseTo(1_000, withPercentage(12.5));
  }

  @Test
  void noTimeCountsAsTheLeast() {
    latencies.add(0);
    assertThat(latencies.medianNanos()).isEqualTo(8);
  }
}
