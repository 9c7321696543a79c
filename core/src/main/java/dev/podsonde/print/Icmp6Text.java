package dev.podsonde.print;

import dev.podsonde.decode.Icmp;
import dev.podsonde.decode.InternetChecksum;
import dev.podsonde.decode.IpProtocol;
import dev.podsonde.decode.Ipv6;
import dev.podsonde.decode.TransportChecksum;
import dev.podsonde.packet.WireBytes;
import org.jspecify.annotations.Nullable;

/** ICMPv6 (RFC 4443). */
final class Icmp6Text {
  static final int ROUTER_SOLICITATION = 133;
  static final int ROUTER_ADVERTISEMENT = 134;
  static final int NEIGHBOR_SOLICITATION = 135;
  static final int NEIGHBOR_ADVERTISEMENT = 136;
  static final int REDIRECT = 137;

  private static final int UNREACHABLE = 1;
  private static final int PACKET_TOO_BIG = 2;
  private static final int TIME_EXCEEDED = 3;
  private static final int PARAMETER_PROBLEM = 4;
  private static final int ECHO_REQUEST = 128;
  private static final int ECHO_REPLY = 129;
  private static final int LISTENER_QUERY = 130;
  private static final int LISTENER_REPORT = 131;
  private static final int LISTENER_DONE = 132;
  private static final int LISTENER_REPORT_V2 = 143;
  private static final int HOME_AGENT_REQUEST = 144;
  private static final int HOME_AGENT_REPLY = 145;
  private static final int MOBILE_PREFIX_SOLICITATION = 146;
  private static final int MOBILE_PREFIX_ADVERTISEMENT = 147;

  private static final int BEYOND_SCOPE = 2;
  private static final int PORT_UNREACHABLE = 4;
  private static final int FIRST_WORD = 4;
  private static final int DESTINATION_PORT = 2;
  private static final int FLAGS = 6;

  private Icmp6Text() {}

  /** Prints the message at {@code icmp6}, carried by the IPv6 packet at {@code ip6}. */
  static void print(PacketText text, int icmp6, int length, int ip6, boolean fragmented) {
    text.protocol = "icmp6";
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (length == 0) {
      out.append("ICMP6, length 0");
      text.invalid();
      return;
    }
    if (text.verbosity > 0 && !fragmented && bytes.has(icmp6, length)) {
      printChecksum(text, icmp6, length, ip6);
    }
    int type = bytes.u8(icmp6 + Icmp.TYPE);
    out.append("ICMP6, ");
    @Nullable String name = name(type);
    if (name == null) {
      out.append("unknown icmp6 type (").append(type).append(')');
    } else {
      out.append(name);
    }
    if (text.verbosity > 0 && saysItsLengthFirst(type)) {
      out.append(", length ").append(length);
    }
    int code = bytes.u8(icmp6 + Icmp.CODE);
    if (printMessage(text, icmp6, length, type, code) && text.verbosity == 0) {
      out.append(", length ").appendUnsigned(length);
    }
  }

  private static void printChecksum(PacketText text, int icmp6, int length, int ip6) {
    int stored = text.bytes.u16(icmp6 + Icmp.CHECKSUM);
    int computed = TransportChecksum.compute(text.bytes, ip6, icmp6, length, IpProtocol.ICMPV6);
    if (computed == 0) {
      text.out.append("[icmp6 sum ok] ");
    } else {
      text.out.append("[bad icmp6 cksum 0x").appendHex(stored, 4).append(" -> 0x");
      text.out.appendHex(InternetChecksum.expected(stored, computed), 4).append("!] ");
    }
  }

  private static boolean saysItsLengthFirst(int type) {
    return switch (type) {
      case ROUTER_SOLICITATION,
          ROUTER_ADVERTISEMENT,
          NEIGHBOR_SOLICITATION,
          NEIGHBOR_ADVERTISEMENT,
          REDIRECT,
          HOME_AGENT_REPLY,
          MOBILE_PREFIX_ADVERTISEMENT ->
          true;
      default -> false;
    };
  }

