package dev.podsonde.dns.path;

import dev.podsonde.dns.lookup.Observation;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.IpAddress;

/**
 * A packet at one place on its way.
 *
 * @param place where it was captured
 * @param timestampNanos when, in nanoseconds since the Unix epoch
 * @param frame number of the packet in the capture
 * @param source the source address here; address translation changes it on the way
 * @param destination the destination address here
 */
public record Step(
    CaptureInterface place,
    long timestampNanos,
    long frame,
    IpAddress source,
    IpAddress destination) {
  static Step of(Observation sight) {
    return new Step(
        sight.captureInterface(),
        sight.timestampNanos(),
        sight.frame(),
        sight.source(),
        sight.destination());
  }

  /** {@return what was captured here, such as a pod or a node} */
  public String target() {
    return place.target();
  }
}
