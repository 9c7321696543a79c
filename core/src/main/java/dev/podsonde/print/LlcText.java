package dev.podsonde.print;

import dev.podsonde.decode.Ethernet;
import dev.podsonde.packet.WireBytes;
import org.jspecify.annotations.Nullable;

/** Logical link control (IEEE 802.2) and the SNAP header that may follow it. */
final class LlcText {
  private static final int SOURCE = 1;
  private static final int CONTROL = 2;

  private static final int SAP_IP = 0x06;
  private static final int SAP_SPANNING_TREE = 0x42;
  private static final int SAP_SNAP = 0xaa;
  private static final int SAP_GLOBAL = 0xff;

  /** The lowest bit of a service access point: of a group, or of a response. */
  private static final int GROUP_OR_RESPONSE = 1;

  private static final int UNNUMBERED = 0x03;
  private static final int SUPERVISORY = 0x01;
  private static final int UNNUMBERED_POLL = 0x10;
  private static final int NUMBERED_POLL = 0x0100;
  private static final int EXCHANGE_IDENTIFICATION = 0xaf;
  private static final int EXCHANGE_IDENTIFICATION_FORMAT = 0x81;

  private static final int SNAP_LENGTH = 5;
  private static final int OUI_ETHERNET = 0x000000;
  private static final int OUI_CISCO = 0x00000c;
  private static final int OUI_CISCO_90 = 0x0000f8;
  private static final int CISCO_PVST = 0x010b;
  private static final int CISCO_VLAN_BRIDGE = 0x010c;

  /** Of IEEE 802.1, for bridged frames (RFC 2684 §5.2). */
  private static final int OUI_BRIDGED = 0x0080c2;

  private static final int OUI_APPLETALK = 0x080007;

  private LlcText() {}

  /** Stands for the offset of an Ethernet header where there is none. */
  static final int NO_ETHERNET = -1;

  /**
   * Prints the frame at {@code llc}.
   *
   * @param ethernet where the Ethernet header is that gives the addresses, or NO_ETHERNET
   * @return how many bytes its headers take, negated when the caller is to dump the rest
   */
  static int print(PacketText text, int llc, int length, int ethernet) {
    text.protocol = "llc";
    WireBytes bytes = text.bytes;
    int room = Math.min(length, bytes.length() - llc);
    boolean unnumbered = room > CONTROL && (bytes.u8(llc + CONTROL) & UNNUMBERED) == UNNUMBERED;
    int headerLength = unnumbered ? 3 : 4;
    if (room < headerLength) {
      text.truncated();
      DumpText.hexAndAscii(text, llc, bytes.length() - llc);
      return room;
    }
    int destination = bytes.u8(llc);
    int source = bytes.u8(llc + SOURCE);
    int control = bytes.u8(llc + CONTROL) | (unnumbered ? 0 : bytes.u8(llc + CONTROL + 1) << 8);
    if (destination == SAP_GLOBAL && source == SAP_GLOBAL) {
      text.out.append(text.options.linkHeader() ? "IPX 802.3: " : "");
      DumpText.hexAndAscii(text, llc, bytes.length() - llc);
      return 0;
    }
    if (text.options.linkHeader()) {
      header(text, destination, source, control, unnumbered);
    }
    int payload = llc + headerLength;
    int payloadLength = length - headerLength;
    if (control == UNNUMBERED && isBoth(SAP_SNAP, destination, source)) {
      int bothLength = headerLength + SNAP_LENGTH;
      return printSnap(text, payload, payloadLength, ethernet) ? bothLength : -bothLength;
    }
    if (control == UNNUMBERED && isBoth(SAP_SPANNING_TREE, destination, source)) {
      StpText.print(text, payload, payloadLength);
      return headerLength;
    }
    if (control == UNNUMBERED && isBoth(SAP_IP, destination, source)) {
      Ipv4Text.print(text, payload, payloadLength);
      return headerLength;
    }
    if (!text.options.linkHeader()) {
      addresses(text, destination & ~GROUP_OR_RESPONSE, source & ~GROUP_OR_RESPONSE, ethernet);
    }
    if (unnumbered) {
      return printUnnumbered(text, source, control, payload, length) ? headerLength : -headerLength;
    }
    return printNumbered(text, source, control, length) ? headerLength : -headerLength;
  }

  private static boolean isBoth(int sap, int destination, int source) {
    return (destination & ~GROUP_OR_RESPONSE) == sap && (source & ~GROUP_OR_RESPONSE) == sap;
  }

