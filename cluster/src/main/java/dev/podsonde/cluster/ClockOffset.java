package dev.podsonde.cluster;

/**
 * How far a node's clock is ahead of ours, measured as NTP does: of several round trips the one
 * with the least delay tells most.
 *
 * @param offsetNanos to be taken from the node's times to have ours
 * @param uncertaintyNanos half the delay: the truth is no farther away
 */
record ClockOffset(long offsetNanos, long uncertaintyNanos) {
  static final ClockOffset UNKNOWN = new ClockOffset(0, Long.MAX_VALUE);

  /** {@return the better of this and one more round trip} */
  ClockOffset or(long sentNanos, long nodeNanos, long receivedNanos) {
    long uncertainty = (receivedNanos - sentNanos) / 2;
    return uncertainty < uncertaintyNanos
        ? new ClockOffset(nodeNanos - (sentNanos + uncertainty), uncertainty)
        : this;
  }

  boolean isKnown() {
    return uncertaintyNanos != Long.MAX_VALUE;
  }

  /** {@return what to take from the node's times: nothing, when the clocks may well agree} */
  long correctionNanos() {
    return Math.abs(offsetNanos) > uncertaintyNanos ? offsetNanos : 0;
  }

  @Override
  public String toString() {
    return "%+.3f ms ± %.3f ms".formatted(offsetNanos / 1e6, uncertaintyNanos / 1e6);
  }
}
