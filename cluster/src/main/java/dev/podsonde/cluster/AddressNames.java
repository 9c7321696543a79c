package dev.podsonde.cluster;

import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.IpAddress;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.WireBytes;
import java.nio.charset.StandardCharsets;

/**
 * The names of the addresses that occur in a capture: of all that the cluster has, only these go
 * into the file.
 */
final class AddressNames {
  private static final int ETHER_TYPE = 12;
  private static final int VLAN_TAG_LENGTH = 4;
  private static final int VLAN = 0x8100;
  private static final int SERVICE_VLAN = 0x88a8;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int IPV4_SOURCE = 12;
  private static final int IPV6_SOURCE = 8;

  private final HostNames inventory = new HostNames();
  private final HostNames occurring = new HostNames();

  /** {@return all that is known; a thread may add to it while packets are looked at} */
  HostNames inventory() {
    return inventory;
  }

  /** {@return the names of addresses met so far} */
  HostNames occurring() {
    return occurring;
  }

  /** Names the packet's two addresses, where they have a name. */
  void meet(Packet packet) {
    WireBytes bytes = packet.bytes();
    int network = 0;
    int version;
    if (packet.captureInterface().linkType().equals(LinkType.ETHERNET)) {
      int at = ETHER_TYPE;
      while (bytes.has(at, 2) && isVlan(bytes.u16(at))) {
        at += VLAN_TAG_LENGTH;
      }
      version = bytes.has(at, 2) ? bytes.u16(at) : 0;
      network = at + 2;
    } else {
      version = bytes.has(0, 1) && bytes.u8(0) >> 4 == 6 ? IPV6 : IPV4;
    }
    if (version == IPV4) {
      meet(bytes, network + IPV4_SOURCE, IpAddress.IPV4_LENGTH);
    } else if (version == IPV6) {
      meet(bytes, network + IPV6_SOURCE, IpAddress.IPV6_LENGTH);
    }
  }

  private static boolean isVlan(int etherType) {
    return etherType == VLAN || etherType == SERVICE_VLAN;
  }

  private void meet(WireBytes bytes, int source, int length) {
    if (bytes.has(source, 2 * length)) {
      meetOne(bytes, source, length);
      meetOne(bytes, source + length, length);
    }
  }

  private void meetOne(WireBytes bytes, int offset, int length) {
    if (occurring.get(bytes, offset, length) != null) {
      return;
    }
    byte[] name = inventory.get(bytes, offset, length);
    if (name != null) {
      IpAddress address =
          length == IpAddress.IPV4_LENGTH
              ? IpAddress.ipv4(bytes, offset)
              : IpAddress.ipv6(bytes, offset);
      occurring.put(address, new String(name, StandardCharsets.US_ASCII));
    }
  }
}
