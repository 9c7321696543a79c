package dev.podsonde.dns.summary;

import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.MessageFacts;
import dev.podsonde.dns.lookup.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.IntCountsHistogram;

/**
 * The course of a capture in at most {@value #BUCKETS_MAX} stretches of equal length, which double
 * whenever they would be too many.
 */
public final class Timeline {
  /** Bounds the stretches. */
  public static final int BUCKETS_MAX = 512;

  private static final long WIDTH_FIRST_NANOS = 10_000_000;
  private static final long LATENCY_MIN_NANOS = 10_000;
  private static final long LATENCY_MAX_NANOS = 120_000_000_000L;

  private final List<Bucket> buckets = new ArrayList<>();
  private long widthNanos = WIDTH_FIRST_NANOS;
  private long startNanos = Long.MIN_VALUE;

  /** What was asked in one stretch of time. */
  public static final class Bucket {
    private final IntCountsHistogram latency =
        new IntCountsHistogram(LATENCY_MIN_NANOS, LATENCY_MAX_NANOS, 1);
    private long noError;
    private long nxdomain;
    private long failed;
    private long unanswered;

    private void count(Attempt attempt) {
      MessageFacts reply = attempt.reply();
      if (reply == null || attempt.outcome() != Outcome.ANSWERED) {
        unanswered += attempt.outcome() == Outcome.UNKNOWN ? 0 : 1;
        return;
      }
      latency.recordValue(Math.min(LATENCY_MAX_NANOS, attempt.latencyNanos()));
      switch (reply.rcode()) {
        case Rcode.NOERROR -> noError++;
        case Rcode.NXDOMAIN -> nxdomain++;
        default -> failed++;
      }
    }

    private void add(Bucket later) {
      latency.add(later.latency);
      noError += later.noError;
      nxdomain += later.nxdomain;
      failed += later.failed;
      unanswered += later.unanswered;
    }

    /** {@return queries that were answered NOERROR} */
    public long noError() {
      return noError;
    }

    /** {@return queries that were answered NXDOMAIN} */
    public long nxdomain() {
      return nxdomain;
    }

    /** {@return queries that were answered with another RCODE} */
    public long failed() {
      return failed;
    }

    /** {@return queries that got no reply} */
    public long unanswered() {
      return unanswered;
    }

    /** {@return a percentile of the time to the reply, to one digit, in nanoseconds; 0 without} */
    public long latencyNanos(double percentile) {
      return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(percentile);
    }
  }

  void count(Attempt attempt) {
    long nanos = attempt.timestampNanos();
    if (startNanos == Long.MIN_VALUE) {
      startNanos = nanos;
    }
    // Calls come in the order they ended in: one that began before the first to end counts there.
    long index = Math.max(0, nanos - startNanos) / widthNanos;
    while (index >= BUCKETS_MAX) {
      widen();
      index = Math.max(0, nanos - startNanos) / widthNanos;
    }
    while (buckets.size() <= index) {
      buckets.add(new Bucket());
    }
    buckets.get((int) index).count(attempt);
  }

  private void widen() {
    int kept = (buckets.size() + 1) / 2;
    for (int i = 0; i < kept; i++) {
      Bucket bucket = buckets.get(2 * i);
      if (2 * i + 1 < buckets.size()) {
        bucket.add(buckets.get(2 * i + 1));
      }
      buckets.set(i, bucket);
    }
    buckets.subList(kept, buckets.size()).clear();
    widthNanos *= 2;
  }

  /** {@return when the first stretch begins, in nanoseconds since 1970; 0 without any} */
  public long startNanos() {
    return buckets.isEmpty() ? 0 : startNanos;
  }

  /** {@return how long each stretch is} */
  public long widthNanos() {
    return widthNanos;
  }

  /** {@return the stretches in order} */
  public List<Bucket> buckets() {
    return List.copyOf(buckets);
  }
}
