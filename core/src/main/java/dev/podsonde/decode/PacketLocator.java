package dev.podsonde.decode;

import dev.podsonde.packet.IpAddress;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.WireBytes;

/**
 * Finds the innermost IP packet of a captured packet and its transport header, through link
 * headers, VLAN tags and tunnels (IP in IP, GRE, VXLAN, Geneve), without allocating.
 *
 * <p>One instance is reused: what it says holds until the next {@link #locate}. Offsets count from
 * the first captured byte.
 */
public final class PacketLocator {
  /** Bounds link headers, tags, tunnels and IPv6 extension headers taken together. */
  static final int HEADERS_MAX = 32;

  private static final int LOOPBACK_HEADER_LENGTH = 4;
  private static final int IPV6_EXTENSION_UNIT = 8;
  private static final int IPV6_FRAGMENT_LENGTH = 8;
  private static final int IPV6_FRAGMENT_OFFSET = 2;
  private static final int IPV6_FRAGMENT_IDENTIFICATION = 4;
  private static final int IPV6_FRAGMENT_OFFSET_MASK = 0xfff8;
  private static final int AUTHENTICATION_UNIT = 4;

  private static final int VXLAN_PORT = 4789;

  /** Linux's own number, from before IANA gave one; flannel uses it still. */
  private static final int VXLAN_PORT_LINUX = 8472;

  private static final int VXLAN_FLAGS = 0;
  private static final int VXLAN_FLAG_IDENTIFIER = 0x08;
  private static final int VXLAN_HEADER_LENGTH = 8;
  private static final int GENEVE_PORT = 6081;
  private static final int GENEVE_PROTOCOL = 2;
  private static final int GENEVE_HEADER_LENGTH_MIN = 8;
  private static final int GENEVE_OPTION_UNITS = 0x3f;

  private static final int GRE_PROTOCOL = 2;
  private static final int GRE_HEADER_LENGTH_MIN = 4;
  private static final int GRE_CHECKSUM = 0x8000;
  private static final int GRE_KEY = 0x2000;
  private static final int GRE_SEQUENCE = 0x1000;
  private static final int GRE_VERSION = 0x0007;

  private int headersLeft;
  private int cookedInterfaceIndex;
  private int cookedPacketType;
  private int tunnels;
  private int ip;
  private int ipEnd;
  private int protocol;
  private int transport;
  private int addressLength;
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private int timeToLive;
  private int identification;
  private int fragmentOffset;
  private boolean hasMoreFragments;
  private boolean isFragment;

  /**
   * Finds the innermost IP packet.
   *
   * @return false when the packet carries no IP, or more headers than are followed
   * @throws dev.podsonde.packet.TruncatedException when the bytes end inside a header
   */
  public boolean locate(WireBytes bytes, LinkType linkType) {
    headersLeft = HEADERS_MAX;
    tunnels = 0;
    cookedInterfaceIndex = 0;
    cookedPacketType = 0;
    return switch (linkType.value()) {
      case 1 -> locateEthernet(bytes, 0);
      case 0, 108 -> locateIp(bytes, LOOPBACK_HEADER_LENGTH);
      case 101, 228, 229 -> locateIp(bytes, 0);
      case 113 -> {
        cookedPacketType = bytes.u16(LinuxCooked.PACKET_TYPE);
        yield locatePayload(
            bytes, bytes.u16(LinuxCooked.PROTOCOL), LinuxCooked.HEADER_LENGTH, true);
      }
      case 276 -> {
        cookedInterfaceIndex = bytes.i32(LinuxCooked.V2_INTERFACE_INDEX);
        cookedPacketType = bytes.u8(LinuxCooked.V2_PACKET_TYPE);
        yield locatePayload(
            bytes, bytes.u16(LinuxCooked.V2_PROTOCOL), LinuxCooked.V2_HEADER_LENGTH, true);
      }
      default -> false;
    };
  }

  /**
   * Finds the IP packet that an ICMP error quotes, of which the end is usually missing.
   *
   * @return false when there is none
   */
  public boolean locateQuoted(WireBytes bytes, int quotedIp) {
    headersLeft = HEADERS_MAX;
    return locateIp(bytes, quotedIp);
  }

  private boolean locateEthernet(WireBytes bytes, int ethernet) {
    return locatePayload(
        bytes, Ethernet.type(bytes, ethernet), ethernet + Ethernet.HEADER_LENGTH, true);
  }

