package dev.podsonde.cli;

/** How a command ended, as scripts see it. */
final class ExitStatus {
  static final int OK = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;

  /** Of {@code assert}. */
  static final int DEMAND_NOT_MET = 3;

  private ExitStatus() {}
}
