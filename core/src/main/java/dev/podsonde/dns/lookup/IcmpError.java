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
    boolean isIpv6, int type, int code, IpAddress source, long frame, long timestampNanos) {
  private static final int UNREACHABLE = 3;
  private static final int FRAGMENTATION_NEEDED = 4;
  private static final int PORT_UNREACHABLE = 3;
  private static final int UNREACHABLE_V6 = 1;
  private static final int PORT_UNREACHABLE_V6 = 4;
  private static final int PACKET_TOO_BIG_V6 = 2;

  /** {@return whether the packet was too long for a link, and not to be fragmented} */
  public boolean isPacketTooBig() {
    return isIpv6 ? type == PACKET_TOO_BIG_V6 : type == UNREACHABLE && code == FRAGMENTATION_NEEDED;
  }

  /** {@return whether nobody listened on the port that the packet was for} */
  public boolean isPortUnreachable() {
    return isIpv6
        ? type == UNREACHABLE_V6 && code == PORT_UNREACHABLE_V6
        : type == UNREACHABLE && code == PORT_UNREACHABLE;
  }
}
