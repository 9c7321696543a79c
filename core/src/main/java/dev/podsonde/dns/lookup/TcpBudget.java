package dev.podsonde.dns.lookup;

/** The bytes that all TCP streams together may hold. */
final class TcpBudget {
  static final int BYTES_MAX = 1 << 24;

  private int left = BYTES_MAX;

  /** {@return whether that many bytes were free, and are taken now} */
  boolean take(int bytes) {
    if (bytes > left) {
      return false;
    }
    left -= bytes;
    return true;
  }

  void giveBack(int bytes) {
    left += bytes;
  }
}
