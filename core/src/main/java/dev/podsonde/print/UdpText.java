package dev.podsonde.print;

import dev.podsonde.decode.InternetChecksum;
import dev.podsonde.decode.IpProtocol;
import dev.podsonde.decode.Ipv4;
import dev.podsonde.decode.Ipv6;
import dev.podsonde.decode.TransportChecksum;
import dev.podsonde.decode.Udp;
import dev.podsonde.packet.WireBytes;

/** UDP (RFC 768). */
final class UdpText {
  private static final int PORT_DNS = 53;
  private static final int PORT_DHCP_SERVER = 67;
  private static final int PORT_DHCP_CLIENT = 68;
  private static final int PORT_TFTP = 69;
  private static final int PORT_NTP = 123;
  private static final int PORT_SYSLOG = 514;
  private static final int PORT_DHCPV6_CLIENT = 546;
  private static final int PORT_DHCPV6_SERVER = 547;
  private static final int PORT_MULTICAST_DNS = 5353;
  private static final int PORT_ESP_OVER_UDP = 4500;
  private static final int PORT_SIP = 5060;
  private static final int PORT_VXLAN_LINUX = 8472;
  private static final int PORT_VXLAN = 4789;
  private static final int PORT_GENEVE = 6081;
  private static final int PORT_MPLS = 6635;

  private UdpText() {}

  /**
   * Prints the datagram at {@code udp}, carried by the IP packet at {@code ip}.
   *
   * @param length what the IP packet has for it
   */
  static void print(PacketText text, int udp, int length, int ip, boolean fragmented) {
    text.protocol = "udp";
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (!bytes.has(udp, Udp.LENGTH)) {
      printAddresses(text, ip);
      text.truncated();
      return;
    }
    int sourcePort = Udp.sourcePort(bytes, udp);
    int destinationPort = Udp.destinationPort(bytes, udp);
    printAddressesAndPorts(text, ip, sourcePort, destinationPort);
    if (length < Udp.HEADER_LENGTH) {
      out.append("truncated-udp ").append(length);
      return;
    }
    if (text.isCut(udp + Udp.LENGTH, 2)) {
      return;
    }
    int udpLength = bytes.u16(udp + Udp.LENGTH);
    if (udpLength == 0 && length > 0xffff) {
      udpLength = length; // jumbogram (RFC 2675 §4)
    }
    if (udpLength < Udp.HEADER_LENGTH) {
      out.append("truncated-udplength ").append(udpLength);
      return;
    }
    int payload = udp + Udp.HEADER_LENGTH;
    if (payload > bytes.length()) {
      text.truncated();
      return;
    }
    int payloadLength = Math.min(udpLength, length) - Udp.HEADER_LENGTH;
    if (text.options.payloadType() != null) {
      printAs(text, text.options.payloadType(), payload, payloadLength);
      return;
    }
    if (text.verbosity > 0 && !text.options.noChecksums() && !fragmented) {
      printChecksum(text, udp, payloadLength, ip);
    }
    if (text.options.quiet() > 0
        || !printPayload(text, payload, payloadLength, sourcePort, destinationPort)) {
      printLength(out, udpLength - Udp.HEADER_LENGTH, payloadLength, fragmented);
    }
  }

  private static void printAs(
      PacketText text, PrintOptions.PayloadType type, int payload, int length) {
    switch (type) {
      case DOMAIN -> DnsText.print(text, payload, length, false);
      case VXLAN -> VxlanText.print(text, payload, length);
    }
  }

