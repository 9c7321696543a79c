package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** DHCPv6 (RFC 8415 §8 and §9). */
final class Dhcpv6Text {
  static final int RENEW = 5;
  static final int INFORMATION_REQUEST = 11;
  private static final int RELAY_FORWARD = 12;
  private static final int RELAY_REPLY = 13;

  private static final int MESSAGE_TYPE = 0;
  private static final int TRANSACTION_ID = 1;
  private static final int OPTIONS = 4;
  private static final int RELAY_LINK_ADDRESS = 2;
  private static final int RELAY_PEER_ADDRESS = 18;
  private static final int RELAY_OPTIONS = 34;

  /** By message type; RFC 5007 added the last two. */
  private static final String[] MESSAGE_TYPES = {
    "",
    "solicit",
    "advertise",
    "request",
    "confirm",
    "renew",
    "rebind",
    "reply",
    "release",
    "decline",
    "reconfigure",
    "inf-req",
    "relay-fwd",
    "relay-reply",
    "leasequery",
    "leasequery-reply"
  };

  private Dhcpv6Text() {}

  /** Prints the message at {@code dhcpv6}. */
  static void print(PacketText text, int dhcpv6, int length) {
    text.protocol = "dhcp6";
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    out.append("dhcp6");
    if (text.isCut(dhcpv6, OPTIONS)) {
      return;
    }
    int type = bytes.u8(dhcpv6 + MESSAGE_TYPE);
    if (type > 0 && type < MESSAGE_TYPES.length) {
      out.append(' ').append(MESSAGE_TYPES[type]);
    } else {
      out.append(" msgtype-").append(type);
    }
    if (text.verbosity == 0) {
      return;
    }
    out.append(" (");
    int options = dhcpv6 + OPTIONS;
    if (type == RELAY_FORWARD || type == RELAY_REPLY) {
      text.ipv6Address("linkaddr=", dhcpv6 + RELAY_LINK_ADDRESS);
      text.ipv6Address(" peeraddr=", dhcpv6 + RELAY_PEER_ADDRESS);
      options = dhcpv6 + RELAY_OPTIONS;
    } else {
      out.append("xid=").appendHex(bytes.u24(dhcpv6 + TRANSACTION_ID));
    }
    int end = Math.min(length, bytes.length() - dhcpv6) + dhcpv6;
    Dhcpv6OptionText.print(text, options, end);
    out.append(')');
  }
}
