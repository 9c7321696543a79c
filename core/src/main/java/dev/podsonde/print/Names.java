package dev.podsonde.print;

import dev.podsonde.decode.Ethernet;
import dev.podsonde.decode.Ipv4;
import dev.podsonde.decode.Ipv6;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.WireBytes;
import org.jspecify.annotations.Nullable;

/**
 * Text for addresses, ports and protocols: names where there are any and -n allows, else digits.
 */
final class Names {
  private static final long ETHERNET_BROADCAST = 0xffff_ffff_ffffL;

  private final boolean numeric;
  private final boolean noDomains;
  private final @Nullable HostNames hosts;

  Names(PrintOptions options, @Nullable HostNames hostNames) {
    numeric = options.numeric();
    noDomains = options.noDomains();
    hosts = numeric ? null : hostNames;
  }

  /** Appends the IPv4 address at {@code offset}, or its host's name. */
  void ipv4Address(TextBuffer out, WireBytes bytes, int offset) {
    int address = bytes.i32(offset);
    if (hosts == null || !hostName(out, hosts, bytes, offset, Ipv4.ADDRESS_LENGTH)) {
      out.appendIpv4(address);
    }
  }

  /** Appends the IPv6 address at {@code offset}, or its host's name. */
  void ipv6Address(TextBuffer out, WireBytes bytes, int offset) {
    bytes.require(offset, Ipv6.ADDRESS_LENGTH);
    if (hosts == null || !hostName(out, hosts, bytes, offset, Ipv6.ADDRESS_LENGTH)) {
      out.appendIpv6(bytes.i64(offset), bytes.i64(offset + 8));
    }
  }

  /** Appends the Ethernet address at {@code offset}, and its vendor unless -n was given. */
  void ethernetAddress(TextBuffer out, WireBytes bytes, int offset) {
    bytes.require(offset, Ethernet.ADDRESS_LENGTH);
    long address = (long) bytes.u16(offset) << 32 | bytes.u32(offset + 2);
    if (numeric) {
      out.appendEthernet(address);
    } else if (address == ETHERNET_BROADCAST) {
      out.append("Broadcast");
    } else {
      out.appendEthernet(address).append(" (oui ");
      out.append(EthernetVendors.name((int) (address >>> 24))).append(')');
    }
  }

  /** Appends the name of a protocol, {@code ip-proto-N} when there is none. */
  void ipProtocol(TextBuffer out, int protocol) {
    @Nullable String name = numeric ? null : IpProtocolNames.name(protocol);
    if (name == null) {
      out.append("ip-proto-").append(protocol);
    } else {
      out.append(name);
    }
  }

  void tcpPort(TextBuffer out, int port) {
    port(out, port, numeric ? null : ServiceNames.ofThisMachine().tcp(port));
  }

  void udpPort(TextBuffer out, int port) {
    port(out, port, numeric ? null : ServiceNames.ofThisMachine().udp(port));
  }

  private static void port(TextBuffer out, int port, byte @Nullable [] name) {
    if (name == null) {
      out.append(port);
    } else {
      out.append(name);
    }
  }

  /** {@return whether the host has a name} */
  private boolean hostName(
      TextBuffer out, HostNames hosts, WireBytes bytes, int offset, int addressLength) {
    byte[] name = hosts.get(bytes, offset, addressLength);
    if (name == null) {
      return false;
    }
    out.append(name, 0, noDomains ? lengthOfFirstLabel(name) : name.length);
    return true;
  }

  private static int lengthOfFirstLabel(byte[] name) {
    int length = 0;
    while (length < name.length && name[length] != '.') {
      length++;
    }
    return length;
  }
}
