package dev.podsonde.dns.lookup;

/**
 * Hears what {@link LookupEngine} found. Rules and totals implement it, each what it needs.
 *
 * <p>All methods are called on the thread that feeds the engine. What they are given is reused
 * afterwards, except records and what is {@linkplain Call#keep kept}.
 */
public interface LookupListener {
  /** A call has ended: nothing more will be added to it. Calls come in the order they ended in. */
  default void onCall(Call call) {}

  /** A TCP connection to a DNS port was closed, reset, or silent for too long. */
  default void onConnection(TcpConnection connection) {}

  /** A client tried to connect to an address that it had been told shortly before. */
  default void onAddressUse(AddressUse use) {}

  /** A packet about DNS that belongs to no attempt. */
  default void onStray(StrayPacket packet) {}

  /** The capture has ended; all calls were handed out before. */
  default void onEnd(EngineCounters counters) {}
}
