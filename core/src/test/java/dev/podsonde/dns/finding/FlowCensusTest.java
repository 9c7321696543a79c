package dev.podsonde.dns.finding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlowCensusTest {
  private static final long SECOND = 1_000_000_000L;

  private final FlowCensus census = new FlowCensus(1_000);

  private void flows(int from, int to, long nanos) {
    for (int i = from; i < to; i++) {
      census.add(i, nanos);
    }
  }

  @Test
  void limitIsFoundToAFewPerCent() {
    flows(0, 900, 5 * SECOND);
    assertThat(census.isManyAt(5 * SECOND)).isFalse();
    flows(900, 1_100, 6 * SECOND);
    assertThat(census.isManyAt(5 * SECOND)).isFalse();
    assertThat(census.isManyAt(6 * SECOND)).isTrue();
  }

  @Test
  void flowThatIsSeenAgainCountsOnce() {
    for (int i = 0; i < 10; i++) {
      flows(0, 500, i * SECOND);
    }
    assertThat(census.isManyAt(10 * SECOND)).isFalse();
  }

  @Test
  void windowsAreAddedUp() {
    flows(0, 600, 29 * SECOND);
    flows(600, 1_100, 31 * SECOND);
    assertThat(census.isManyAt(31 * SECOND)).isTrue();
  }

  @Test
  void manyThatEndedWereManyThen() {
    flows(0, 600, 29 * SECOND);
    flows(600, 1_100, 31 * SECOND);
    flows(0, 10, 70 * SECOND);
    assertThat(census.isManyAt(30 * SECOND)).isFalse();
    assertThat(census.isManyAt(59 * SECOND)).isTrue();
    assertThat(census.isManyAt(70 * SECOND)).isFalse();
  }

  @Test
  void manyOfLongAgoAreForgotten() {
    flows(0, 1_100, 30 * SECOND);
    flows(0, 10, 200 * SECOND);
    assertThat(census.isManyAt(200 * SECOND)).isFalse();
  }
}
