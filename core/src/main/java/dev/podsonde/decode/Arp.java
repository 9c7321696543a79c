package dev.podsonde.decode;

import dev.podsonde.packet.WireBytes;

/** An ARP packet (RFC 826): a fixed part, then four addresses of lengths that it tells. */
public final class Arp {
  public static final int HARDWARE_TYPE = 0;
  public static final int PROTOCOL_TYPE = 2;
  public static final int HARDWARE_LENGTH = 4;
  public static final int PROTOCOL_LENGTH = 5;
  public static final int OPERATION = 6;
  public static final int FIXED_LENGTH = 8;

  private Arp() {}

  /** {@return where the sender's hardware address lies} */
  public static int senderHardware(int arp) {
    return arp + FIXED_LENGTH;
  }

  /** {@return where the sender's protocol address lies} */
  public static int senderProtocol(WireBytes bytes, int arp) {
    return senderHardware(arp) + bytes.u8(arp + HARDWARE_LENGTH);
  }

  /** {@return where the target's hardware address lies} */
  public static int targetHardware(WireBytes bytes, int arp) {
    return senderProtocol(bytes, arp) + bytes.u8(arp + PROTOCOL_LENGTH);
  }

  /** {@return where the target's protocol address lies} */
  public static int targetProtocol(WireBytes bytes, int arp) {
    return targetHardware(bytes, arp) + bytes.u8(arp + HARDWARE_LENGTH);
  }
}
