package dev.podsonde.print;

import dev.podsonde.decode.InternetChecksum;
import dev.podsonde.decode.Ipv4;
import dev.podsonde.packet.WireBytes;

/** IPv4 (RFC 791). */
final class Ipv4Text {
  private static final int ECN = 3;

  private Ipv4Text() {}

  /**
   * Prints the packet at {@code ip}; {@code length} is what the layer below has left on the wire.
   */
  static void print(PacketText text, int ip, int length) {
    text.protocol = "ip";
    WireBytes bytes = text.bytes;
    if (!text.options.linkHeader()) {
      text.out.append("IP ");
    }
    if (length < Ipv4.HEADER_LENGTH_MIN) {
      text.invalid("length", length, "<", Ipv4.HEADER_LENGTH_MIN);
      return;
    }
    int version = Ipv4.version(bytes, ip);
    if (version != 4) {
      text.invalid("version", version, "!=", 4);
      return;
    }
    int headerLength = Ipv4.headerLength(bytes, ip);
    if (headerLength < Ipv4.HEADER_LENGTH_MIN) {
      text.invalid("header length", headerLength, "<", Ipv4.HEADER_LENGTH_MIN);
      return;
    }
    int totalLength = bytes.u16(ip + Ipv4.TOTAL_LENGTH);
    if (totalLength > length) {
      text.out.append("[total length ").append(totalLength);
      text.out.append(" > length ").append(length).append(']');
      text.invalid();
      text.out.append(' ');
    }
    if (totalLength == 0) {
      // A packet seen before segmentation offload may be too long for its length field.
      totalLength = length;
    }
    if (totalLength < headerLength) {
      text.out.append("[total length ").append(totalLength);
      text.out.append(" < header length ").append(headerLength).append(']');
      text.invalid();
      return;
    }
    if (text.isCut(ip, Ipv4.HEADER_LENGTH_MIN)) {
      return;
    }
    int windowLength = text.narrow(ip, Math.min(length, totalLength));
    if (text.verbosity == 0 || printHeader(text, ip, headerLength, length)) {
      printPayload(text, ip, headerLength, totalLength - headerLength);
    }
    bytes.limit(windowLength);
  }

  private static void printPayload(PacketText text, int ip, int headerLength, int payloadLength) {
    WireBytes bytes = text.bytes;
    int flagsAndOffset = bytes.u16(ip + Ipv4.FLAGS_AND_OFFSET);
    int protocol = bytes.u8(ip + Ipv4.PROTOCOL);
    if ((flagsAndOffset & Ipv4.FRAGMENT_OFFSET) != 0) {
      printLaterFragment(text, ip, protocol);
      return;
    }
    if (!IpProtocolText.printsAddresses(protocol)) {
      text.ipAddresses(ip);
      text.out.append(": ");
    }
    if (!bytes.has(ip, headerLength)) {
      text.out.append(" [remaining caplen(").append(bytes.length() - ip);
      text.out.append(") < header length(").append(headerLength).append(")]");
      bytes.require(ip, headerLength);
    }
    boolean fragmented = (flagsAndOffset & Ipv4.FLAG_MORE_FRAGMENTS) != 0;
    IpProtocolText.print(text, protocol, ip + headerLength, payloadLength, ip, fragmented);
  }

  /** Only the first fragment says what it is; of the others the protocol's name is printed. */
  private static void printLaterFragment(PacketText text, int ip, int protocol) {
    if (text.options.quiet() > 1) {
      return;
    }
    text.ipAddresses(ip);
    text.out.append(": ");
    text.names.ipProtocol(text.out, protocol);
  }

  /**
   * Appends the header's fields in parentheses.
   *
   * @return false when the options were cut, and then the packet's text is complete
   */
  private static boolean printHeader(PacketText text, int ip, int headerLength, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int typeOfService = bytes.u8(ip + Ipv4.TYPE_OF_SERVICE);
    out.append("(tos 0x").appendHex(typeOfService);
    switch (typeOfService & ECN) {
      case 1 -> out.append(",ECT(1)");
      case 2 -> out.append(",ECT(0)");
      case 3 -> out.append(",CE");
      default -> {}
    }
    int timeToLive = bytes.u8(ip + Ipv4.TIME_TO_LIVE);
    if (timeToLive != 0) {
      out.append(", ttl ").append(timeToLive);
    }
    int flagsAndOffset = bytes.u16(ip + Ipv4.FLAGS_AND_OFFSET);
    int protocol = bytes.u8(ip + Ipv4.PROTOCOL);
    out.append(", id ").append(bytes.u16(ip + Ipv4.IDENTIFICATION));
    out.append(", offset ").append((flagsAndOffset & Ipv4.FRAGMENT_OFFSET) * 8);
    out.append(", flags [").append(flags(flagsAndOffset)).append("], proto ");
    out.append(IpProtocolText.name(protocol)).append(" (").append(protocol).append(')');
    int totalLength = bytes.u16(ip + Ipv4.TOTAL_LENGTH);
    if (totalLength == 0) {
      out.append(", length ").append(length).append(" [was 0, presumed TSO]");
    } else {
      out.append(", length ").append(totalLength);
    }
    boolean complete = true;
    if (headerLength > Ipv4.HEADER_LENGTH_MIN) {
      out.append(", options (");
      complete = Ipv4OptionsText.print(text, ip + Ipv4.OPTIONS, headerLength - Ipv4.OPTIONS);
      out.append(complete ? ")" : " [truncated-option])");
    }
    printChecksum(text, ip, headerLength);
    out.append(text.options.oneLine() ? ") " : ")\n    ");
    if (!complete) {
      text.ipAddresses(ip);
      out.append(": ");
      text.truncated();
    }
    return complete;
  }

  private static void printChecksum(PacketText text, int ip, int headerLength) {
    WireBytes bytes = text.bytes;
    if (text.options.noChecksums() || !bytes.has(ip, headerLength)) {
      return;
    }
    int computed = InternetChecksum.fold(InternetChecksum.sum(bytes, ip, headerLength));
    if (computed != 0) {
      int stored = bytes.u16(ip + Ipv4.CHECKSUM);
      text.out.append(", bad cksum ").appendHex(stored).append(" (->");
      text.out.appendHex(InternetChecksum.expected(stored, computed)).append(")!");
    }
  }

  private static String flags(int flagsAndOffset) {
    return switch (flagsAndOffset >> 13) {
      case 1 -> "+";
      case 2 -> "DF";
      case 3 -> "+, DF";
      case 4 -> "rsvd";
      case 5 -> "+, rsvd";
      case 6 -> "DF, rsvd";
      case 7 -> "+, DF, rsvd";
      default -> "none";
    };
  }
}
