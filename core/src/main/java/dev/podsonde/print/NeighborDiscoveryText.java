package dev.podsonde.print;

import dev.podsonde.decode.Ipv6;
import dev.podsonde.packet.WireBytes;

/** Neighbor Discovery (RFC 4861) and its options. */
final class NeighborDiscoveryText {
  private static final int HOP_LIMIT = 4;
  private static final int ROUTER_FLAGS = 5;
  private static final int ROUTER_LIFETIME = 6;
  private static final int REACHABLE_TIME = 8;
  private static final int RETRANS_TIMER = 12;
  private static final int ROUTER_SOLICITATION_OPTIONS = 8;
  private static final int ROUTER_ADVERTISEMENT_OPTIONS = 16;
  private static final int NEIGHBOR_FLAGS = 4;
  private static final int TARGET = 8;
  private static final int NEIGHBOR_OPTIONS = 24;
  private static final int REDIRECT_DESTINATION = 24;
  private static final int REDIRECT_OPTIONS = 40;

  private static final int SOURCE_LINK_ADDRESS = 1;
  private static final int TARGET_LINK_ADDRESS = 2;
  private static final int PREFIX_INFORMATION = 3;
  private static final int REDIRECTED_HEADER = 4;
  private static final int MTU = 5;
  private static final int ADVERTISEMENT_INTERVAL = 7;
  private static final int HOME_AGENT_INFORMATION = 8;
  private static final int ROUTE_INFORMATION = 24;
  private static final int RDNSS = 25;
  private static final int DNSSL = 31;

  private static final String[] ROUTER_FLAG_NAMES = {
    "managed", "other stateful", "home agent", "", "", "", "ipv6 only", ""
  };
  private static final String[] PREFIX_FLAG_NAMES = {
    "onlink", "auto", "router", "", "", "", "", ""
  };
  private static final String[] NEIGHBOR_FLAG_NAMES = {
    "router", "solicited", "override", "", "", "", "", ""
  };
  private static final String[] PREFERENCES = {"medium", "high", "rsv", "low"};

  private NeighborDiscoveryText() {}

  /** {@return whether the length may follow; if not, the message was cut} */
  static boolean print(PacketText text, int icmp6, int length, int type) {
    int options = NEIGHBOR_OPTIONS;
    switch (type) {
      case Icmp6Text.ROUTER_SOLICITATION -> options = ROUTER_SOLICITATION_OPTIONS;
      case Icmp6Text.ROUTER_ADVERTISEMENT -> {
        options = ROUTER_ADVERTISEMENT_OPTIONS;
        if (text.verbosity > 0) {
          printRouter(text, icmp6);
        }
      }
      case Icmp6Text.NEIGHBOR_SOLICITATION -> text.ipv6Address(", who has ", icmp6 + TARGET);
      case Icmp6Text.NEIGHBOR_ADVERTISEMENT -> {
        text.ipv6Address(", tgt is ", icmp6 + TARGET);
        if (text.verbosity > 0) {
          printFlags(text, NEIGHBOR_FLAG_NAMES, text.bytes.u8(icmp6 + NEIGHBOR_FLAGS));
        }
      }
      default -> {
        options = REDIRECT_OPTIONS;
        text.ipv6Address(", ", icmp6 + REDIRECT_DESTINATION);
        text.ipv6Address(" to ", icmp6 + TARGET);
      }
    }
    return text.verbosity == 0 || printOptions(text, icmp6 + options, length - options);
  }

