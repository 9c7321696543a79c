package dev.podsonde.print;

import dev.podsonde.decode.InternetChecksum;
import dev.podsonde.decode.IpProtocol;
import dev.podsonde.decode.Ipv4;
import dev.podsonde.decode.Ipv6;
import dev.podsonde.decode.Tcp;
import dev.podsonde.decode.TransportChecksum;
import dev.podsonde.packet.WireBytes;
import java.util.Arrays;

/** TCP (RFC 9293). */
final class TcpText {
  private static final int PORT_FTP = 21;
  private static final int PORT_SSH = 22;
  private static final int PORT_SMTP = 25;
  private static final int PORT_WHOIS = 43;
  private static final int PORT_DNS = 53;
  private static final int PORT_HTTP = 80;
  private static final int PORT_RTSP = 554;
  private static final int PORT_REDIS = 6379;
  private static final int PORT_HTTP_ALTERNATE = 8080;
  private static final int PORT_RTSP_ALTERNATE = 8554;
  private static final int RESET_TEXT_LENGTH_MAX = 30;

  /** Letters of the flags, lowest bit first. */
  private static final String FLAG_LETTERS = "FSRP.UEW";

  /** {@code Flags [...]} by the value of the flags. */
  private static final String[] FLAGS_TEXT = new String[256];

  static {
    Arrays.setAll(FLAGS_TEXT, TcpText::flagsText);
  }

  private TcpText() {}

  /**
   * Prints the segment at {@code tcp}, carried by the IP packet at {@code ip}.
   *
   * @param length what the IP packet has for it
   */
  static void print(PacketText text, int tcp, int length, int ip, boolean fragmented) {
    text.protocol = "tcp";
    WireBytes bytes = text.bytes;
    if (!bytes.has(tcp, Tcp.SEQUENCE_NUMBER)) {
      text.ipAddresses(ip);
      text.out.append(':');
      text.truncated();
      return;
    }
    printAddresses(text, ip, Tcp.sourcePort(bytes, tcp), Tcp.destinationPort(bytes, tcp));
    if (text.isCut(tcp, Tcp.HEADER_LENGTH_MIN)) {
      return;
    }
    int headerLength = Tcp.headerLength(bytes, tcp);
    if (headerLength < Tcp.HEADER_LENGTH_MIN) {
      text.out.append(" tcp ").appendUnsigned(length - headerLength);
      text.out.append(" [bad hdr length ").append(headerLength).append(" - too short, < 20]");
    } else if (text.options.quiet() > 0) {
      text.out.append("tcp ").appendUnsigned(length - headerLength);
      printTooLong(text, headerLength, length);
    } else {
      printSegment(text, tcp, headerLength, length, ip, fragmented);
    }
  }

