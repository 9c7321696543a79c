package dev.podsonde.print;

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
      return headerLength + printWithLength(text, payload, type, length - headerLength, tagged);
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
      DumpText.hexAndAscii(text, payload, bytes.length() - payload);
    }
    return headerLength;
  }

  /** Appends what a VLAN tag says: {@code vlan ID, p PRIORITY, }. */
  static void vlanTag(PacketText text, int tag) {
    text.out.append("vlan ").append(tag & 0xfff).append(", p ").append(tag >> 13);
    text.out.append((tag & 0x1000) == 0 ? ", " : ", DEI, ");
  }

  /** A frame whose type field holds its payload's length. */
  private static int printWithLength(
      PacketText text, int payload, int type, int room, boolean tagged) {
    int length = Math.min(type, room);
    int windowLength = text.narrow(payload, length);
    if (text.options.linkHeader()) {
      text.out.append("802.3");
      if (!tagged) {
        text.out.append(", length ").append(length).append(": ");
      }
    }
    int headerLength = LlcText.print(text, payload, length);
    text.bytes.limit(windowLength);
    return headerLength;
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
