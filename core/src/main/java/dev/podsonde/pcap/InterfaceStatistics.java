package dev.podsonde.pcap;

/**
 * What was counted on one interface, as a pcapng Interface Statistics Block says it.
 *
 * @param startNanos {@code isb_starttime} in nanoseconds since the Unix epoch; {@link #UNKNOWN}
 * @param endNanos {@code isb_endtime} in nanoseconds since the Unix epoch; {@link #UNKNOWN}
 * @param received {@code isb_ifrecv}; {@link #UNKNOWN}
 * @param droppedByInterface {@code isb_ifdrop}; {@link #UNKNOWN}
 * @param droppedBySystem {@code isb_osdrop}; {@link #UNKNOWN}
 * @param comment {@code opt_comment}; empty when there is none
 */
public record InterfaceStatistics(
    long startNanos,
    long endNanos,
    long received,
    long droppedByInterface,
    long droppedBySystem,
    String comment) {
  /** Stands for a number that was not counted. */
  public static final long UNKNOWN = -1;
}