  private static void header(
      PacketText text, int destination, int source, int control, boolean unnumbered) {
    TextBuffer out = text.out;
    out.append("LLC, dsap ");
    sap(out, destination & ~GROUP_OR_RESPONSE);
    out.append((destination & GROUP_OR_RESPONSE) == 0 ? " Individual, ssap " : " Group, ssap ");
    sap(out, source & ~GROUP_OR_RESPONSE);
    out.append((source & GROUP_OR_RESPONSE) == 0 ? " Command" : " Response");
    out.append(", ctrl 0x").appendHex(control, unnumbered ? 2 : 4).append(": ");
  }

  private static void sap(TextBuffer out, int sap) {
    @Nullable String name = name(sap);
    out.append(name == null ? "Unknown" : name).append(" (0x").appendHex(sap, 2).append(')');
  }

  private static void addresses(PacketText text, int destination, int source, int ethernet) {
    TextBuffer out = text.out;
    if (ethernet >= 0) {
      text.ethernetAddress(ethernet + Ethernet.SOURCE);
      out.append(' ');
    }
    if (source != destination) {
      nameOrNumber(out, source, "Unknown SSAP 0x");
      out.append(' ');
    }
    if (source != destination || ethernet >= 0) {
      out.append("> ");
    }
    if (ethernet >= 0) {
      text.ethernetAddress(ethernet + Ethernet.DESTINATION);
      out.append(' ');
    }
    nameOrNumber(out, destination, "Unknown DSAP 0x");
    out.append(' ');
  }

  private static void nameOrNumber(TextBuffer out, int sap, String unknown) {
    @Nullable String name = name(sap);
    if (name == null) {
      out.append(unknown).appendHex(sap, 2);
    } else {
      out.append(name);
    }
  }

  /** {@return whether nothing is left to dump} */
  private static boolean printUnnumbered(
      PacketText text, int source, int control, int payload, int length) {
    TextBuffer out = text.out;
    int command = control & ~UNNUMBERED_POLL;
    out.append("Unnumbered, ");
    @Nullable String name = command(command);
    if (name == null) {
      out.appendHex(command, 2);
    } else {
      out.append(name);
    }
    flags(out, source, (control & UNNUMBERED_POLL) != 0);
    out.append(", length ").append(length);
    if (command != EXCHANGE_IDENTIFICATION) {
      return false;
    }
    int room = Math.min(length - 3, text.bytes.length() - payload);
    if (length == 3) {
      return true;
    }
    if (room < 1) {
      text.truncated();
      return true;
    }
    if (text.bytes.u8(payload) != EXCHANGE_IDENTIFICATION_FORMAT) {
      return false;
    }
    if (room < 3) {
      text.truncated();
      DumpText.hexAndAscii(text, payload, text.bytes.length() - payload);
    } else {
      out.append(": ").appendHex(text.bytes.u8(payload + 1), 2);
      out.append(' ').appendHex(text.bytes.u8(payload + 2), 2);
    }
    return true;
  }

  /** {@return whether nothing is left to dump} */
  private static boolean printNumbered(PacketText text, int source, int control, int length) {
    TextBuffer out = text.out;
    boolean supervisory = (control & UNNUMBERED) == SUPERVISORY;
    if (supervisory) {
      out.append("Supervisory, ");
      out.append(
          switch (control >> 2 & 3) {
            case 0 -> "Receiver Ready";
            case 1 -> "Receiver not Ready";
            case 2 -> "Reject";
            default -> "?";
          });
    } else {
      out.append("Information, send seq ").append(control >> 1 & 0x7f);
    }
    out.append(", rcv seq ").append(control >> 9 & 0x7f);
    flags(out, source, (control & NUMBERED_POLL) != 0);
    out.append(", length ").append(length);
    return supervisory;
  }

  private static void flags(TextBuffer out, int source, boolean poll) {
    boolean response = (source & GROUP_OR_RESPONSE) != 0;
    out.append(", Flags [");
    if (poll) {
      out.append(response ? "Final]" : "Poll]");
    } else {
      out.append(response ? "Response]" : "Command]");
    }
  }

