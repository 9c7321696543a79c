package dev.podsonde.dns.lookup;

import dev.podsonde.packet.IpAddress;

/**
 * A packet that belongs to an attempt and is not the reply it waits for.
 *
 * @param kind what is odd about it
 * @param frame number of the packet in the capture
 * @param timestampNanos its capture time
 * @param source who sent it
 * @param value the wrong ID or port, the RCODE of a reply, or the code of an ICMP error; -1 when
 *     there is none
 */
public record Anomaly(Kind kind, long frame, long timestampNanos, IpAddress source, int value) {
  /** What is odd about a packet. */
  public enum Kind {
    /** The same reply again, at the same vantage point. */
    DUPLICATE_REPLY,
    /** ID and question of the attempt, from an address or port that was not asked. */
    WRONG_SOURCE,
    /** Addresses, ports and question of the attempt, with another ID. */
    WRONG_ID,
    /** Addresses, ports and ID of the attempt, with another question. */
    WRONG_QUESTION,
    /** The client's own ICMP error: it no longer listens where this reply went. */
    REPLY_REFUSED_BY_CLIENT,
    /** An ICMP error from the way: a reply was too long for a link, and not to be fragmented. */
    REPLY_TOO_BIG,
  }
}
