package dev.podsonde.print;

import dev.podsonde.decode.Icmp;
import dev.podsonde.decode.InternetChecksum;
import dev.podsonde.decode.IpProtocol;
import dev.podsonde.decode.Ipv4;
import dev.podsonde.packet.TruncatedException;
import dev.podsonde.packet.WireBytes;

/** ICMP (RFC 792). */
final class IcmpText {
  private static final int ECHO_REPLY = 0;
  private static final int UNREACHABLE = 3;
  private static final int SOURCE_QUENCH = 4;
  private static final int REDIRECT = 5;
  private static final int ECHO_REQUEST = 8;
  private static final int ROUTER_ADVERTISEMENT = 9;
  private static final int ROUTER_SOLICITATION = 10;
  private static final int TIME_EXCEEDED = 11;
  private static final int PARAMETER_PROBLEM = 12;
  private static final int TIMESTAMP_REQUEST = 13;
  private static final int TIMESTAMP_REPLY = 14;
  private static final int INFORMATION_REQUEST = 15;
  private static final int INFORMATION_REPLY = 16;
  private static final int MASK_REQUEST = 17;
  private static final int MASK_REPLY = 18;

  private static final int PROTOCOL_UNREACHABLE = 2;
  private static final int PORT_UNREACHABLE = 3;
  private static final int FRAGMENTATION_NEEDED = 4;
  private static final int NEXT_HOP_MTU = 6;
  private static final int DESTINATION_PORT = 2;

  private static final int ROUTER_COUNT = 4;
  private static final int ROUTER_ENTRY_WORDS = 5;
  private static final int ROUTER_LIFETIME = 6;
  private static final int ROUTER_ENTRIES = 8;
  private static final int ROUTER_ENTRY_LENGTH = 8;

  private static final int ORIGINATE_TIMESTAMP = 8;
  private static final int RECEIVE_TIMESTAMP = 12;
  private static final int TRANSMIT_TIMESTAMP = 16;

  private IcmpText() {}

  /** Prints the message at {@code icmp}, carried by the IPv4 packet at {@code ip}. */
  static void print(PacketText text, int icmp, int length, int ip, boolean fragmented) {
    text.protocol = "icmp";
    WireBytes bytes = text.bytes;
    int type = bytes.u8(icmp + Icmp.TYPE);
    int code = bytes.u8(icmp + Icmp.CODE);
    if (text.isCut(icmp, requiredLength(bytes, icmp, type, code))) {
      return;
    }
    // The text of a message appears only as a whole.
    int start = text.out.length();
    text.out.append("ICMP ");
    try {
      printMessage(text, icmp, type, code);
    } catch (TruncatedException cut) {
      text.out.truncate(start);
      throw cut;
    }
    text.out.append(", length ").append(length);
    if (text.verbosity == 0) {
      return;
    }
    if (!fragmented && bytes.has(icmp, length)) {
      printChecksum(text, icmp, length);
    }
    if (isError(type)) {
      printPacket(text, icmp + Icmp.PACKET);
      text.protocol = "icmp";
    }
    if (type == UNREACHABLE || type == TIME_EXCEEDED || type == PARAMETER_PROBLEM) {
      IcmpExtensionText.print(text, icmp, length);
    }
  }

  /** {@return how much of a message must be there, else its printer ends and not the packet's} */
  private static int requiredLength(WireBytes bytes, int icmp, int type, int code) {
    return switch (type) {
      case UNREACHABLE -> code == PORT_UNREACHABLE ? Icmp.PACKET + Ipv4.PROTOCOL + 1 : 0;
      case ROUTER_ADVERTISEMENT ->
          bytes.has(icmp, ROUTER_ENTRIES)
              ? ROUTER_ENTRIES + routerCount(bytes, icmp) * ROUTER_ENTRY_LENGTH
              : ROUTER_ENTRIES;
      case TIME_EXCEEDED -> Icmp.PACKET + Ipv4.DESTINATION + Ipv4.ADDRESS_LENGTH;
      case TIMESTAMP_REPLY -> TRANSMIT_TIMESTAMP + 4;
      default -> 0;
    };
  }

  /** {@return how many entries can be read} */
  private static int routerCount(WireBytes bytes, int icmp) {
    boolean isKnown = bytes.u8(icmp + ROUTER_ENTRY_WORDS) * 4 == ROUTER_ENTRY_LENGTH;
    return isKnown ? bytes.u8(icmp + ROUTER_COUNT) : 0;
  }

