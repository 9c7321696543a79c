package dev.podsonde.dns.path;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** How far the clocks of the places on some paths are ahead of one of them. */
public final class PathClocks {
  private final Function<Step, String> clockOf;
  private final Map<String, ClockDifference> differences = new TreeMap<>();

  /**
   * Estimates them.
   *
   * @param clockOf names the clock that a step's time was taken from, such as a node's
   * @param reference the clock that the others are compared with
   */
  public PathClocks(Collection<Path> paths, Function<Step, String> clockOf, String reference) {
    this.clockOf = clockOf;
    Map<String, Pairs> pairs = new HashMap<>();
    for (Path path : paths) {
      add(path.query(), reference, false, pairs);
      add(path.reply(), reference, true, pairs);
    }
    pairs.forEach((clock, its) -> differences.put(clock, its.difference()));
    differences.values().removeIf(difference -> difference.pairs() == 0);
  }

  private record Pairs(List<Long> queries, List<Long> replies) {
    ClockDifference difference() {
      return ClockDifference.of(
          queries.stream().mapToLong(Long::longValue).toArray(),
          replies.stream().mapToLong(Long::longValue).toArray());
    }
  }

  private void add(List<Step> steps, String reference, boolean isReply, Map<String, Pairs> pairs) {
    for (Step step : steps) {
      String clock = clockOf.apply(step);
      if (!clock.equals(reference)) {
        Pairs its =
            pairs.computeIfAbsent(clock, _ -> new Pairs(new ArrayList<>(), new ArrayList<>()));
        steps.stream()
            .filter(other -> clockOf.apply(other).equals(reference))
            .forEach(other ->
                (isReply ? its.replies : its.queries)
                    .add(step.timestampNanos() - other.timestampNanos()));
      }
    }
  }

  /** {@return the path with what its clocks were found to be ahead taken from its times} */
  public Path correct(Path path) {
    return path.corrected(step ->
        differences.getOrDefault(clockOf.apply(step), ClockDifference.UNKNOWN).correctionNanos());
  }

  /** {@return the clocks that were compared, by name} */
  public Map<String, ClockDifference> differences() {
    return differences;
  }
}