  /**
   * Prints the payload by port, in tcpdump's order of ports.
   *
   * @return false when no port has a printer, and then nothing was printed
   */
  private static boolean printPayload(
      PacketText text, int payload, int length, int sourcePort, int destinationPort) {
    if (isEither(PORT_DNS, sourcePort, destinationPort)) {
      DnsText.print(text, payload, length, false);
    } else if (isEither(PORT_DHCP_CLIENT, sourcePort, destinationPort)
        || isEither(PORT_DHCP_SERVER, sourcePort, destinationPort)) {
      DhcpText.print(text, payload, length);
    } else if (isEither(PORT_TFTP, sourcePort, destinationPort)) {
      TftpText.print(text, payload, length);
    } else if (isEither(PORT_NTP, sourcePort, destinationPort)) {
      NtpText.print(text, payload, length);
    } else if (isEither(PORT_SYSLOG, sourcePort, destinationPort)) {
      SyslogText.print(text, payload, length);
    } else if (isEither(PORT_DHCPV6_CLIENT, sourcePort, destinationPort)
        || isEither(PORT_DHCPV6_SERVER, sourcePort, destinationPort)) {
      Dhcpv6Text.print(text, payload, length);
    } else if (isEither(PORT_MULTICAST_DNS, sourcePort, destinationPort)) {
      DnsText.print(text, payload, length, true);
    } else if (isEither(PORT_ESP_OVER_UDP, sourcePort, destinationPort)) {
      return EspText.printOverUdp(text, payload, length);
    } else if (isEither(PORT_SIP, sourcePort, destinationPort)) {
      TextProtocolText.SIP.print(text, payload, length);
    } else if (isEither(PORT_VXLAN_LINUX, sourcePort, destinationPort)
        || isEither(PORT_VXLAN, sourcePort, destinationPort)) {
      VxlanText.print(text, payload, length);
    } else if (destinationPort == PORT_GENEVE) {
      GeneveText.print(text, payload, length);
    } else if (isEither(PORT_MPLS, sourcePort, destinationPort)) {
      MplsText.print(text, payload, length);
    } else {
      return false;
    }
    return true;
  }

  private static boolean isEither(int port, int sourcePort, int destinationPort) {
    return sourcePort == port || destinationPort == port;
  }

  private static void printLength(TextBuffer out, int claimed, int actual, boolean fragmented) {
    if (claimed > actual && !fragmented) {
      out.append("UDP, bad length ").append(claimed).append(" > ").append(actual);
    } else {
      out.append("UDP, length ").append(claimed);
    }
  }

  private static void printChecksum(PacketText text, int udp, int payloadLength, int ip) {
    WireBytes bytes = text.bytes;
    boolean ipv4 = Ipv4.version(bytes, ip) == 4;
    if (ipv4 && text.verbosity < 2) {
      return;
    }
    int length = Udp.HEADER_LENGTH + payloadLength;
    if (ipv4 && bytes.u16(udp + Udp.CHECKSUM) == 0) {
      text.out.append("[no cksum] ");
    } else if (bytes.has(udp, length)) {
      int stored = bytes.u16(udp + Udp.CHECKSUM);
      int computed = TransportChecksum.compute(bytes, ip, udp, length, IpProtocol.UDP);
      if (computed == 0) {
        text.out.append("[udp sum ok] ");
      } else {
        text.out.append("[bad udp cksum 0x").appendHex(stored, 4).append(" -> 0x");
        text.out.appendHex(InternetChecksum.expected(stored, computed), 4).append("!] ");
      }
    }
  }

  private static void printAddresses(PacketText text, int ip) {
    if (isNextHeader(text.bytes, ip)) {
      text.ipAddresses(ip);
      text.out.append(": ");
    }
  }

  /** Behind extension headers the addresses have been printed, and only the ports are. */
  private static void printAddressesAndPorts(
      PacketText text, int ip, int sourcePort, int destinationPort) {
    boolean withAddresses = isNextHeader(text.bytes, ip);
    if (withAddresses) {
      text.ipSource(ip);
      text.out.append('.');
    }
    text.names.udpPort(text.out, sourcePort);
    text.out.append(" > ");
    if (withAddresses) {
      text.ipDestination(ip);
      text.out.append('.');
    }
    text.names.udpPort(text.out, destinationPort);
    text.out.append(": ");
  }

  private static boolean isNextHeader(WireBytes bytes, int ip) {
    int protocol =
        Ipv4.version(bytes, ip) == Ipv6.VERSION ? ip + Ipv6.NEXT_HEADER : ip + Ipv4.PROTOCOL;
    return bytes.u8(protocol) == IpProtocol.UDP;
  }
}
