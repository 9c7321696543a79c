package dev.podsonde.print;

/**
 * Leaves the printer of a packet whose turn has not come, from any depth. There is one instance,
 * without a stack trace: it is no failure, and a capture may cause it for every packet.
 */
final class NotInTurnException extends RuntimeException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("StaticAssignmentOfThrowable") // no stack trace, no cause: nothing to go stale
  static final NotInTurnException INSTANCE = new NotInTurnException();

  private NotInTurnException() {
    super("an earlier batch is not yet written", null, false, false);
  }
}