  private static boolean isError(int type) {
    return switch (type) {
      case UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
      default -> false;
    };
  }

  private static void printChecksum(PacketText text, int icmp, int length) {
    int computed = InternetChecksum.fold(InternetChecksum.sum(text.bytes, icmp, length));
    if (computed != 0) {
      int stored = text.bytes.u16(icmp + Icmp.CHECKSUM);
      text.out.append(" (wrong icmp cksum ").appendHex(stored).append(" (->");
      text.out.appendHex(InternetChecksum.expected(stored, computed)).append(")!)");
    }
  }

  private static void printPacket(PacketText text, int packet) {
    text.out.append("\n\t");
    int length = text.bytes.u16(packet + Ipv4.TOTAL_LENGTH);
    if (text.enter()) {
      int windowLength = text.narrow(packet, length);
      text.bytes.require(packet, Ipv4.TOTAL_LENGTH + 2); // a length that ends before itself
      Ipv4Text.print(text, packet, length);
      text.bytes.limit(windowLength);
      text.leave();
    }
  }

  private static void printMessage(PacketText text, int icmp, int type, int code) {
    TextBuffer out = text.out;
    WireBytes bytes = text.bytes;
    switch (type) {
      case ECHO_REQUEST, ECHO_REPLY -> {
        out.append(type == ECHO_REQUEST ? "echo request, id " : "echo reply, id ");
        out.append(bytes.u16(icmp + Icmp.IDENTIFIER));
        out.append(", seq ").append(bytes.u16(icmp + Icmp.SEQUENCE_NUMBER));
      }
      case UNREACHABLE -> printUnreachable(text, icmp, code);
      case REDIRECT -> printRedirect(text, icmp, code);
      case ROUTER_ADVERTISEMENT -> printRouterAdvertisement(text, icmp);
      case TIME_EXCEEDED -> {
        switch (code) {
          case 0 -> out.append("time exceeded in-transit");
          case 1 -> out.append("ip reassembly time exceeded");
          default -> out.append("time exceeded-#").append(code);
        }
      }
      case PARAMETER_PROBLEM -> {
        if (code == 0) {
          out.append("parameter problem - octet ").append(bytes.u8(icmp + Icmp.IDENTIFIER));
        } else {
          out.append("parameter problem - code ").append(code);
        }
      }
      case TIMESTAMP_REQUEST, TIMESTAMP_REPLY -> printTimestamps(text, icmp, type);
      case MASK_REPLY ->
          out.append("address mask is 0x").appendHex(bytes.u32(icmp + Icmp.PACKET), 8);
      case SOURCE_QUENCH -> out.append("source quench");
      case ROUTER_SOLICITATION -> out.append("router solicitation");
      case INFORMATION_REQUEST -> out.append("information request");
      case INFORMATION_REPLY -> out.append("information reply");
      case MASK_REQUEST -> out.append("address mask request");
      default -> out.append("type-#").append(type);
    }
  }

  private static void printUnreachable(PacketText text, int icmp, int code) {
    TextBuffer out = text.out;
    WireBytes bytes = text.bytes;
    int packet = icmp + Icmp.PACKET;
    switch (code) {
      case 0, 6, 9, 11 -> out.append("net ");
      case 1, 7, 10, 12, 13, 14, 15 -> out.append("host ");
      default -> {}
    }
    text.ipv4Address(packet + Ipv4.DESTINATION);
    switch (code) {
      case 0, 1 -> out.append(" unreachable");
      case PROTOCOL_UNREACHABLE -> {
        out.append(" protocol ").append(bytes.u8(packet + Ipv4.PROTOCOL));
        out.append(" unreachable");
      }
      case PORT_UNREACHABLE -> printPortUnreachable(text, packet);
      case FRAGMENTATION_NEEDED -> {
        out.append(" unreachable - need to frag");
        int mtu = bytes.u16(icmp + NEXT_HOP_MTU);
        if (mtu != 0) {
          out.append(" (mtu ").append(mtu).append(')');
        }
      }
      case 5 -> out.append(" unreachable - source route failed");
      case 6, 7 -> out.append(" unreachable - unknown");
      case 8 -> out.append(" unreachable - source host isolated");
      case 9, 10 -> out.append(" unreachable - admin prohibited");
      case 11, 12 -> out.append(" unreachable - tos prohibited");
      case 13 -> out.append(" unreachable - admin prohibited filter");
      case 14 -> out.append(" unreachable - host precedence violation");
      case 15 -> out.append(" unreachable - precedence cutoff");
      default -> out.append(" unreachable - #").append(code);
    }
  }

