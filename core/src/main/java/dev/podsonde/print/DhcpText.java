package dev.podsonde.print;

import dev.podsonde.decode.Ethernet;
import dev.podsonde.decode.Ipv4;
import dev.podsonde.packet.WireBytes;

/** BOOTP (RFC 951), and DHCP in its format (RFC 2131 §2). */
final class DhcpText {
  private static final int OP = 0;
  private static final int HTYPE = 1;
  private static final int HLEN = 2;
  private static final int HOPS = 3;
  private static final int XID = 4;
  private static final int SECS = 8;
  private static final int FLAGS = 10;
  private static final int CIADDR = 12;
  private static final int YIADDR = 16;
  private static final int SIADDR = 20;
  private static final int GIADDR = 24;
  private static final int CHADDR = 28;
  private static final int SNAME = 44;
  private static final int SNAME_LENGTH = 64;
  private static final int FILE = 108;
  private static final int FILE_LENGTH = 128;
  private static final int VENDOR = 236;

  private static final int BOOTREQUEST = 1;
  private static final int BOOTREPLY = 2;
  private static final int HTYPE_ETHERNET = 1;
  private static final int FLAG_BROADCAST = 0x8000;

  /** What options follow (RFC 2131 §3). */
  private static final int MAGIC_COOKIE = 0x63825363;

  /** {@code CMU}: a vendor area as Carnegie Mellon had it before there were options. */
  private static final int MAGIC_COOKIE_CMU = 0x434d5500;

  private static final int CMU_FLAGS = 4;
  private static final int CMU_FLAG_SUBNET_MASK = 0x01;
  private static final int CMU_SUBNET_MASK = 8;
  private static final int CMU_GATEWAY = 12;
  private static final int CMU_SERVERS = 16;
  private static final String[] CMU_SERVER_NAMES = {
    " NS1:", " NS2:", " IEN1:", " IEN2:", " TS1:", " TS2:"
  };

  private DhcpText() {}

  /** Prints the message at {@code dhcp}. */
  static void print(PacketText text, int dhcp, int length) {
    text.protocol = "bootp";
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int op = bytes.u8(dhcp + OP);
    out.append("BOOTP/DHCP, ");
    switch (op) {
      case BOOTREQUEST -> out.append("Request");
      case BOOTREPLY -> out.append("Reply");
      default -> out.append("unknown (0x").appendHex(op, 2).append(')');
    }
    int htype = bytes.u8(dhcp + HTYPE);
    int hlen = bytes.u8(dhcp + HLEN);
    boolean isEthernet = htype == HTYPE_ETHERNET && hlen == Ethernet.ADDRESS_LENGTH;
    if (isEthernet && op == BOOTREQUEST) {
      printEthernetAddress(text, " from ", dhcp + CHADDR);
    }
    out.append(", length ").append(length);
    if (text.verbosity == 0) {
      return;
    }
    if (text.isCut(dhcp + SECS, 2)) {
      return;
    }
    if (htype != HTYPE_ETHERNET) {
      out.append(", htype ").append(htype);
    }
    if (!isEthernet) {
      out.append(", hlen ").append(hlen);
    }
    printFields(text, dhcp);
    printAddress(text, "\n\t  Client-IP ", dhcp + CIADDR);
    printAddress(text, "\n\t  Your-IP ", dhcp + YIADDR);
    printAddress(text, "\n\t  Server-IP ", dhcp + SIADDR);
    printAddress(text, "\n\t  Gateway-IP ", dhcp + GIADDR);
    if (isEthernet) {
      printEthernetAddress(text, "\n\t  Client-Ethernet-Address ", dhcp + CHADDR);
    }
    if (printString(text, "\n\t  sname \"", dhcp + SNAME, SNAME_LENGTH)
        && printString(text, "\n\t  file \"", dhcp + FILE, FILE_LENGTH)) {
      printVendorArea(text, dhcp + VENDOR);
    }
  }

  private static void printFields(PacketText text, int dhcp) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int hops = bytes.u8(dhcp + HOPS);
    if (hops != 0) {
      out.append(", hops ").append(hops);
    }
    int xid = bytes.i32(dhcp + XID);
    if (xid != 0) {
      out.append(", xid 0x").appendHex(xid & 0xffff_ffffL);
    }
    int secs = bytes.u16(dhcp + SECS);
    if (secs != 0) {
      out.append(", secs ").append(secs);
    }
    int flags = bytes.u16(dhcp + FLAGS);
    out.append((flags & FLAG_BROADCAST) != 0 ? ", Flags [Broadcast]" : ", Flags [none]");
    if (text.verbosity > 1) {
      out.append(" (0x").appendHex(flags, 4).append(')');
    }
  }

  private static void printEthernetAddress(PacketText text, String label, int address) {
    text.bytes.require(address, Ethernet.ADDRESS_LENGTH);
    text.out.append(label);
    text.ethernetAddress(address);
  }

  private static void printAddress(PacketText text, String label, int address) {
    if (text.bytes.i32(address) != 0) {
      text.out.append(label);
      text.ipv4Address(address);
    }
  }

  /** {@return whether the string, if there is one, ends inside its field and was not cut} */
  private static boolean printString(PacketText text, String label, int string, int length) {
    WireBytes bytes = text.bytes;
    if (bytes.u8(string) == 0) {
      return true;
    }
    text.out.append(label);
    int end = Math.min(string + length, bytes.length());
    int at = string;
    while (at < end && bytes.u8(at) != 0) {
      text.character(bytes.u8(at++));
    }
    text.out.append('"');
    if (at == end) {
      text.truncated();
    }
    return at < end;
  }

  private static void printVendorArea(PacketText text, int vendor) {
    if (text.isCut(vendor, 4)) {
      return;
    }
    int cookie = text.bytes.i32(vendor);
    switch (cookie) {
      case MAGIC_COOKIE -> {
        text.out.append("\n\t  Vendor-rfc1048 Extensions\n\t    Magic Cookie 0x");
        text.out.appendHex(cookie, 8);
        DhcpOptionText.print(text, vendor + 4);
      }
      case MAGIC_COOKIE_CMU -> printCmu(text, vendor);
      case 0 -> {}
      default -> text.out.append("\n\t  Vendor-#0x").appendHex(cookie & 0xffff_ffffL);
    }
  }

  private static void printCmu(PacketText text, int vendor) {
    WireBytes bytes = text.bytes;
    text.out.append(" vend-cmu");
    if (text.isCut(vendor + CMU_FLAGS, 4)) {
      return;
    }
    int flags = bytes.u8(vendor + CMU_FLAGS);
    if ((flags & ~CMU_FLAG_SUBNET_MASK) != 0) {
      text.out.append(" F:0x").appendHex(flags);
    }
    boolean hasMask = (flags & CMU_FLAG_SUBNET_MASK) != 0;
    if (!printCmuAddress(text, " DG:", vendor + CMU_GATEWAY)
        || !printCmuAddress(text, hasMask ? " SM:" : " SM*:", vendor + CMU_SUBNET_MASK)) {
      return;
    }
    int server = vendor + CMU_SERVERS;
    for (String name : CMU_SERVER_NAMES) {
      if (!printCmuAddress(text, name, server)) {
        return;
      }
      server += Ipv4.ADDRESS_LENGTH;
    }
  }

  /** {@return whether the address was there} */
  private static boolean printCmuAddress(PacketText text, String label, int address) {
    if (text.isCut(address, Ipv4.ADDRESS_LENGTH)) {
      return false;
    }
    printAddress(text, label, address);
    return true;
  }
}
