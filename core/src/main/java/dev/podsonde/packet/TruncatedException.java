package dev.podsonde.packet;

/**
 * Says that a read reached past the end of the {@link WireBytes} window.
 *
 * <p>It is how a decoder leaves any depth at once when the bytes end; whoever asked for the packet
 * catches it and says what was cut. There is one instance, without a stack trace, because hostile
 * traffic may cause it for every packet.
 */
public final class TruncatedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("StaticAssignmentOfThrowable") // no stack trace, no cause: nothing to go stale
  static final TruncatedException INSTANCE = new TruncatedException();

  private TruncatedException() {
    super("read past the captured bytes", null, false, false);
  }
}
