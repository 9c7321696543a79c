package dev.podsonde.dns.path;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.TcpConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The way of an attempt's query, and of its reply, in the order of time: what several machines
 * captured may have been written in another.
 *
 * @param query at least one step
 * @param reply empty when no reply was seen
 */
public record Path(List<Step> query, List<Step> reply) {
  private static final Comparator<Step> BY_TIME =
      Comparator.comparingLong(Step::timestampNanos).thenComparingLong(Step::frame);

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
    attempt.queryCopies().forEach(copy -> query.add(Step.of(copy)));
    List<Step> reply = new ArrayList<>();
    if (attempt.reply() != null) {
      reply.add(
          new Step(
              attempt.replyInterface(),
              attempt.replyTimestampNanos(),
              attempt.replyFrame(),
              attempt.replySource(),
              attempt.replyDestination()));
      attempt.replyCopies().forEach(copy -> reply.add(Step.of(copy)));
    }
    query.sort(BY_TIME);
    reply.sort(BY_TIME);
    return new Path(List.copyOf(query), List.copyOf(reply));
  }

  /**
   * {@return the way of the SYNs of one attempt to connect, in the order of time}
   *
   * @param connections at least one; several when addresses were translated between places
   */
  public static Path ofSyns(Collection<TcpConnection> connections) {
    List<Step> steps =
        connections.stream()
            .flatMap(connection -> connection.synSights().stream())
            .map(Step::of)
            .sorted(BY_TIME)
            .toList();
    return new Path(steps, List.of());
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
        .sorted(BY_TIME)
        .toList();
  }

  /** {@return where the last packet of it was seen} */
  public Step last() {
    return reply.isEmpty() ? query.getLast() : reply.getLast();
  }
}
