package dev.podsonde.dns.summary;

/**
 * What the calls for one name, or of one client, cost.
 *
 * @param <S> text for names, without a dot at the end and as the application gave it; addresses for
 *     clients
 */
public final class Cost<S> {
  private final S subject;
  private long calls;
  private long queries;
  private long neededQueries;
  private long failedCalls;
  private long lostNanos;
  private long delayNanos;
  private long neededNanos;

  Cost(S subject) {
    this.subject = subject;
  }

  void add(CallCost call) {
    calls++;
    queries += call.queries;
    neededQueries += call.neededQueries;
    failedCalls += call.isFailed ? 1 : 0;
    lostNanos += call.lostNanos;
    delayNanos += call.delayNanos;
    neededNanos += call.neededNanos;
  }

  void add(Cost<S> other) {
    calls += other.calls;
    queries += other.queries;
    neededQueries += other.neededQueries;
    failedCalls += other.failedCalls;
    lostNanos += other.lostNanos;
    delayNanos += other.delayNanos;
    neededNanos += other.neededNanos;
  }

  /** {@return the name or client} */
  public S subject() {
    return subject;
  }

  /** {@return how many calls} */
  public long calls() {
    return calls;
  }

  /** {@return how many queries they sent, copies left out} */
  public long queries() {
    return queries;
  }

  /** {@return how many of these a name with a trailing dot would have taken} */
  public long neededQueries() {
    return neededQueries;
  }

  /** {@return how many calls ended without an answer} */
  public long failedCalls() {
    return failedCalls;
  }

  /** {@return the time that repeated queries cost, in nanoseconds} */
  public long lostNanos() {
    return lostNanos;
  }

  /** {@return the time from first query to last reply, over all calls, in nanoseconds} */
  public long delayNanos() {
    return delayNanos;
  }

  /** {@return the part of {@link #delayNanos} that a name with a trailing dot would have taken} */
  public long neededNanos() {
    return neededNanos;
  }
}