  private static void printSegment(
      PacketText text, int tcp, int headerLength, int length, int ip, boolean fragmented) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int flags = bytes.u8(tcp + Tcp.FLAGS);
    out.append(FLAGS_TEXT[flags]);
    int sequence = bytes.i32(tcp + Tcp.SEQUENCE_NUMBER);
    int acknowledgment = bytes.i32(tcp + Tcp.ACKNOWLEDGMENT_NUMBER);
    int peerBase = 0;
    if ((flags & Tcp.FLAG_ACK) != 0 && !text.options.absoluteSequence()) {
      text.awaitTurn.run();
      TcpConversations conversations = text.conversations;
      boolean firstIsSource = firstIsSource(bytes, tcp, ip);
      boolean known = findConversation(text, tcp, ip, firstIsSource);
      if (known && (flags & Tcp.FLAG_SYN) == 0) {
        int first = conversations.firstBase();
        int second = conversations.secondBase();
        peerBase = firstIsSource ? second : first;
        sequence -= firstIsSource ? first : second;
        acknowledgment -= peerBase;
      } else {
        int peer = acknowledgment - 1;
        boolean kept =
            firstIsSource
                ? conversations.begin(sequence, peer)
                : conversations.begin(peer, sequence);
        peerBase = kept ? peer : 0;
      }
    }
    if (printTooLong(text, headerLength, length)) {
      return;
    }
    if (text.verbosity > 0 && !text.options.noChecksums() && !fragmented) {
      printChecksum(text, tcp, length, ip);
    }
    int payloadLength = length - headerLength;
    printNumbers(text, tcp, flags, sequence, acknowledgment, payloadLength);
    boolean hasOptions = headerLength > Tcp.HEADER_LENGTH_MIN;
    if (hasOptions && !TcpOptionsText.print(text, tcp, headerLength, flags, peerBase)) {
      return;
    }
    out.append(", length ").append(payloadLength);
    if (payloadLength > 0) {
      printPayload(text, tcp, headerLength, payloadLength, hasOptions);
    }
  }

  private static void printNumbers(
      PacketText text, int tcp, int flags, int sequence, int acknowledgment, int payloadLength) {
    TextBuffer out = text.out;
    boolean verbose = text.verbosity > 1;
    if (verbose
        || payloadLength > 0
        || (flags & (Tcp.FLAG_SYN | Tcp.FLAG_FIN | Tcp.FLAG_RST)) != 0) {
      out.append(", seq ").appendUnsigned(sequence);
      if (payloadLength > 0) {
        out.append(':').appendUnsigned(sequence + payloadLength);
      }
    }
    if ((flags & Tcp.FLAG_ACK) != 0) {
      out.append(", ack ").appendUnsigned(acknowledgment);
    } else if (verbose && acknowledgment != 0) {
      out.append(", [ack ").appendUnsigned(acknowledgment);
      out.append(" != 0 while ACK flag not set]");
    }
    out.append(", win ").append(text.bytes.u16(tcp + Tcp.WINDOW));
    int urgent = text.bytes.u16(tcp + Tcp.URGENT_POINTER);
    if ((flags & Tcp.FLAG_URG) != 0) {
      out.append(", urg ").append(urgent);
    } else if (verbose && urgent != 0) {
      out.append(", [urg ").append(urgent).append(" != 0 while URG flag not set]");
    }
  }

  private static void printPayload(
      PacketText text, int tcp, int headerLength, int length, boolean hasOptions) {
    WireBytes bytes = text.bytes;
    if (!bytes.has(tcp, headerLength)) {
      text.out.append(" [remaining caplen(").append(bytes.length() - tcp);
      text.out.append(") < header length(").append(headerLength).append(")]");
      bytes.require(tcp, headerLength);
    }
    int payload = tcp + headerLength;
    if ((bytes.u8(tcp + Tcp.FLAGS) & Tcp.FLAG_RST) != 0) {
      if (text.verbosity > 0) {
        printResetText(text, payload, length);
      } else if (text.isCut(payload, length)) {
        // tcpdump closes a bracket of its own here when it has printed options.
        text.out.append(hasOptions ? ">" : "");
      }
    } else if (text.options.payloadType() != null) {
      if (text.options.payloadType() == PrintOptions.PayloadType.DOMAIN) {
        DnsText.printOverTcp(text, payload, length);
      }
    } else {
      printByPort(
          text, payload, length, Tcp.sourcePort(bytes, tcp), Tcp.destinationPort(bytes, tcp));
    }
  }

  /** Prints the payload by port, in tcpdump's order of ports; nothing when none has a printer. */
  private static void printByPort(
      PacketText text, int payload, int length, int sourcePort, int destinationPort) {
    // The lower of the two ports is the one that tcpdump looks for first.
    if (!printByPort(text, payload, length, Math.min(sourcePort, destinationPort))) {
      printByPort(text, payload, length, Math.max(sourcePort, destinationPort));
    }
  }

  /** {@return whether the port has a printer} */
  private static boolean printByPort(PacketText text, int payload, int length, int port) {
    switch (port) {
      case PORT_DNS -> DnsText.printOverTcp(text, payload, length);
      case PORT_FTP -> printLines(text, TextProtocolText.FTP, payload, length);
      case PORT_SSH -> SshText.print(text, payload, length);
      case PORT_REDIS -> RespText.print(text, payload, length);
      case PORT_SMTP -> printLines(text, TextProtocolText.SMTP, payload, length);
      case PORT_WHOIS -> printLines(text, TextProtocolText.WHOIS, payload, length);
      case PORT_HTTP, PORT_HTTP_ALTERNATE ->
          printLines(text, TextProtocolText.HTTP, payload, length);
      case PORT_RTSP, PORT_RTSP_ALTERNATE ->
          printLines(text, TextProtocolText.RTSP, payload, length);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void printLines(
      PacketText text, TextProtocolText protocol, int message, int length) {
    text.out.append(": ");
    protocol.print(text, message, length);
  }

  /** The reason that a reset may carry as text (RFC 9293 §3.5.3). */
  private static void printResetText(PacketText text, int payload, int length) {
    WireBytes bytes = text.bytes;
    text.out.append(bytes.has(payload, length) ? " [RST" : " [!RST");
    if (length > RESET_TEXT_LENGTH_MAX) {
      text.out.append('+');
    }
    text.out.append(' ');
    int end = payload + Math.min(length, RESET_TEXT_LENGTH_MAX);
    for (int at = payload; at < end && at < bytes.length(); at++) {
      text.character(bytes.u8(at));
    }
    text.out.append(']');
  }

  private static boolean printTooLong(PacketText text, int headerLength, int length) {
    if (headerLength <= length) {
      return false;
    }
    text.out.append(" [bad hdr length ").append(headerLength);
    text.out.append(" - too long, > ").append(length).append(']');
    return true;
  }

  private static void printChecksum(PacketText text, int tcp, int length, int ip) {
    WireBytes bytes = text.bytes;
    if (!bytes.has(tcp, length)) {
      return;
    }
    int stored = bytes.u16(tcp + Tcp.CHECKSUM);
    int computed = TransportChecksum.compute(bytes, ip, tcp, length, IpProtocol.TCP);
    text.out.append(", cksum 0x").appendHex(stored, 4);
    if (computed == 0) {
      text.out.append(" (correct)");
    } else {
      text.out.append(" (incorrect -> 0x");
      text.out.appendHex(InternetChecksum.expected(stored, computed), 4).append(')');
    }
  }

  /** Behind extension headers the addresses have been printed, and only the ports are. */
  private static void printAddresses(PacketText text, int ip, int sourcePort, int destinationPort) {
    int protocol = isIpv6(text.bytes, ip) ? ip + Ipv6.NEXT_HEADER : ip + Ipv4.PROTOCOL;
    boolean withAddresses = text.bytes.u8(protocol) == IpProtocol.TCP;
    if (withAddresses) {
      text.ipSource(ip);
      text.out.append('.');
    }
    text.names.tcpPort(text.out, sourcePort);
    text.out.append(" > ");
    if (withAddresses) {
      text.ipDestination(ip);
      text.out.append('.');
    }
    text.names.tcpPort(text.out, destinationPort);
    text.out.append(": ");
  }

  /**
   * The end with the lower port, then the lower address, is the first of its conversation.
   *
   * @return whether that is the one that sent this segment
   */
  private static boolean firstIsSource(WireBytes bytes, int tcp, int ip) {
    int sourcePort = Tcp.sourcePort(bytes, tcp);
    int destinationPort = Tcp.destinationPort(bytes, tcp);
    if (sourcePort != destinationPort) {
      return sourcePort < destinationPort;
    }
    boolean ipv6 = isIpv6(bytes, ip);
    int source = ip + (ipv6 ? Ipv6.SOURCE : Ipv4.SOURCE);
    int destination = ip + (ipv6 ? Ipv6.DESTINATION : Ipv4.DESTINATION);
    for (int i = 0; i < destination - source; i++) {
      int difference = bytes.u8(source + i) - bytes.u8(destination + i);
      if (difference != 0) {
        return difference < 0;
      }
    }
    return true;
  }

  private static boolean findConversation(PacketText text, int tcp, int ip, boolean firstIsSource) {
    WireBytes bytes = text.bytes;
    boolean ipv6 = isIpv6(bytes, ip);
    int source = ip + (ipv6 ? Ipv6.SOURCE : Ipv4.SOURCE);
    int addressLength = ipv6 ? Ipv6.ADDRESS_LENGTH : Ipv4.ADDRESS_LENGTH;
    int destination = source + addressLength;
    int sourcePort = Tcp.sourcePort(bytes, tcp);
    int destinationPort = Tcp.destinationPort(bytes, tcp);
    return firstIsSource
        ? text.conversations.find(
            bytes, source, destination, addressLength, sourcePort << 16 | destinationPort)
        : text.conversations.find(
            bytes, destination, source, addressLength, destinationPort << 16 | sourcePort);
  }

  private static boolean isIpv6(WireBytes bytes, int ip) {
    return Ipv4.version(bytes, ip) == Ipv6.VERSION;
  }

  private static String flagsText(int flags) {
    var letters = new StringBuilder("Flags [");
    for (int bit = 0; bit < FLAG_LETTERS.length(); bit++) {
      if ((flags >> bit & 1) != 0) {
        letters.append(FLAG_LETTERS.charAt(bit));
      }
    }
    return letters.append(flags == 0 ? "none]" : "]").toString();
  }
}
