package dev.podsonde.dns.lookup;

import dev.podsonde.packet.IpAddress;

/**
 * An ICMP or ICMPv6 error about a DNS packet.
 *
 * @param isIpv6 whether the numbers are those of ICMPv6
 * @param type the type as it stands in the packet
 * @param code the code as it stands in the packet
 * @param source who sent it; the server itself, or something on the way
 * @param frame number of the packet in the capture
 * @param timestampNanos its capture time
 */
public record IcmpError(
    boolean isIpv6, int type, int code, IpAddress source, long frame, long timestampNanos) {}