  private boolean locatePayload(WireBytes bytes, int etherType, int payload, boolean mayBeTagged) {
    int type = etherType;
    int next = payload;
    while (mayBeTagged && Ethernet.isVlanTag(type) && headersLeft-- > 0) {
      type = bytes.u16(next + Ethernet.VLAN_TAG_LENGTH / 2);
      next += Ethernet.VLAN_TAG_LENGTH;
    }
    return switch (type) {
      case EtherType.IPV4, EtherType.IPV6 -> locateIp(bytes, next);
      case EtherType.TRANSPARENT_ETHERNET_BRIDGING ->
          headersLeft-- > 0 && locateEthernet(bytes, next);
      default -> false;
    };
  }

  private boolean locateIp(WireBytes bytes, int packet) {
    if (headersLeft-- <= 0) {
      return false;
    }
    return switch (Ipv4.version(bytes, packet)) {
      case 4 -> locateIpv4(bytes, packet);
      case Ipv6.VERSION -> locateIpv6(bytes, packet);
      default -> false;
    };
  }

  private boolean locateIpv4(WireBytes bytes, int packet) {
    int headerLength = Ipv4.headerLength(bytes, packet);
    bytes.require(packet, Ipv4.HEADER_LENGTH_MIN);
    if (headerLength < Ipv4.HEADER_LENGTH_MIN) {
      return false;
    }
    int totalLength = bytes.u16(packet + Ipv4.TOTAL_LENGTH);
    // 0 stands for a packet longer than the field can say, still to be cut by the network card.
    ipEnd = packet + (totalLength == 0 ? bytes.length() - packet : totalLength);
    ip = packet;
    addressLength = IpAddress.IPV4_LENGTH;
    sourceHigh = 0;
    sourceLow = bytes.u32(packet + Ipv4.SOURCE);
    destinationHigh = 0;
    destinationLow = bytes.u32(packet + Ipv4.DESTINATION);
    timeToLive = bytes.u8(packet + Ipv4.TIME_TO_LIVE);
    identification = bytes.u16(packet + Ipv4.IDENTIFICATION);
    int flagsAndOffset = bytes.u16(packet + Ipv4.FLAGS_AND_OFFSET);
    setFragment(
        (flagsAndOffset & Ipv4.FRAGMENT_OFFSET) * 8,
        (flagsAndOffset & Ipv4.FLAG_MORE_FRAGMENTS) != 0);
    return locateTransport(bytes, bytes.u8(packet + Ipv4.PROTOCOL), packet + headerLength);
  }

  private boolean locateIpv6(WireBytes bytes, int packet) {
    bytes.require(packet, Ipv6.HEADER_LENGTH);
    int payloadLength = bytes.u16(packet + Ipv6.PAYLOAD_LENGTH);
    ipEnd = payloadLength == 0 ? bytes.length() : packet + Ipv6.HEADER_LENGTH + payloadLength;
    ip = packet;
    addressLength = IpAddress.IPV6_LENGTH;
    sourceHigh = bytes.i64(packet + Ipv6.SOURCE);
    sourceLow = bytes.i64(packet + Ipv6.SOURCE + 8);
    destinationHigh = bytes.i64(packet + Ipv6.DESTINATION);
    destinationLow = bytes.i64(packet + Ipv6.DESTINATION + 8);
    timeToLive = bytes.u8(packet + Ipv6.HOP_LIMIT);
    identification = 0;
    setFragment(0, false);
    isFragment = false;
    int nextHeader = bytes.u8(packet + Ipv6.NEXT_HEADER);
    int header = packet + Ipv6.HEADER_LENGTH;
    while (isExtension(nextHeader) && headersLeft-- > 0) {
      int length = extensionLength(bytes, nextHeader, header);
      if (nextHeader == IpProtocol.FRAGMENT) {
        int offset = bytes.u16(header + IPV6_FRAGMENT_OFFSET);
        identification = bytes.i32(header + IPV6_FRAGMENT_IDENTIFICATION);
        setFragment(offset & IPV6_FRAGMENT_OFFSET_MASK, (offset & 1) != 0);
      }
      nextHeader = bytes.u8(header);
      header += length;
      if (fragmentOffset > 0) {
        break;
      }
    }
    return locateTransport(bytes, nextHeader, header);
  }

  private static boolean isExtension(int nextHeader) {
    return switch (nextHeader) {
      case IpProtocol.HOP_BY_HOP,
          IpProtocol.ROUTING,
          IpProtocol.FRAGMENT,
          IpProtocol.AH,
          IpProtocol.DESTINATION_OPTIONS,
          IpProtocol.MOBILITY ->
          true;
      default -> false;
    };
  }

  private static int extensionLength(WireBytes bytes, int nextHeader, int header) {
    return switch (nextHeader) {
      case IpProtocol.FRAGMENT -> IPV6_FRAGMENT_LENGTH;
      case IpProtocol.AH -> (bytes.u8(header + 1) + 2) * AUTHENTICATION_UNIT;
      default -> (bytes.u8(header + 1) + 1) * IPV6_EXTENSION_UNIT;
    };
  }

