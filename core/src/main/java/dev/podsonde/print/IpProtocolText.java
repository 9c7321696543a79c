package dev.podsonde.print;

import dev.podsonde.decode.IpProtocol;
import dev.podsonde.decode.Ipv4;
import dev.podsonde.decode.Ipv6;

/** What an IP protocol is called, and which printer its payload goes to. */
final class IpProtocolText {
  /** A network disk protocol of Sun, of which tcpdump prints no more than its name. */
  private static final int SUN_ND = 77;

  private IpProtocolText() {}

  /** {@return whether the protocol's printer prints the IP addresses, since it adds its ports} */
  static boolean printsAddresses(int protocol) {
    return switch (protocol) {
      case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.SCTP -> true;
      default -> false;
    };
  }

  /**
   * Prints the payload at {@code offset}.
   *
   * @param length its length as the IP header says
   * @param ip the IPv4 or IPv6 packet that carries it
   * @param fragmented whether more fragments follow
   */
  static void print(
      PacketText text, int protocol, int offset, int length, int ip, boolean fragmented) {
    int payloadProtocol = protocol;
    int payload = offset;
    while (payloadProtocol == IpProtocol.AH) {
      int headerLength = AhText.print(text, payload);
      if (headerLength < 0) {
        return;
      }
      payloadProtocol = AhText.nextHeader(text.bytes, payload);
      payload += headerLength;
    }
    int payloadLength = length - (payload - offset);
    printPayload(text, payloadProtocol, payload, payloadLength, ip, fragmented);
  }

  private static void printPayload(
      PacketText text, int protocol, int offset, int length, int ip, boolean fragmented) {
    switch (protocol) {
      case IpProtocol.UDP -> UdpText.print(text, offset, length, ip, fragmented);
      case IpProtocol.TCP -> TcpText.print(text, offset, length, ip, fragmented);
      case IpProtocol.ICMP -> {
        if (requiresVersion(text, protocol, ip, 4)) {
          IcmpText.print(text, offset, length, ip, fragmented);
        }
      }
      case IpProtocol.IGMP -> {
        if (requiresVersion(text, protocol, ip, 4)) {
          IgmpText.print(text, offset, length);
        }
      }
      case IpProtocol.ICMPV6 -> {
        if (requiresVersion(text, protocol, ip, Ipv6.VERSION)) {
          Icmp6Text.print(text, offset, length, ip, fragmented);
        }
      }
      case IpProtocol.ETHERNET -> {
        if (requiresVersion(text, protocol, ip, Ipv6.VERSION) && text.enter()) {
          EthernetText.print(text, offset, length);
          text.leave();
        }
      }
      case IpProtocol.IPV4 -> {
        if (text.enter()) {
          Ipv4Text.print(text, offset, length);
          text.leave();
        }
      }
      case IpProtocol.IPV6 -> {
        if (text.enter()) {
          Ipv6Text.print(text, offset, length);
          text.leave();
        }
      }
      case IpProtocol.ESP -> EspText.print(text, offset, length);
      case IpProtocol.GRE -> GreText.print(text, offset, length);
      case IpProtocol.SCTP -> SctpText.print(text, offset, length, ip);
      case IpProtocol.VRRP -> VrrpText.print(text, offset, length, ip);
      case SUN_ND -> text.out.append(" nd ").appendUnsigned(length);
      case IpProtocol.NO_NEXT_HEADER -> text.out.append("no next header");
      default -> {
        text.out.append(' ');
        text.names.ipProtocol(text.out, protocol);
        text.out.append(' ').appendUnsigned(length);
      }
    }
  }

  /** {@return tcpdump's own name for a protocol in the IPv4 and IPv6 header, or "unknown"} */
  static String name(int protocol) {
    return switch (protocol) {
      case IpProtocol.HOP_BY_HOP -> "HBH";
      case IpProtocol.ICMP -> "ICMP";
      case IpProtocol.IGMP -> "IGMP";
      case IpProtocol.IPV4 -> "IPIP";
      case IpProtocol.TCP -> "TCP";
      case 8 -> "EGP";
      case 9 -> "IGRP";
      case IpProtocol.UDP -> "UDP";
      case IpProtocol.DCCP -> "DCCP";
      case IpProtocol.IPV6 -> "IPv6";
      case IpProtocol.ROUTING -> "Routing";
      case IpProtocol.FRAGMENT -> "Fragment";
      case 46 -> "RSVP";
      case IpProtocol.GRE -> "GRE";
      case IpProtocol.ESP -> "ESP";
      case IpProtocol.AH -> "AH";
      case 55 -> "Mobile IP";
      case IpProtocol.ICMPV6 -> "ICMPv6";
      case IpProtocol.DESTINATION_OPTIONS -> "DSTOPT";
      case IpProtocol.MOBILITY_OLD -> "Mobile IP (old)";
      case 88 -> "EIGRP";
      case 89 -> "OSPF";
      case 103 -> "PIM";
      case 108 -> "Compressed IP";
      case IpProtocol.VRRP -> "VRRP";
      case 113 -> "PGM";
      case IpProtocol.SCTP -> "SCTP";
      case IpProtocol.MOBILITY -> "Mobility";
      case IpProtocol.ETHERNET -> "Ethernet";
      default -> "unknown";
    };
  }

  private static boolean requiresVersion(PacketText text, int protocol, int ip, int version) {
    if (Ipv4.version(text.bytes, ip) == version) {
      return true;
    }
    text.out.append('[').append(name(protocol)).append(" requires IPv").append(version).append(']');
    text.invalid();
    return false;
  }
}