  private static void printRouter(PacketText text, int icmp6) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    bytes.require(icmp6, ROUTER_ADVERTISEMENT_OPTIONS);
    int flags = bytes.u8(icmp6 + ROUTER_FLAGS);
    out.append("\n\thop limit ").append(bytes.u8(icmp6 + HOP_LIMIT));
    printFlags(text, ROUTER_FLAG_NAMES, flags);
    out.append(", pref ").append(PREFERENCES[flags >> 3 & 3]);
    out.append(", router lifetime ").append(bytes.u16(icmp6 + ROUTER_LIFETIME));
    out.append("s, reachable time ").append(bytes.u32(icmp6 + REACHABLE_TIME));
    out.append("ms, retrans timer ").append(bytes.u32(icmp6 + RETRANS_TIMER)).append("ms");
  }

  /** Prints {@code , Flags [...]}; the first name is that of the uppermost of eight bits. */
  private static void printFlags(PacketText text, String[] names, int flags) {
    text.out.append(", Flags [");
    boolean isFirst = true;
    for (int i = 0; i < names.length; i++) {
      if ((flags & (0x80 >> i)) != 0 && !names[i].isEmpty()) {
        text.out.append(isFirst ? "" : ", ").append(names[i]);
        isFirst = false;
      }
    }
    text.out.append(isFirst ? "none]" : "]");
  }

  /**
   * Prints the options at {@code options}.
   *
   * @param length what the message has for them
   * @return false when one is cut or malformed, which the text then says
   */
  static boolean printOptions(PacketText text, int options, int length) {
    WireBytes bytes = text.bytes;
    int option = options;
    int left = length;
    while (option < bytes.length()) {
      if (text.isCut(option + 1, 1)) {
        return false;
      }
      if (left <= 0) {
        return true;
      }
      int units = bytes.u8(option + 1);
      if (units == 0 || option + units * 8 > bytes.length()) {
        text.truncated();
        return false;
      }
      int type = bytes.u8(option);
      text.out.append("\n\t  ").append(name(type)).append(" option (").append(type);
      text.out.append("), length ").append(units * 8).append(" (").append(units).append("): ");
      boolean isKnown = true;
      switch (type) {
        case SOURCE_LINK_ADDRESS, TARGET_LINK_ADDRESS ->
            printLinkAddress(text, option + 2, units * 8 - 2);
        case PREFIX_INFORMATION -> printPrefix(text, option, units);
        case REDIRECTED_HEADER -> DumpText.unknown(text, options, "\n\t    ", units * 8);
        case MTU -> {
          text.out.append(' ').append(bytes.u32(option + 4));
          text.out.append(units == 1 ? "" : "bad option length");
        }
        case RDNSS -> printServers(text, option, units);
        case DNSSL -> {
          if (!printDomains(text, options, option, units)) {
            text.truncated();
            return false;
          }
        }
        case ADVERTISEMENT_INTERVAL ->
            text.out.append(' ').append(bytes.u32(option + 4)).append("ms");
        case HOME_AGENT_INFORMATION -> {
          text.out.append(" preference ").append(bytes.u16(option + 4));
          text.out.append(", lifetime ").append(bytes.u16(option + 6));
        }
        case ROUTE_INFORMATION -> {
          if (units > 3) {
            text.truncated();
            return false;
          }
          printRoute(text, option, units);
        }
        default -> isKnown = false;
      }
      if (!isKnown && text.verbosity <= 1) {
        DumpText.unknown(text, option + 2, "\n\t  ", units * 8 - 2);
        return true;
      }
      if (text.verbosity > 1) {
        DumpText.unknown(text, option + 2, "\n\t    ", units * 8 - 2);
      }
      option += units * 8;
      left -= units * 8;
    }
    return true;
  }

  private static String name(int type) {
    return switch (type) {
      case SOURCE_LINK_ADDRESS -> "source link-address";
      case TARGET_LINK_ADDRESS -> "destination link-address";
      case PREFIX_INFORMATION -> "prefix info";
      case REDIRECTED_HEADER -> "redirected header";
      case MTU -> "mtu";
      case ADVERTISEMENT_INTERVAL -> "advertisement interval";
      case HOME_AGENT_INFORMATION -> "homeagent information";
      case ROUTE_INFORMATION -> "route info";
      case RDNSS -> "rdnss";
      case DNSSL -> "dnssl";
      default -> "unknown";
    };
  }

  private static void printLinkAddress(PacketText text, int address, int length) {
    for (int i = 0; i < length; i++) {
      text.out.append(i > 0 ? ":" : "").appendHex(text.bytes.u8(address + i), 2);
    }
  }

  private static void printPrefix(PacketText text, int option, int units) {
    WireBytes bytes = text.bytes;
    text.ipv6Address(option + 16);
    text.out.append('/').append(bytes.u8(option + 2)).append(units == 4 ? "" : "badlen");
    printFlags(text, PREFIX_FLAG_NAMES, bytes.u8(option + 3));
    printLifetime(text, ", valid time ", option + 4);
    printLifetime(text, ", pref. time ", option + 8);
  }

  private static void printLifetime(PacketText text, String label, int at) {
    long seconds = text.bytes.u32(at);
    text.out.append(label);
    if (seconds == 0xffff_ffffL) {
      text.out.append("infinity");
    } else {
      text.out.append(seconds).append('s');
    }
  }

  /** RFC 8106 §5.1. */
  private static void printServers(PacketText text, int option, int units) {
    text.out.append(" lifetime ").append(text.bytes.u32(option + 4)).append("s,");
    for (int i = 0; i < (units - 1) / 2; i++) {
      text.out.append(" addr: ");
      text.ipv6Address(option + 8 + i * Ipv6.ADDRESS_LENGTH);
    }
  }

  /** RFC 8106 §5.2. */
  private static boolean printDomains(PacketText text, int options, int option, int units) {
    text.out.append(" lifetime ").append(text.bytes.u32(option + 4)).append("s, domain(s):");
    int domain = option + 8;
    while (domain < option + units * 8 && text.bytes.u8(domain) != 0) {
      text.out.append(' ');
      domain = DnsNameText.print(text, options, domain);
      if (domain < 0) {
        return false;
      }
    }
    return true;
  }

  /** RFC 4191 §2.3: the prefix has no, eight or sixteen bytes. */
  private static void printRoute(PacketText text, int option, int units) {
    WireBytes bytes = text.bytes;
    text.out.append(' ');
    long high = units > 1 ? bytes.i64(option + 8) : 0;
    long low = units > 2 ? bytes.i64(option + 16) : 0;
    text.out.appendIpv6(high, low);
    text.out.append('/').append(bytes.u8(option + 2));
    text.out.append(", pref=").append(PREFERENCES[bytes.u8(option + 3) >> 3 & 3]);
    printLifetime(text, ", lifetime=", option + 4);
  }
}