  private static @Nullable String name(int type) {
    return switch (type) {
      case UNREACHABLE -> "destination unreachable";
      case PACKET_TOO_BIG -> "packet too big";
      case TIME_EXCEEDED -> "time exceeded in-transit";
      case PARAMETER_PROBLEM -> "parameter problem";
      case ECHO_REQUEST -> "echo request";
      case ECHO_REPLY -> "echo reply";
      case LISTENER_QUERY -> "multicast listener query";
      case LISTENER_REPORT -> "multicast listener report";
      case LISTENER_DONE -> "multicast listener done";
      case ROUTER_SOLICITATION -> "router solicitation";
      case ROUTER_ADVERTISEMENT -> "router advertisement";
      case NEIGHBOR_SOLICITATION -> "neighbor solicitation";
      case NEIGHBOR_ADVERTISEMENT -> "neighbor advertisement";
      case REDIRECT -> "redirect";
      case Icmp6RenumberingText.TYPE -> "router renumbering";
      case Icmp6NodeInformationText.QUERY -> "node information query";
      case Icmp6NodeInformationText.REPLY -> "node information reply";
      case 141 -> "inverse neighbor solicitation";
      case 142 -> "inverse neighbor advertisement";
      case LISTENER_REPORT_V2 -> "multicast listener report v2";
      case HOME_AGENT_REQUEST -> "ha discovery request";
      case HOME_AGENT_REPLY -> "ha discovery reply";
      case MOBILE_PREFIX_SOLICITATION -> "mobile router solicitation";
      case MOBILE_PREFIX_ADVERTISEMENT -> "mobile router advertisement";
      case RplText.TYPE -> "RPL";
      case 200 -> "mtrace response";
      case 201 -> "mtrace message";
      default -> null;
    };
  }

