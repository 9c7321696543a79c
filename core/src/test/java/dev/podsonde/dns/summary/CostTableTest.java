package dev.podsonde.dns.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Keys are numbers; the subject of one is its text. */
class CostTableTest {
  private static final int ENTRIES_MAX = 8192;

  private final CostTable<Integer, String> table = new CostTable<>();

  private void add(int key, long lostNanos, long delayNanos, long queries) {
    add(key, "name" + key, lostNanos, delayNanos, queries);
  }

  private void add(int key, String subject, long lostNanos, long delayNanos, long queries) {
    var call = new CallCost();
    call.lostNanos = lostNanos;
    call.delayNanos = delayNanos;
    call.queries = queries;
    table.add(key, _ -> subject, call);
  }

  private Iterable<String> costliest(int count) {
    return table.costliest(count).stream().map(Cost::subject).toList();
  }

  @Test
  void timeLostComesBeforeDelayAndDelayBeforeQueries() {
    add(1, 0, 0, 9);
    add(2, 0, 5, 1);
    add(3, 7, 0, 1);
    add(4, 0, 5, 2);
    assertThat(costliest(3)).containsExactly("name3", "name4", "name2");
  }

  @Test
  void whatCostsTheSameIsInTheOrderOfItsText() {
    add(3, 1, 1, 1);
    add(1, 1, 1, 1);
    add(2, 1, 1, 1);
    assertThat(costliest(9)).containsExactly("name1", "name2", "name3");
  }

  @Test
  void keysOfOneSubjectAreAddedUp() {
    add(1, "one", 2, 0, 1);
    add(2, "other", 3, 0, 1);
    add(3, "one", 2, 0, 1);
    assertThat(table.costliest(9))
        .extracting(Cost::subject, Cost::calls, Cost::lostNanos)
        .containsExactly(tuple("one", 2L, 4L), tuple("other", 1L, 3L));
  }

  @Test
  void fullTableForgetsTheCheapHalfAndCountsIt() {
    for (int key = 0; key < ENTRIES_MAX; key++) {
      add(key, key, 0, 1);
    }
    assertThat(table.forgotten()).isZero();
    add(ENTRIES_MAX, ENTRIES_MAX, 0, 1);
    assertThat(table.forgotten()).isEqualTo(ENTRIES_MAX / 2);
    assertThat(table.costliest(ENTRIES_MAX))
        .hasSize(ENTRIES_MAX / 2 + 1)
        .allMatch(cost -> cost.lostNanos() >= ENTRIES_MAX / 2);
  }

  @Test
  void tableFullOfEqualCostsBeginsAnew() {
    for (int key = 0; key <= ENTRIES_MAX; key++) {
      add(key, 1, 1, 1);
    }
    assertThat(table.forgotten()).isEqualTo(ENTRIES_MAX);
    assertThat(costliest(9)).containsExactly("name" + ENTRIES_MAX);
  }

  @Test
  void subjectIsMadeOncePerKey() {
    Function<Integer, String> once = key -> "name" + key;
    table.add(1, once, new CallCost());
    table.add(
        1,
        key -> {
          throw new AssertionError("asked again for " + key);
        },
        new CallCost());
    assertThat(table.costliest(1)).singleElement().matches(cost -> cost.calls() == 2);
  }
}