  /** {@return false when there is no printer for the payload} */
  private static boolean printSnap(PacketText text, int snap, int length, int ethernet) {
    text.protocol = "snap";
    WireBytes bytes = text.bytes;
    if (length < SNAP_LENGTH || !bytes.has(snap, SNAP_LENGTH)) {
      text.truncated();
      return true;
    }
    int oui = bytes.u24(snap);
    int type = bytes.u16(snap + 3);
    int payload = snap + SNAP_LENGTH;
    int payloadLength = length - SNAP_LENGTH;
    boolean linkHeader = text.options.linkHeader();
    if (linkHeader) {
      text.out.append("oui ");
      snapOui(text.out, oui);
      snapType(text.out, oui, type, payloadLength);
    }
    boolean isEtherType = oui == OUI_ETHERNET || oui == OUI_CISCO_90;
    if (isEtherType && EtherTypeText.print(text, type, payload, payloadLength)) {
      return true;
    }
    if (oui == OUI_CISCO && (type == CISCO_PVST || type == CISCO_VLAN_BRIDGE)) {
      StpText.print(text, payload, payloadLength);
      return true;
    }
    if (!linkHeader) {
      if (ethernet >= 0) {
        ethernetAddresses(text, ethernet);
      }
      text.out.append("SNAP, ");
      if (oui == OUI_ETHERNET) {
        EtherTypeText.numberedName(text, type);
        text.out.append(", length ").append(payloadLength).append(": ");
      } else {
        text.out.append("oui ");
        snapOui(text.out, oui);
        snapType(text.out, oui, type, payloadLength);
      }
    }
    return false;
  }

  private static void ethernetAddresses(PacketText text, int ethernet) {
    text.ethernetAddress(ethernet + Ethernet.SOURCE);
    text.out.append(" > ");
    text.ethernetAddress(ethernet + Ethernet.DESTINATION);
    text.out.append(' ');
  }

  private static void snapOui(TextBuffer out, int oui) {
    out.append(EthernetVendors.name(oui)).append(" (0x").appendHex(oui, 6).append("), ");
  }

  private static void snapType(TextBuffer out, int oui, int type, int length) {
    @Nullable String name = snapTypeName(oui, type);
    out.append(oui == OUI_ETHERNET ? "ethertype " : "pid ");
    out.append(name == null ? "Unknown" : name).append(" (0x").appendHex(type, 4);
    out.append("), length ").append(length).append(": ");
  }

  private static @Nullable String snapTypeName(int oui, int type) {
    return switch (oui) {
      case OUI_ETHERNET, OUI_CISCO_90, OUI_APPLETALK -> EtherTypeText.nameOrNull(type);
      case OUI_CISCO ->
          switch (type) {
            case CISCO_PVST -> "PVST";
            case CISCO_VLAN_BRIDGE -> "VLAN Bridge";
            case 0x0111 -> "UDLD";
            case 0x2000 -> "CDP";
            case 0x2003 -> "VTP";
            case 0x2004 -> "DTP";
            default -> null;
          };
      case OUI_BRIDGED ->
          switch (type) {
            case 0x0001 -> "Ethernet + FCS";
            case 0x0002 -> "802.4 + FCS";
            case 0x0003 -> "Token Ring + FCS";
            case 0x0004 -> "FDDI + FCS";
            case 0x0005 -> "802.6 + FCS";
            case 0x0007 -> "Ethernet w/o FCS";
            case 0x0008 -> "802.4 w/o FCS";
            case 0x0009 -> "Token Ring w/o FCS";
            case 0x000a -> "FDDI w/o FCS";
            case 0x000b -> "802.6 w/o FCS";
            case 0x000e -> "BPDU";
            default -> null;
          };
      default -> null;
    };
  }

  private static @Nullable String name(int sap) {
    return switch (sap) {
      case 0x00 -> "Null";
      case 0x02 -> "802.1B I";
      case SAP_IP -> "IP";
      case 0x04 -> "SNA";
      case 0x0e -> "ProWay NM";
      case 0x42 -> "STP";
      case 0x4e -> "RS511";
      case 0x7e -> "ISO8208";
      case 0x8e -> "ProWay";
      case SAP_SNAP -> "SNAP";
      case 0xe0 -> "IPX";
      case 0xf0 -> "NetBeui";
      case 0xfe -> "OSI";
      default -> null;
    };
  }

  private static @Nullable String command(int control) {
    return switch (control) {
      case 0x03 -> "ui";
      case 0xe3 -> "test";
      case EXCHANGE_IDENTIFICATION -> "xid";
      case 0x63 -> "ua";
      case 0x43 -> "disc";
      case 0x0f -> "dm";
      case 0x6f -> "sabme";
      case 0x87 -> "frmr";
      default -> null;
    };
  }
}
