package dev.podsonde.dns.finding;

/** What a server lost in busy seconds and in others, and how evenly it replied in the busy ones. */
final class SecondRates {
  /** A second with more queries than this is busy. */
  static final int BUSY_QUERIES = 1_000;

  private static final int LOSSY_SECONDS_MIN = 2;
  private static final int EXPECTED_MIN = 10;

  /** By chance, the variance of so many numbers is seldom so small a part of what it should be. */
  private static final int EVEN_SECONDS_MIN = 10;

  private static final double EVEN_MAX = 0.2;

  /** Replies move from one second to the next by a few, whatever the loss. */
  private static final double VARIANCE_MIN = 25;

  private long busyQueries;
  private long busyLoss;
  private long busySeconds;
  private long quietQueries;
  private long quietLoss;

  /** Whole busy seconds with loss, and their queries, replies, and squares of replies. */
  private int lossySeconds;

  private double queries;
  private double replies;
  private double squares;

  /**
   * Counts a second.
   *
   * @param isWhole whether all of it is in the capture
   */
  void add(long ofQueries, long loss, boolean isWhole) {
    if (ofQueries <= BUSY_QUERIES) {
      quietQueries += ofQueries;
      quietLoss += loss;
      return;
    }
    busyQueries += ofQueries;
    busyLoss += loss;
    busySeconds += loss > 0 ? 1 : 0;
    if (loss > 0 && isWhole) {
      lossySeconds++;
      queries += ofQueries;
      replies += ofQueries - loss;
      squares += (double) (ofQueries - loss) * (ofQueries - loss);
    }
  }

  SecondRates copy() {
    var copy = new SecondRates();
    copy.busyQueries = busyQueries;
    copy.busyLoss = busyLoss;
    copy.busySeconds = busySeconds;
    copy.quietQueries = quietQueries;
    copy.quietLoss = quietLoss;
    copy.lossySeconds = lossySeconds;
    copy.queries = queries;
    copy.replies = replies;
    copy.squares = squares;
    return copy;
  }

  /** {@return busy seconds with loss} */
  long busySeconds() {
    return busySeconds;
  }

  /** {@return what busy seconds lost} */
  long busyLoss() {
    return busyLoss;
  }

  double queriesMean() {
    return queries / Math.max(1, lossySeconds);
  }

  double repliesMean() {
    return replies / Math.max(1, lossySeconds);
  }

  /** Only where slow seconds would show the same loss if there were any, its absence tells. */
  boolean isLossInBusySecondsOnly() {
    double expected = (double) busyLoss / Math.max(1, busyQueries) * quietQueries;
    return busySeconds >= LOSSY_SECONDS_MIN
        && expected >= EXPECTED_MIN
        && quietLoss < expected / 10;
  }

  /** {@return whether replies vary less than loss by chance lets them: by the binomial variance} */
  boolean isEven() {
    if (lossySeconds < EVEN_SECONDS_MIN) {
      return false;
    }
    double share = replies / queries;
    double chance = queriesMean() * share * (1 - share);
    double variance = squares / lossySeconds - repliesMean() * repliesMean();
    return chance >= VARIANCE_MIN && variance < EVEN_MAX * chance;
  }
}
