package dev.podsonde.print;

import dev.podsonde.decode.IpProtocol;
import dev.podsonde.decode.Ipv4;
import dev.podsonde.decode.Ipv6;

/** What an IP protocol is called, and which printer its payload goes to. */
final class IpProtocolText {
  private IpProtocolText() {}

  /** {@return whether the protocol's printer prints the IP addresses, since it adds its ports} */
  static boolean printsAddresses(int protocol) {
    return switch (protocol) {
      case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.SCTP, IpProtocol.DCCP -> true;
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
    switch (protocol) {
      case IpProtocol.UDP -> UdpText.print(text, offset, length, ip, fragmented);
      case IpProtocol.TCP -> TcpText.print(text, offset, length, ip, fragmented);
      case IpProtocol.ICMP -> {
        if (requiresVersion(text, protocol, ip, 4)) {
          IcmpText.print(text, offset, length, ip, fragmented);
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
      case IpProtocol.GRE -> GreText.print(text, offset, length);
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
      case IpProtocol.ICMP -> "ICMP";
      case IpProtocol.TCP -> "TCP";
      case IpProtocol.UDP -> "UDP";
      case IpProtocol.ICMPV6 -> "ICMPv6";
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
