package dev.podsonde.dns.finding;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Fills tables up to their limits, and counts what they had no room for. */
final class Room {
  private long refused;

  /** {@return the entry of a key, made if there is room for it; else null} */
  <K, V> @Nullable V entry(Map<K, V> table, K key, int max, Function<K, V> maker) {
    V entry = table.get(key);
    if (entry == null && table.size() < max) {
      entry = maker.apply(key);
      table.put(key, entry);
    }
    refused += entry == null ? 1 : 0;
    return entry;
  }

  /** Adds an element if there is room for it. */
  <E> void add(Collection<E> table, E element, int max) {
    if (table.size() < max) {
      table.add(element);
    } else if (!table.contains(element)) {
      refused++;
    }
  }

  /** Notes that a table of another kind is full. */
  void refuse() {
    refused++;
  }

  /** {@return how often there was no room} */
  long refused() {
    return refused;
  }
}
