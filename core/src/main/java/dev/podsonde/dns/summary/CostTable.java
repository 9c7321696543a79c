package dev.podsonde.dns.summary;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Costs by key, of the costliest at least: when it is full, what costs no more than the median is
 * forgotten.
 *
 * @param <K> compared by {@link Object#equals}; two keys with one subject are added up at the end
 * @param <S> what a key is a key of
 */
final class CostTable<K, S> {
  private static final int ENTRIES_MAX = 8192;

  private final Comparator<Cost<S>> costliestFirst =
      Comparator.<Cost<S>>comparingLong(Cost::lostNanos)
          .thenComparingLong(Cost::delayNanos)
          .thenComparingLong(Cost::queries)
          .reversed();

  /** Settles the order of what costs the same; too slow for a table that fills again and again. */
  private final Comparator<Cost<S>> costliestByText =
      costliestFirst.thenComparing(cost -> cost.subject().toString());

  private final Map<K, Cost<S>> costs = new HashMap<>();
  private long forgotten;

  void add(K key, Function<K, S> subject, CallCost call) {
    Cost<S> cost = costs.get(key);
    if (cost == null) {
      if (costs.size() == ENTRIES_MAX) {
        forgetCheap();
      }
      cost = new Cost<>(subject.apply(key));
      costs.put(key, cost);
    }
    cost.add(call);
  }

  private void forgetCheap() {
    List<Cost<S>> sorted = costs.values().stream().sorted(costliestFirst).toList();
    Cost<S> limit = sorted.get(ENTRIES_MAX / 2);
    costs.values().removeIf(cost -> costliestFirst.compare(cost, limit) >= 0);
    forgotten += ENTRIES_MAX - costs.size();
  }

  long forgotten() {
    return forgotten;
  }

  List<Cost<S>> costliest(int count) {
    var bySubject = new LinkedHashMap<S, Cost<S>>();
    for (Cost<S> cost : costs.values()) {
      bySubject.computeIfAbsent(cost.subject(), Cost<S>::new).add(cost);
    }
    return bySubject.values().stream().sorted(costliestByText).limit(count).toList();
  }
}
