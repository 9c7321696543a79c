package dev.podsonde.dns.lookup;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.IpAddress;

/**
 * One sight of a packet at one vantage point.
 *
 * @param frame number of the packet in the capture, the first is 1
 * @param timestampNanos capture time in nanoseconds since the Unix epoch
 * @param captureInterface where it was captured
 * @param cookedInterfaceIndex the interface index of an SLL2 header; 0 without one
 * @param source the source address here; address translation changes it on the way
 * @param destination the destination address here
 * @param timeToLive the time to live, or hop limit, here
 */
public record Observation(
    long frame,
    long timestampNanos,
    CaptureInterface captureInterface,
    int cookedInterfaceIndex,
    IpAddress source,
    IpAddress destination,
    int timeToLive) {}
