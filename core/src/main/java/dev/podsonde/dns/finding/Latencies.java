package dev.podsonde.dns.finding;

/** Times in buckets of an eighth of an octave, so that a median is at most a tenth off. */
final class Latencies {
  private static final int STEPS_PER_OCTAVE = 8;
  private static final int STEP_BITS = 3;

  private final int[] counts = new int[Long.SIZE * STEPS_PER_OCTAVE];
  private int total;

  void add(long nanos) {
    counts[bucket(Math.max(STEPS_PER_OCTAVE, nanos))]++;
    total++;
  }

  private static int bucket(long nanos) {
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (nanos >>> (octave - STEP_BITS)) & STEPS_PER_OCTAVE - 1;
    return octave * STEPS_PER_OCTAVE + step;
  }

  int count() {
    return total;
  }

  /** {@return the lower end of the bucket of the median; 0 without any} */
  long medianNanos() {
    int left = (total + 1) / 2;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      left -= counts[bucket];
      if (left <= 0 && total > 0) {
        int octave = bucket / STEPS_PER_OCTAVE;
        long step = (long) STEPS_PER_OCTAVE + bucket % STEPS_PER_OCTAVE;
        return step << (octave - STEP_BITS);
      }
    }
    return 0;
  }
}
