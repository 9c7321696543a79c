package dev.podsonde.linux;

import dev.podsonde.packet.LinkType;

/** The {@code ARPHRD_} numbers of if_arp.h, and what the first byte of their packets starts. */
final class HardwareType {
  static final int ETHERNET = 1;
  static final int LOOPBACK = 772;

  /** The numbers whose packets are Ethernet frames. */
  static final int[] ETHERNETS = {ETHERNET, LOOPBACK};

  /** The numbers whose packets start with IP, or with the IP of the tunnel around it. */
  static final int[] RAWS = {
    512, // PPP
    519, // RAWIP
    768, // TUNNEL
    769, // TUNNEL6
    776, // SIT
    778, // IPGRE
    823, // IP6GRE
    825, // 6LOWPAN
    0xfffe, // NONE
  };

  private HardwareType() {}

  /** {@return the link type; what has none that we know is shown cooked} */
  static LinkType linkType(int hardwareType) {
    for (int ethernet : ETHERNETS) {
      if (hardwareType == ethernet) {
        return LinkType.ETHERNET;
      }
    }
    for (int raw : RAWS) {
      if (hardwareType == raw) {
        return LinkType.RAW;
      }
    }
    return LinkType.LINUX_SLL;
  }
}
