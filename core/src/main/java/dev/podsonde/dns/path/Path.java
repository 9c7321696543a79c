package dev.podsonde.dns.path;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Observation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The way of an attempt's query, and of its reply, in the order of capture.
 *
 * @param query at least one step
 * @param reply empty when no reply was seen
 */
public record Path(List<Step> query, List<Step> reply) {
  /** {@return the path as far as it was seen} */
  public static Path of(Attempt attempt) {
    List<Step> query = new ArrayList<>();
    query.add(
        new Step(
            attempt.captureInterface(),
            attempt.timestampNanos(),
            attempt.frame(),
            attempt.client(),
            attempt.server()));
    add(attempt.queryCopies(), query);
    List<Step> reply = new ArrayList<>();
    if (attempt.reply() != null) {
      reply.add(
          new Step(
              attempt.replyInterface(),
              attempt.replyTimestampNanos(),
              attempt.replyFrame(),
              attempt.replySource(),
              attempt.replyDestination()));
      add(attempt.replyCopies(), reply);
    }
    return new Path(List.copyOf(query), List.copyOf(reply));
  }

  private static void add(List<Observation> copies, List<Step> steps) {
    for (Observation copy : copies) {
      steps.add(
          new Step(
              copy.captureInterface(),
              copy.timestampNanos(),
              copy.frame(),
              copy.source(),
              copy.destination()));
    }
  }

  /**
   * {@return the path in the order of corrected times}
   *
   * @param ahead how far the clock of a step's place is ahead
   */
  public Path corrected(ToLongFunction<Step> ahead) {
    return new Path(corrected(query, ahead), corrected(reply, ahead));
  }

  private static List<Step> corrected(List<Step> steps, ToLongFunction<Step> ahead) {
    return steps.stream()
        .map(step ->
            new Step(
                step.place(),
                step.timestampNanos() - ahead.applyAsLong(step),
                step.frame(),
                step.source(),
                step.destination()))
        .sorted(Comparator.comparingLong(Step::timestampNanos))
        .toList();
  }

  /** {@return where the last packet of it was seen} */
  public Step last() {
    return reply.isEmpty() ? query.getLast() : reply.getLast();
  }
}
