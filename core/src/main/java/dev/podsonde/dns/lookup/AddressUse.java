package dev.podsonde.dns.lookup;

import dev.podsonde.packet.IpAddress;

/**
 * A TCP connection that a client tried to an address soon after it was answered.
 *
 * @param answer the latest that gave it that address
 * @param address whom it tried to connect to
 * @param port at which port
 * @param isAccepted whether that one accepted; else it reset the attempt, or was silent
 * @param frame number of the first SYN
 * @param timestampNanos its capture time
 */
public record AddressUse(
    AddressAnswer answer,
    IpAddress address,
    int port,
    boolean isAccepted,
    long frame,
    long timestampNanos) {}