  private void setFragment(int offset, boolean more) {
    fragmentOffset = offset;
    hasMoreFragments = more;
    isFragment = more || offset > 0;
  }

  private boolean locateTransport(WireBytes bytes, int ipProtocol, int header) {
    protocol = ipProtocol;
    transport = header;
    if (fragmentOffset > 0) {
      return true;
    }
    return switch (ipProtocol) {
      case IpProtocol.UDP -> locateInUdp(bytes, header);
      case IpProtocol.IPV4, IpProtocol.IPV6 -> {
        tunnels++;
        yield locateIp(bytes, header);
      }
      case IpProtocol.GRE -> locateInGre(bytes, header);
      default -> true;
    };
  }

  private boolean locateInUdp(WireBytes bytes, int udp) {
    int payload = udp + Udp.HEADER_LENGTH;
    switch (Udp.destinationPort(bytes, udp)) {
      case VXLAN_PORT, VXLAN_PORT_LINUX -> {
        boolean isVxlan =
            bytes.has(payload, VXLAN_HEADER_LENGTH + Ethernet.HEADER_LENGTH)
                && bytes.u8(payload + VXLAN_FLAGS) == VXLAN_FLAG_IDENTIFIER;
        if (isVxlan && headersLeft-- > 0) {
          tunnels++;
          return locateEthernet(bytes, payload + VXLAN_HEADER_LENGTH);
        }
      }
      case GENEVE_PORT -> {
        if (bytes.has(payload, GENEVE_HEADER_LENGTH_MIN) && headersLeft-- > 0) {
          tunnels++;
          int optionsLength = (bytes.u8(payload) & GENEVE_OPTION_UNITS) * 4;
          return locatePayload(
              bytes,
              bytes.u16(payload + GENEVE_PROTOCOL),
              payload + GENEVE_HEADER_LENGTH_MIN + optionsLength,
              false);
        }
      }
      default -> {}
    }
    return true;
  }

  private boolean locateInGre(WireBytes bytes, int gre) {
    int flags = bytes.u16(gre);
    if ((flags & GRE_VERSION) != 0) {
      return true;
    }
    int optional =
        Integer.bitCount(flags & (GRE_CHECKSUM | GRE_KEY | GRE_SEQUENCE)) * Integer.BYTES;
    tunnels++;
    return locatePayload(
        bytes, bytes.u16(gre + GRE_PROTOCOL), gre + GRE_HEADER_LENGTH_MIN + optional, false);
  }

  /** {@return where the innermost IP header starts} */
  public int ip() {
    return ip;
  }

  /** {@return where the IP packet ends by its own length field; past the window when it was cut} */
  public int ipEnd() {
    return ipEnd;
  }

  /** {@return the IP protocol number of the transport header} */
  public int protocol() {
    return protocol;
  }

  /** {@return where the transport header starts; in a later fragment, where its data starts} */
  public int transport() {
    return transport;
  }

  /** {@return 4 or 16} */
  public int addressLength() {
    return addressLength;
  }

  /** {@return the upper 8 bytes of the source address, as {@link IpAddress#high}} */
  public long sourceHigh() {
    return sourceHigh;
  }

  /** {@return the lower 8 bytes of the source address, as {@link IpAddress#low}} */
  public long sourceLow() {
    return sourceLow;
  }

  /** {@return the upper 8 bytes of the destination address, as {@link IpAddress#high}} */
  public long destinationHigh() {
    return destinationHigh;
  }

  /** {@return the lower 8 bytes of the destination address, as {@link IpAddress#low}} */
  public long destinationLow() {
    return destinationLow;
  }

  /** {@return the time to live, or hop limit} */
  public int timeToLive() {
    return timeToLive;
  }

  /** {@return the identification of IPv4 or of an IPv6 fragment header; 0 when there is none} */
  public int identification() {
    return identification;
  }

  /** {@return whether this is a fragment, the first one included} */
  public boolean isFragment() {
    return isFragment;
  }

  /** {@return where the fragment's data lies in the whole packet, in bytes} */
  public int fragmentOffset() {
    return fragmentOffset;
  }

  /** {@return whether more fragments follow this one} */
  public boolean hasMoreFragments() {
    return hasMoreFragments;
  }

  /** {@return the interface index of an SLL2 header; 0 without one} */
  public int cookedInterfaceIndex() {
    return cookedInterfaceIndex;
  }

  /** {@return the packet type of an SLL or SLL2 header (packet(7)); 0 without one} */
  public int cookedPacketType() {
    return cookedPacketType;
  }

  /** {@return how many tunnel headers were passed} */
  public int tunnels() {
    return tunnels;
  }
}
