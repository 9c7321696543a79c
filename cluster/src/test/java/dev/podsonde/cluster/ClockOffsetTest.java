package dev.podsonde.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClockOffsetTest {
  @Test
  void roundTripWithTheLeastDelayWins() {
    ClockOffset offset =
        ClockOffset.UNKNOWN
            .or(1_000, 9_000, 3_000) // 2000 there and back: 7000 ahead, give or take 1000
            .or(5_000, 12_100, 5_200) // 200: 7000 ahead, give or take 100
            .or(8_000, 20_000, 9_000);
    assertThat(offset).isEqualTo(new ClockOffset(7_000, 100));
  }

  @Test
  void nothingIsKnownBeforeTheFirst() {
    assertThat(ClockOffset.UNKNOWN.isKnown()).isFalse();
  }
}
