package dev.podsonde.dns.lookup;

/** The copies and anomalies that all open attempts together may hold. */
final class EvidenceBudget {
  /** At some 130 bytes each, 8 MiB. */
  static final int ITEMS_MAX = 1 << 16;

  private int left = ITEMS_MAX;
  private long refused;

  /** {@return whether there was room for one more, which is taken now} */
  boolean take() {
    if (left == 0) {
      refused++;
      return false;
    }
    left--;
    return true;
  }

  void giveBack(int items) {
    left += items;
  }

  /** {@return how many were not kept for lack of room} */
  long refused() {
    return refused;
  }
}
