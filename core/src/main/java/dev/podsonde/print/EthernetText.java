package dev.podsonde.print;

import dev.podsonde.decode.EtherType;
import dev.podsonde.decode.Ethernet;
import dev.podsonde.packet.WireBytes;

/** An Ethernet frame. */
final class EthernetText {
  private EthernetText() {}

  /**
   * Prints the frame at {@code ethernet}, {@code length} bytes long on the wire.
   *
   * @return how many bytes its header takes, VLAN tags included
   */
  static int print(PacketText text, int ethernet, int length) {
    text.protocol = "ether";
    WireBytes bytes = text.bytes;
    int capturedLength = bytes.length() - ethernet;
    if (Integer.compareUnsigned(length, capturedLength) < 0) {
      text.out.append("[length ").appendUnsigned(length);
      text.out.append(" < caplen ").append(capturedLength).append(']');
      text.invalid();
      return length;
    }
    if (capturedLength < Ethernet.HEADER_LENGTH) {
      text.truncated();
      return capturedLength;
    }
    boolean linkHeader = text.options.linkHeader();
    if (linkHeader) {
      addresses(text, ethernet);
    }
    int type = Ethernet.type(bytes, ethernet);
    int payload = ethernet + Ethernet.HEADER_LENGTH;
    boolean tagged = false;
    for (; Ethernet.isVlanTag(type); payload += Ethernet.VLAN_TAG_LENGTH) {
      if (bytes.length() - payload < Ethernet.VLAN_TAG_LENGTH) {
        text.protocol = "vlan";
        text.truncated();
        return bytes.length() - ethernet;
      }
      if (linkHeader) {
        EtherTypeText.name(text, type);
        lengthOrComma(text, tagged, length);
        vlanTag(text, bytes.u16(payload));
      }
      tagged = true;
      type = bytes.u16(payload + 2);
    }
    int headerLength = payload - ethernet;
    if (type <= Ethernet.LENGTH_MAX) {
      return headerLength + printWithLength(text, ethernet, payload, type, length, tagged);
    }
    if (type == EtherType.JUMBO) {
      return headerLength + printLlc(text, payload, length - headerLength, ethernet);
    }
    if (linkHeader) {
      EtherTypeText.name(text, type);
      lengthOrComma(text, tagged, length);
    }
    if (!EtherTypeText.print(text, type, payload, length - headerLength)) {
      if (!linkHeader) {
        addresses(text, ethernet);
        EtherTypeText.name(text, type);
        lengthOrComma(text, false, length);
      }
      text.unprinted(payload);
    }
    return headerLength;
  }

  /** Appends what a VLAN tag says: {@code vlan ID, p PRIORITY, }. */
  static void vlanTag(PacketText text, int tag) {
    text.out.append("vlan ").append(tag & 0xfff).append(", p ").append(tag >> 13);
    text.out.append((tag & 0x1000) == 0 ? ", " : ", DEI, ");
  }

  /**
   * Prints a frame whose type field holds its payload's length.
   *
   * @param length of the whole frame
   * @return how many bytes the payload's headers take
   */
  private static int printWithLength(
      PacketText text, int ethernet, int payload, int type, int length, boolean tagged) {
    int payloadLength = Math.min(type, length - (payload - ethernet));
    int windowLength = text.narrow(payload, payloadLength);
    if (text.options.linkHeader()) {
      text.out.append("802.3");
      if (!tagged) {
        text.out.append(", length ").append(payloadLength).append(": ");
      }
    }
    int headerLength = printLlc(text, payload, payloadLength, ethernet);
    text.bytes.limit(windowLength);
    return headerLength;
  }

  private static int printLlc(PacketText text, int payload, int length, int ethernet) {
    int headerLength = LlcText.print(text, payload, length, ethernet);
    if (headerLength < 0) {
      text.unprinted(payload);
    }
    return Math.abs(headerLength);
  }

  private static void lengthOrComma(PacketText text, boolean lengthPrinted, int length) {
    if (lengthPrinted) {
      text.out.append(", ");
    } else {
      text.out.append(", length ").appendUnsigned(length).append(": ");
    }
  }

  private static void addresses(PacketText text, int ethernet) {
    text.ethernetAddress(ethernet + Ethernet.SOURCE);
    text.out.append(" > ");
    text.ethernetAddress(ethernet + Ethernet.DESTINATION);
    text.out.append(", ");
  }
}
