package dev.podsonde.cli;

/** A command line that cannot be meant; the message says what and where. Exit status 2. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
