package dev.podsonde.print;

import dev.podsonde.decode.EtherType;
import org.jspecify.annotations.Nullable;

/** What an EtherType is called, and which printer its payload goes to. */
final class EtherTypeText {
  private EtherTypeText() {}

  /**
   * Prints the payload at {@code offset}.
   *
   * @return false when there is no printer for {@code type}, and then nothing was printed
   */
  static boolean print(PacketText text, int type, int offset, int length) {
    switch (type) {
      case EtherType.IPV4 -> Ipv4Text.print(text, offset, length);
      case EtherType.IPV6 -> Ipv6Text.print(text, offset, length);
      case EtherType.ARP, EtherType.REVERSE_ARP -> ArpText.print(text, offset, length);
      case EtherType.MPLS_UNICAST, EtherType.MPLS_MULTICAST -> MplsText.print(text, offset, length);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Appends {@code ethertype NAME (0xhhhh)}, or the bare name with -q. */
  static void name(PacketText text, int type) {
    @Nullable String name = nameOrNull(type);
    if (text.options.quiet() == 0) {
      numberedName(text, type);
    } else if (name == null) {
      text.out.append("Unknown Ethertype (0x").appendHex(type, 4).append(')');
    } else {
      text.out.append(name);
    }
  }

  /** Appends {@code ethertype NAME (0xhhhh)}. */
  static void numberedName(PacketText text, int type) {
    @Nullable String name = nameOrNull(type);
    text.out.append("ethertype ").append(name == null ? "Unknown" : name);
    text.out.append(" (0x").appendHex(type, 4).append(')');
  }

  /** Appends {@code , proto NAME (0xhhhh)}, as tunnels name what is inside. */
  static void protocol(TextBuffer out, int type) {
    @Nullable String name = nameOrNull(type);
    out.append(", proto ").append(name == null ? "unknown" : name);
    out.append(" (0x").appendHex(type, 4).append(')');
  }

  /** {@return tcpdump's name for an EtherType, or null} */
  static @Nullable String nameOrNull(int type) {
    return switch (type) {
      case 0x00fe -> "GRE-OSI";
      case 0x0200 -> "PUP";
      case 0x0500 -> "Sprite";
      case 0x0600 -> "NS";
      case 0x0707 -> "GeoNet (old)";
      case EtherType.IPV4 -> "IPv4";
      case EtherType.ARP -> "ARP";
      case 0x1000 -> "Trail";
      case 0x1111 -> "CALM FAST";
      case 0x6001 -> "MOP DL";
      case 0x6002 -> "MOP RC";
      case 0x6003 -> "DN";
      case 0x6004 -> "LAT";
      case 0x6007 -> "SCA";
      case EtherType.TRANSPARENT_ETHERNET_BRIDGING -> "TEB";
      case EtherType.REVERSE_ARP -> "Reverse ARP";
      case 0x8038 -> "Lanbridge";
      case 0x803c -> "DEC DNS";
      case 0x803e -> "DEC DTS";
      case 0x805b -> "VEXP";
      case 0x805c -> "VPROD";
      case 0x809b -> "Appletalk";
      case 0x80f3 -> "Appletalk ARP";
      case EtherType.VLAN -> "802.1Q";
      case 0x8137 -> "IPX";
      case EtherType.IPV6 -> "IPv6";
      case 0x8808 -> "MPCP";
      case 0x8809 -> "Slow Protocols";
      case 0x880b -> "PPP";
      case EtherType.MPLS_UNICAST -> "MPLS unicast";
      case EtherType.MPLS_MULTICAST -> "MPLS multicast";
      case 0x8863 -> "PPPoE D";
      case 0x8864 -> "PPPoE S";
      case 0x886f -> "MS NLB heartbeat";
      case EtherType.JUMBO -> "Jumbo";
      case 0x888e -> "EAPOL";
      case 0x8899 -> "Realtek protocols";
      case 0x88a2 -> "AoE";
      case EtherType.QINQ -> "802.1Q-QinQ";
      case 0x88ca -> "TIPC";
      case 0x88cc -> "LLDP";
      case 0x88e5 -> "802.1AE MACsec";
      case 0x88f7 -> "PTP";
      case 0x8902 -> "CFM";
      case 0x893a -> "IEEE1905.1";
      case 0x8947 -> "GeoNet";
      case 0x894f -> "NSH";
      case 0x9000 -> "Loopback";
      case EtherType.VLAN_9100 -> "802.1Q-9100";
      case EtherType.VLAN_9200 -> "802.1Q-9200";
      case 0xabcd -> "CFM (old)";
      case 0xd28b -> "Arista Vendor Specific Protocol";
      case 0xfefe -> "OSI";
      default -> null;
    };
  }
}
