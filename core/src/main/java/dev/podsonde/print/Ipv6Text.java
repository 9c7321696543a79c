package dev.podsonde.print;

import dev.podsonde.decode.IpProtocol;
import dev.podsonde.decode.Ipv6;
import dev.podsonde.packet.WireBytes;

/** IPv6 (RFC 8200), from its header to what follows the extension headers. */
final class Ipv6Text {
  private static final int TRAFFIC_CLASS = 0x0ff0_0000;
  private static final int TRAFFIC_CLASS_SHIFT = 20;
  private static final int FLOW_LABEL = 0x000f_ffff;

  private Ipv6Text() {}

  /**
   * Prints the packet at {@code ip6}; {@code length} is what the layer below has left on the wire.
   */
  static void print(PacketText text, int ip6, int length) {
    text.protocol = "ip6";
    WireBytes bytes = text.bytes;
    if (!text.options.linkHeader()) {
      text.out.append("IP6 ");
    }
    if (length < Ipv6.HEADER_LENGTH) {
      text.invalid("length", length, "<", Ipv6.HEADER_LENGTH);
      return;
    }
    int version = bytes.u8(ip6) >> 4;
    if (version != Ipv6.VERSION) {
      text.invalid("version", version, "!=", Ipv6.VERSION);
      return;
    }
    int payloadLength = bytes.u16(ip6 + Ipv6.PAYLOAD_LENGTH);
    printTooLong(text, payloadLength, length);
    int nextHeader = bytes.u8(ip6 + Ipv6.NEXT_HEADER);
    if (text.verbosity > 0) {
      printHeader(text, ip6, nextHeader, payloadLength);
    }
    if (text.isCut(ip6, Ipv6.HEADER_LENGTH)) {
      return;
    }
    // Without a length the packet is taken for as long as can be: a jumbogram says so further on.
    int packetLength = (payloadLength == 0 ? length : payloadLength) + Ipv6.HEADER_LENGTH;
    int windowLength = text.narrow(ip6, Math.min(length, packetLength));
    printPayload(text, ip6, length, packetLength, payloadLength, windowLength);
    bytes.limit(windowLength);
  }

  private static void printTooLong(PacketText text, long payloadLength, int length) {
    if (payloadLength + Ipv6.HEADER_LENGTH > length && payloadLength != 0) {
      text.out.append("[header+payload length ").append(payloadLength + Ipv6.HEADER_LENGTH);
      text.out.append(" > length ").append(length).append(']');
      text.invalid();
      text.out.append(' ');
    }
  }

  private static void printHeader(PacketText text, int ip6, int nextHeader, int payloadLength) {
    TextBuffer out = text.out;
    int flow = text.bytes.i32(ip6);
    out.append('(');
    if ((flow & TRAFFIC_CLASS) != 0) {
      out.append("class 0x").appendHex((flow & TRAFFIC_CLASS) >> TRAFFIC_CLASS_SHIFT, 2);
      out.append(", ");
    }
    if ((flow & FLOW_LABEL) != 0) {
      out.append("flowlabel 0x").appendHex(flow & FLOW_LABEL, 5).append(", ");
    }
    int hopLimit = text.bytes.u8(ip6 + Ipv6.HOP_LIMIT);
    out.append("hlim ").append(hopLimit);
    out.append(", next-header ").append(IpProtocolText.name(nextHeader));
    out.append(" (").append(nextHeader).append("), payload length ").append(payloadLength);
    out.append(") ");
  }

  /**
   * Follows the extension headers to the payload.
   *
   * @param packetLength header and payload, as far as the header knows
   * @param windowLength the window before it was narrowed to this packet
   */
  private static void printPayload(
      PacketText text, int ip6, int length, int packetLength, int payloadLength, int windowLength) {
    WireBytes bytes = text.bytes;
    int nextHeader = bytes.u8(ip6 + Ipv6.NEXT_HEADER);
    int header = ip6 + Ipv6.HEADER_LENGTH;
    long jumboLength = 0;
    boolean fragmented = false;
    boolean isFirst = true;
    if (!IpProtocolText.printsAddresses(nextHeader)) {
      text.ipAddresses(ip6);
      text.out.append(": ");
    }
    while (Ipv6ExtensionText.isExtension(nextHeader)) {
      if (nextHeader == IpProtocol.HOP_BY_HOP && !isFirst) {
        printMisplacedHopByHop(text, ip6);
        return;
      }
      int headerLength = Ipv6ExtensionText.print(text, nextHeader, header, ip6, payloadLength);
      if (nextHeader == IpProtocol.HOP_BY_HOP) {
        jumboLength = Ipv6ExtensionText.jumboLength(bytes, header, payloadLength);
        if (payloadLength == 0 && jumboLength == 0) {
          text.out.append("[No valid Jumbo Payload Hop-by-Hop option found]");
          text.invalid();
          return;
        }
      }
      boolean isFragment = nextHeader == IpProtocol.FRAGMENT;
      if (headerLength < 0 || (isFragment && bytes.length() <= header + headerLength)) {
        return;
      }
      fragmented |= isFragment;
      text.protocol = "ip6";
      nextHeader = bytes.u8(header);
      isFirst = false;
      if (bytes.length() <= header) {
        return;
      }
      if (packetLength - (header - ip6) < headerLength) {
        text.truncated();
        return;
      }
      header += headerLength;
    }
    int headersLength = header - ip6;
    if (jumboLength > 0) {
      printTooLong(text, jumboLength, length);
      packetLength = (int) jumboLength + Ipv6.HEADER_LENGTH; // 32 bits, unsigned
      bytes.limit(windowLength);
      text.narrow(ip6, packetLength);
    } else if (payloadLength == 0) {
      if (!isFirst) {
        text.truncated();
        return;
      }
      packetLength = Ipv6.HEADER_LENGTH;
      bytes.limit(Math.min(windowLength, ip6 + Ipv6.HEADER_LENGTH));
    }
    if (Integer.compareUnsigned(packetLength, headersLength) < 0) {
      text.truncated();
      return;
    }
    IpProtocolText.print(text, nextHeader, header, packetLength - headersLength, ip6, fragmented);
  }

  private static void printMisplacedHopByHop(PacketText text, int ip6) {
    boolean isSecond = text.bytes.u8(ip6 + Ipv6.NEXT_HEADER) == IpProtocol.HOP_BY_HOP;
    text.out.append(
        isSecond
            ? "[The Hop-by-Hop Options header was already found]"
            : "[The Hop-by-Hop Options header don't follow the IPv6 header]");
    text.invalid();
  }
}
