package dev.podsonde.dns.path;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClockDifferenceTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void queryAndReplyGoOppositeWays() {
    long[] queries = {5 * SECOND + 300, 5 * SECOND + 320, 5 * SECOND + 9_000};
    long[] replies = {5 * SECOND - 280, 5 * SECOND - 300, 5 * SECOND - 7_000};
    ClockDifference clock = ClockDifference.of(queries, replies);
    assertThat(clock.offsetNanos()).isEqualTo(5 * SECOND + 10);
    assertThat(clock.uncertaintyNanos()).isEqualTo(310);
    assertThat(clock.correctionNanos()).isEqualTo(clock.offsetNanos());
    assertThat(clock.pairs()).isEqualTo(6);
  }

  @Test
  void clocksThatMayAgreeAreLeftAlone() {
    ClockDifference clock = ClockDifference.of(new long[] {400}, new long[] {-300});
    assertThat(clock.offsetNanos()).isEqualTo(50);
    assertThat(clock.correctionNanos()).isZero();
  }

  @Test
  void oneDirectionAloneTellsOnlyWhatNoDelayExplains() {
    assertThat(ClockDifference.of(new long[] {20_000_000}, new long[0]).correctionNanos()).isZero();
    assertThat(ClockDifference.of(new long[0], new long[] {-SECOND}).correctionNanos())
        .isEqualTo(-SECOND);
  }

  @Test
  void nothingInCommonTellsNothing() {
    assertThat(ClockDifference.of(new long[0], new long[0])).isEqualTo(ClockDifference.UNKNOWN);
    assertThat(ClockDifference.UNKNOWN.correctionNanos()).isZero();
  }
}
