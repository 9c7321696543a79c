package dev.podsonde.print;

import dev.podsonde.decode.EtherType;
import dev.podsonde.decode.Ethernet;
import dev.podsonde.decode.LinuxCooked;
import dev.podsonde.packet.WireBytes;
import org.jspecify.annotations.Nullable;

/** Linux cooked captures, versions 1 and 2. */
final class LinuxCookedText {
  private static final int INTERFACE_NAME_WIDTH = 5;
  private static final int PACKET_TYPE_WIDTH = 3;

  private LinuxCookedText() {}

  /**
   * Prints a packet of {@code length} bytes on the wire.
   *
   * @return how many bytes its header takes, VLAN tags included
   */
  static int print(PacketText text, int length) {
    text.protocol = "sll";
    text.bytes.require(0, LinuxCooked.HEADER_LENGTH);
    if (text.options.linkHeader()) {
      header(text, length);
    }
    int protocol = text.bytes.u16(LinuxCooked.PROTOCOL);
    int payload = LinuxCooked.HEADER_LENGTH;
    return printPayload(text, protocol, payload, length, LinuxCookedText::header);
  }

  /**
   * Prints a packet of {@code length} bytes on the wire, version 2.
   *
   * @return how many bytes its header takes, VLAN tags included
   */
  static int printV2(PacketText text, int length) {
    text.protocol = "sll2";
    WireBytes bytes = text.bytes;
    bytes.require(0, LinuxCooked.V2_HEADER_LENGTH);
    int start = text.out.length();
    text.out.append(text.interfaceNames.name(bytes.i32(LinuxCooked.V2_INTERFACE_INDEX)));
    text.out.padTo(start, INTERFACE_NAME_WIDTH).append(' ');
    start = text.out.length();
    text.out.append(packetType(bytes.u8(LinuxCooked.V2_PACKET_TYPE)));
    text.out.padTo(start, PACKET_TYPE_WIDTH).append(' ');
    if (text.options.linkHeader()) {
      headerV2(text, length);
    }
    int protocol = bytes.u16(LinuxCooked.V2_PROTOCOL);
    int payload = LinuxCooked.V2_HEADER_LENGTH;
    return printPayload(text, protocol, payload, length, LinuxCookedText::headerV2);
  }

  /** Prints the header of a packet whose payload has no printer. */
  private interface HeaderPrinter {
    void print(PacketText text, int length);
  }

  private static int printPayload(
      PacketText text, int protocol, int payload, int length, HeaderPrinter header) {
    WireBytes bytes = text.bytes;
    int type = protocol;
    int at = payload;
    for (; type == EtherType.VLAN; at += Ethernet.VLAN_TAG_LENGTH) {
      if (bytes.length() - at < Ethernet.VLAN_TAG_LENGTH) {
        text.protocol = "vlan";
        text.truncated();
        return bytes.length();
      }
      if (text.options.linkHeader()) {
        EthernetText.vlanTag(text, bytes.u16(at));
      }
      type = bytes.u16(at + 2);
      if (type <= Ethernet.LENGTH_MAX) {
        type = LinuxCooked.PROTOCOL_802_2;
      }
      if (text.options.quiet() == 0) {
        @Nullable String name = EtherTypeText.nameOrNull(type);
        text.out.append("ethertype ").append(name == null ? "Unknown" : name).append(", ");
      }
    }
    if (type <= Ethernet.LENGTH_MAX) {
      int llcLength =
          type == LinuxCooked.PROTOCOL_802_2
              ? LlcText.print(text, at, length - at, LlcText.NO_ETHERNET)
              : -1;
      if (llcLength < 0) {
        text.unprinted(at);
      }
      return at + Math.max(llcLength, 0);
    }
    if (!EtherTypeText.print(text, type, at, length - at)) {
      if (!text.options.linkHeader()) {
        header.print(text, length - at + payload);
      }
      text.unprinted(at);
    }
    return at;
  }

  private static void header(PacketText text, int length) {
    text.protocol = "sll";
    WireBytes bytes = text.bytes;
    String packetType = packetType(bytes.u16(LinuxCooked.PACKET_TYPE));
    int start = text.out.length();
    text.out.padTo(start, PACKET_TYPE_WIDTH - packetType.length()).append(packetType).append(' ');
    if (bytes.u16(LinuxCooked.ADDRESS_LENGTH) == Ethernet.ADDRESS_LENGTH) {
      text.ethernetAddress(LinuxCooked.ADDRESS);
      text.out.append(' ');
    }
    protocol(text, bytes.u16(LinuxCooked.PROTOCOL), length);
  }

  private static void headerV2(PacketText text, int length) {
    text.protocol = "sll2";
    WireBytes bytes = text.bytes;
    text.out.append("ifindex ").append(bytes.u32(LinuxCooked.V2_INTERFACE_INDEX)).append(' ');
    if (bytes.u8(LinuxCooked.V2_ADDRESS_LENGTH) == Ethernet.ADDRESS_LENGTH) {
      text.ethernetAddress(LinuxCooked.V2_ADDRESS);
      text.out.append(' ');
    }
    protocol(text, bytes.u16(LinuxCooked.V2_PROTOCOL), length);
  }

  private static void protocol(PacketText text, int protocol, int length) {
    if (text.options.quiet() > 0) {
      return;
    }
    switch (protocol) {
      case LinuxCooked.PROTOCOL_802_3 -> text.out.append("802.3");
      case LinuxCooked.PROTOCOL_802_2 -> text.out.append("802.2");
      default -> {
        if (protocol <= Ethernet.LENGTH_MAX) {
          text.out.append("ethertype Unknown (0x").appendHex(protocol, 4).append(')');
        } else {
          EtherTypeText.numberedName(text, protocol);
        }
      }
    }
    text.out.append(", length ").append(length).append(": ");
  }

  /** {@return tcpdump's word for a PACKET_ value of packet(7)} */
  private static String packetType(int packetType) {
    return switch (packetType) {
      case 0 -> "In";
      case 1 -> "B";
      case 2 -> "M";
      case 3 -> "P";
      case 4 -> "Out";
      default -> "?";
    };
  }
}