  /** {@return whether the length may follow} */
  private static boolean printMessage(PacketText text, int icmp6, int length, int type, int code) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    switch (type) {
      case UNREACHABLE -> {
        return printUnreachable(text, icmp6, length, code);
      }
      case PACKET_TOO_BIG -> {
        long mtu = bytes.u32(icmp6 + FIRST_WORD);
        out.append(", mtu ").append(mtu);
      }
      case TIME_EXCEEDED -> printTimeExceeded(text, icmp6, code);
      case PARAMETER_PROBLEM -> {
        return printParameterProblem(text, icmp6, code);
      }
      case ECHO_REQUEST, ECHO_REPLY -> {
        int identifier = bytes.u16(icmp6 + Icmp.IDENTIFIER);
        int sequenceNumber = bytes.u16(icmp6 + Icmp.SEQUENCE_NUMBER);
        out.append(", id ").append(identifier).append(", seq ").append(sequenceNumber);
      }
      case LISTENER_QUERY -> MulticastListenerText.printQuery(text, icmp6, length);
      case LISTENER_REPORT, LISTENER_DONE -> MulticastListenerText.print(text, icmp6);
      case LISTENER_REPORT_V2 -> MulticastListenerText.printReport(text, icmp6, length);
      case ROUTER_SOLICITATION,
          ROUTER_ADVERTISEMENT,
          NEIGHBOR_SOLICITATION,
          NEIGHBOR_ADVERTISEMENT,
          REDIRECT -> {
        return NeighborDiscoveryText.print(text, icmp6, length, type);
      }
      case Icmp6RenumberingText.TYPE -> Icmp6RenumberingText.print(text, icmp6, code);
      case Icmp6NodeInformationText.QUERY, Icmp6NodeInformationText.REPLY ->
          Icmp6NodeInformationText.print(text, icmp6, length, type, code);
      case 141, 142 -> {}
      case HOME_AGENT_REQUEST, MOBILE_PREFIX_SOLICITATION -> printIdentifier(text, icmp6);
      case HOME_AGENT_REPLY -> printHomeAgents(text, icmp6, length);
      case MOBILE_PREFIX_ADVERTISEMENT -> {
        return printMobilePrefixes(text, icmp6, length);
      }
      case RplText.TYPE -> RplText.print(text, icmp6 + FIRST_WORD, length - FIRST_WORD, code);
      default -> {
        out.append(", length ").append(length);
        if (text.verbosity <= 1) {
          DumpText.unknown(text, icmp6, "\n\t", length);
        }
        return false;
      }
    }
    return true;
  }

  private static boolean printUnreachable(PacketText text, int icmp6, int length, int code) {
    TextBuffer out = text.out;
    int packet = icmp6 + Icmp.PACKET;
    switch (code) {
      case 0, 1, 3 -> {
        out.append(
            switch (code) {
              case 0 -> ", unreachable route";
              case 1 -> ",  unreachable prohibited"; // two spaces, as tcpdump has them
              default -> ", unreachable address";
            });
        text.ipv6Address(" ", packet + Ipv6.DESTINATION);
      }
      case BEYOND_SCOPE -> {
        out.append(", beyond scope");
        text.ipv6Address(" ", packet + Ipv6.DESTINATION);
        text.ipv6Address(", source address ", packet + Ipv6.SOURCE);
      }
      case PORT_UNREACHABLE -> {
        out.append(", unreachable port");
        return printPortUnreachable(text, packet);
      }
      default -> {
        out.append(", unknown unreach code (").append(code).append(')');
        if (text.verbosity <= 1) {
          DumpText.unknown(text, icmp6, "\n\t", length);
          return false;
        }
      }
    }
    return true;
  }

  private static boolean printPortUnreachable(PacketText text, int packet) {
    WireBytes bytes = text.bytes;
    if (text.isCut(packet, Ipv6.NEXT_HEADER + 1)) {
      return false;
    }
    int nextHeader = bytes.u8(packet + Ipv6.NEXT_HEADER);
    int header = packet + Ipv6.HEADER_LENGTH;
    while (nextHeader != IpProtocol.UDP && nextHeader != IpProtocol.TCP) {
      int headerLength = quotedHeaderLength(bytes, nextHeader, header);
      if (headerLength < 0) {
        text.truncated();
        return false;
      }
      nextHeader = bytes.u8(header);
      header += headerLength;
    }
    if (text.isCut(header + DESTINATION_PORT, 2)) {
      return false;
    }
    int port = bytes.u16(header + DESTINATION_PORT);
    text.out.append(", ");
    text.ipv6Address(packet + Ipv6.DESTINATION);
    if (nextHeader == IpProtocol.TCP) {
      text.out.append(" tcp port ");
      text.names.tcpPort(text.out, port);
    } else {
      text.out.append(" udp port ");
      text.names.udpPort(text.out, port);
    }
    return true;
  }

  /** {@return the length of an extension header; -1 when it is none, cut, or a later fragment's} */
  private static int quotedHeaderLength(WireBytes bytes, int nextHeader, int header) {
    return switch (nextHeader) {
      case IpProtocol.HOP_BY_HOP, IpProtocol.DESTINATION_OPTIONS, IpProtocol.ROUTING ->
          bytes.has(header, 2) ? (bytes.u8(header + 1) + 1) * 8 : -1;
      case IpProtocol.FRAGMENT ->
          bytes.has(header, 4) && (bytes.u16(header + 2) & 0xfff8) == 0 ? 8 : -1;
      case IpProtocol.AH -> bytes.has(header, 2) ? (bytes.u8(header + 1) + 2) * 4 : -1;
      default -> -1;
    };
  }

  private static void printTimeExceeded(PacketText text, int icmp6, int code) {
    switch (code) {
      case 0 -> text.ipv6Address(" for ", icmp6 + Icmp.PACKET + Ipv6.DESTINATION);
      case 1 -> text.out.append(" (reassembly)");
      default -> text.out.append(", unknown code (").append(code).append(')');
    }
  }

  private static boolean printParameterProblem(PacketText text, int icmp6, int code) {
    if (text.isCut(icmp6 + Icmp.PACKET + Ipv6.DESTINATION, Ipv6.ADDRESS_LENGTH)) {
      return false;
    }
    @Nullable String problem =
        switch (code) {
          case 0 -> ", erroneous";
          case 1 -> ", next header";
          case 2 -> ", option";
          case 3 -> ", incomplete header chain";
          default -> null;
        };
    if (problem == null) {
      text.out.append(", code-#").append(code);
    } else {
      text.out.append(problem).append(" - octet ").append(text.bytes.u32(icmp6 + FIRST_WORD));
    }
    return true;
  }

  private static void printIdentifier(PacketText text, int icmp6) {
    int identifier = text.bytes.u16(icmp6 + Icmp.IDENTIFIER);
    text.out.append(", id 0x").appendHex(identifier, 4);
  }

  private static void printHomeAgents(PacketText text, int icmp6, int length) {
    if (text.verbosity > 0) {
      printIdentifier(text, icmp6);
      int end = icmp6 + Math.min(length, text.bytes.length() - icmp6);
      for (int agent = icmp6 + Icmp.PACKET; agent < end; agent += Ipv6.ADDRESS_LENGTH) {
        text.ipv6Address(", ", agent);
      }
    }
  }

  /** RFC 6275 §6.8. */
  private static boolean printMobilePrefixes(PacketText text, int icmp6, int length) {
    if (text.verbosity == 0) {
      return true;
    }
    printIdentifier(text, icmp6);
    int flags = text.bytes.u16(icmp6 + FLAGS);
    text.out.append((flags & 0xc000) != 0 ? " " : "");
    text.out.append((flags & 0x8000) != 0 ? "M" : "");
    text.out.append((flags & 0x4000) != 0 ? "O" : "");
    return NeighborDiscoveryText.printOptions(text, icmp6 + Icmp.PACKET, length - Icmp.PACKET);
  }
}
