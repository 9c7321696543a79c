package dev.podsonde.dns.lookup;

import dev.podsonde.packet.IpAddress;

/**
 * A packet about DNS that belongs to no attempt.
 *
 * @param kind what it is
 * @param frame number of the packet in the capture
 * @param timestampNanos its capture time
 * @param source who sent it
 * @param destination whom it was for
 * @param id the DNS ID; -1 when it is not known
 * @param name the name it is about, with a dot at its end; empty when it is not known
 */
public record StrayPacket(
    Kind kind,
    long frame,
    long timestampNanos,
    IpAddress source,
    IpAddress destination,
    int id,
    String name) {
  /** What a stray packet is. */
  public enum Kind {
    /** A reply to nothing that was seen. */
    UNSOLICITED_REPLY,
    /** The same, so soon after the start that the query may have come before. */
    REPLY_TO_EARLIER_QUERY,
    /** An ICMP error that quotes a DNS packet of no open attempt. */
    ICMP_ERROR
  }
}
