package dev.podsonde.decode;

import dev.podsonde.packet.WireBytes;

/**
 * Checksums that cover a pseudo header: UDP, TCP, ICMPv6, VRRP version 3 (RFC 768, RFC 9293, RFC
 * 8200 §8.1, RFC 9568 §5.2.8).
 */
public final class TransportChecksum {
  private static final int OPTION_END = 0;
  private static final int OPTION_NO_OPERATION = 1;
  private static final int OPTION_LOOSE_SOURCE_ROUTE = 131;
  private static final int OPTION_STRICT_SOURCE_ROUTE = 137;
  private static final int SOURCE_ROUTE_LENGTH_MIN = 7;

  private static final int ROUTING_TYPE = 2;
  private static final int ROUTING_ADDRESSES = 8;
  private static final int FRAGMENT_HEADER_LENGTH = 8;

  private TransportChecksum() {}

  /**
   * {@return the checksum over pseudo header and {@code length} bytes at {@code offset}; 0 when it
   * is right}
   *
   * @param ip the IPv4 or IPv6 packet that gives the addresses
   */
  public static int compute(WireBytes bytes, int ip, int offset, int length, int protocol) {
    return Ipv4.version(bytes, ip) == Ipv6.VERSION
        ? computeIpv6(bytes, ip, offset, length, protocol)
        : computeIpv4(bytes, ip, offset, length, protocol);
  }

  private static int computeIpv4(WireBytes bytes, int ip, int offset, int length, int protocol) {
    int destination =
        Ipv4.headerLength(bytes, ip) == Ipv4.HEADER_LENGTH_MIN
            ? ip + Ipv4.DESTINATION
            : finalDestinationIpv4(bytes, ip);
    return InternetChecksum.fold(
        InternetChecksum.sum(bytes, ip + Ipv4.SOURCE, Ipv4.ADDRESS_LENGTH)
            + InternetChecksum.sum(bytes, destination, Ipv4.ADDRESS_LENGTH)
            + protocol
            + (length & 0xffff)
            + InternetChecksum.sum(bytes, offset, length));
  }

  private static int computeIpv6(WireBytes bytes, int ip, int offset, int length, int protocol) {
    int destination =
        bytes.u8(ip + Ipv6.NEXT_HEADER) == protocol
            ? ip + Ipv6.DESTINATION
            : finalDestinationIpv6(bytes, ip);
    return InternetChecksum.fold(
        InternetChecksum.sum(bytes, ip + Ipv6.SOURCE, Ipv6.ADDRESS_LENGTH)
            + InternetChecksum.sum(bytes, destination, Ipv6.ADDRESS_LENGTH)
            + protocol
            + length
            + InternetChecksum.sum(bytes, offset, length));
  }

  /** The last address of a source route is where the packet goes (RFC 9293 §3.1). */
  private static int finalDestinationIpv4(WireBytes bytes, int ip) {
    int options = ip + Ipv4.OPTIONS;
    int end = ip + Ipv4.headerLength(bytes, ip);
    for (int option = options; option < end; ) {
      int type = bytes.u8(option);
      if (type == OPTION_END) {
        break;
      }
      int length = type == OPTION_NO_OPERATION ? 1 : bytes.u8(option + 1);
      if (length < 1 || (length < 2 && type != OPTION_NO_OPERATION) || length > end - option) {
        break;
      }
      boolean sourceRoute = type == OPTION_LOOSE_SOURCE_ROUTE || type == OPTION_STRICT_SOURCE_ROUTE;
      if (sourceRoute && length >= SOURCE_ROUTE_LENGTH_MIN && bytes.has(option, length)) {
        return option + length - Ipv4.ADDRESS_LENGTH;
      }
      option += length;
    }
    return ip + Ipv4.DESTINATION;
  }

  /** The last address of a routing header is where the packet goes (RFC 8200 §8.1). */
  private static int finalDestinationIpv6(WireBytes bytes, int ip) {
    int nextHeader = bytes.u8(ip + Ipv6.NEXT_HEADER);
    int header = ip + Ipv6.HEADER_LENGTH;
    while (header < bytes.length()) {
      switch (nextHeader) {
        case IpProtocol.HOP_BY_HOP,
            IpProtocol.DESTINATION_OPTIONS,
            IpProtocol.MOBILITY,
            IpProtocol.MOBILITY_OLD -> {
          nextHeader = bytes.u8(header);
          header += (bytes.u8(header + 1) + 1) * 8;
        }
        case IpProtocol.FRAGMENT -> {
          nextHeader = bytes.u8(header);
          header += FRAGMENT_HEADER_LENGTH;
        }
        case IpProtocol.ROUTING -> {
          return routingDestination(bytes, ip, header);
        }
        default -> {
          return ip + Ipv6.DESTINATION;
        }
      }
    }
    return ip + Ipv6.DESTINATION;
  }

  private static int routingDestination(WireBytes bytes, int ip, int routing) {
    int words = bytes.u8(routing + 1);
    int destination = ip + Ipv6.DESTINATION;
    if (words % 2 == 1) {
      return destination;
    }
    int address = routing + ROUTING_ADDRESSES;
    return switch (bytes.u8(routing + ROUTING_TYPE)) {
      case 0, 2 -> {
        for (int left = words / 2; left > 0 && bytes.has(address, Ipv6.ADDRESS_LENGTH); left--) {
          destination = address;
          address += Ipv6.ADDRESS_LENGTH;
        }
        yield destination;
      }
      // A segment list is in reverse order: the first entry is the last segment (RFC 8754 §2).
      case 4 -> bytes.has(address, Ipv6.ADDRESS_LENGTH) ? address : destination;
      default -> destination;
    };
  }
}