  private static void printPortUnreachable(PacketText text, int packet) {
    TextBuffer out = text.out;
    int transport = packet + Ipv4.headerLength(text.bytes, packet);
    int port = text.bytes.u16(transport + DESTINATION_PORT);
    int protocol = text.bytes.u8(packet + Ipv4.PROTOCOL);
    switch (protocol) {
      case IpProtocol.TCP -> {
        out.append(" tcp port ");
        text.names.tcpPort(out, port);
      }
      case IpProtocol.UDP -> {
        out.append(" udp port ");
        text.names.udpPort(out, port);
      }
      default -> out.append(" protocol ").append(protocol).append(" port ").append(port);
    }
    out.append(" unreachable");
  }

  private static void printRedirect(PacketText text, int icmp, int code) {
    TextBuffer out = text.out;
    switch (code) {
      case 0, 1 -> out.append("redirect ");
      case 2, 3 -> out.append("redirect-tos ");
      default -> out.append("redirect-#").append(code).append(' ');
    }
    text.ipv4Address(icmp + Icmp.PACKET + Ipv4.DESTINATION);
    switch (code) {
      case 0, 2 -> out.append(" to net ");
      case 1, 3 -> out.append(" to host ");
      default -> out.append(" to ");
    }
    text.ipv4Address(icmp + Icmp.IDENTIFIER);
  }

  /** RFC 1256 §3. */
  private static void printRouterAdvertisement(PacketText text, int icmp) {
    TextBuffer out = text.out;
    WireBytes bytes = text.bytes;
    int lifetimeSeconds = bytes.u16(icmp + ROUTER_LIFETIME);
    out.append("router advertisement lifetime ");
    if (lifetimeSeconds < 60) {
      out.append(lifetimeSeconds);
    } else if (lifetimeSeconds < 3600) {
      out.append(lifetimeSeconds / 60).append(':').appendDecimal(lifetimeSeconds % 60, 2);
    } else {
      out.append(lifetimeSeconds / 3600).append(':');
      out.appendDecimal(lifetimeSeconds % 3600 / 60, 2).append(':');
      out.appendDecimal(lifetimeSeconds % 60, 2);
    }
    out.append(' ').append(bytes.u8(icmp + ROUTER_COUNT)).append(':');
    int words = bytes.u8(icmp + ROUTER_ENTRY_WORDS);
    if (words * 4 != ROUTER_ENTRY_LENGTH) {
      out.append(" [size ").append(words).append(']');
      return;
    }
    for (int i = 0; i < routerCount(bytes, icmp); i++) {
      int entry = icmp + ROUTER_ENTRIES + i * ROUTER_ENTRY_LENGTH;
      out.append(" {");
      text.ipv4Address(entry);
      out.append(' ').append(bytes.u32(entry + 4)).append('}');
    }
  }

  private static void printTimestamps(PacketText text, int icmp, int type) {
    TextBuffer out = text.out;
    WireBytes bytes = text.bytes;
    out.append(type == TIMESTAMP_REQUEST ? "time stamp query id " : "time stamp reply id ");
    out.append(bytes.u16(icmp + Icmp.IDENTIFIER));
    out.append(" seq ").append(bytes.u16(icmp + Icmp.SEQUENCE_NUMBER));
    if (type == TIMESTAMP_REPLY) {
      printTimestamp(text, ": org ", icmp + ORIGINATE_TIMESTAMP);
      printTimestamp(text, ", recv ", icmp + RECEIVE_TIMESTAMP);
      printTimestamp(text, ", xmit ", icmp + TRANSMIT_TIMESTAMP);
    }
  }

  /** Milliseconds since midnight. */
  private static void printTimestamp(PacketText text, String label, int at) {
    long millis = text.bytes.u32(at);
    int hours = (int) (millis / 3_600_000);
    text.out.append(label);
    if (hours > 99) {
      text.out.append(hours);
    } else {
      text.out.appendDecimal(hours, 2);
    }
    text.out.append(':').appendDecimal((int) (millis / 60_000 % 60), 2);
    text.out.append(':').appendDecimal((int) (millis / 1000 % 60), 2);
    text.out.append('.').appendDecimal((int) (millis % 1000), 3);
  }
}
