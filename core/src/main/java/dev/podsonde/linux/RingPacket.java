package dev.podsonde.linux;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * One packet of a ring block: {@code struct tpacket3_hdr} and the {@code struct sockaddr_ll} behind
 * it (linux/if_packet.h, packet(7)), read from a copy of the block.
 */
final class RingPacket {
  static final int TYPE_BROADCAST = 1;
  static final int TYPE_MULTICAST = 2;
  static final int TYPE_OTHER_HOST = 3;
  static final int TYPE_OUTGOING = 4;

  private static final int STATUS_CHECKSUM_NOT_READY = 1 << 3;
  private static final int STATUS_VLAN_VALID = 1 << 4;
  private static final int STATUS_VLAN_TPID_VALID = 1 << 6;
  private static final int STATUS_CHECKSUM_VALID = 1 << 7;
  private static final int STATUS_GSO_TCP = 1 << 8;

  private static final int NEXT_OFFSET = 0;
  private static final int SECONDS = 4;
  private static final int NANOS = 8;
  private static final int SNAPLEN = 12;
  private static final int LENGTH = 16;
  private static final int STATUS = 20;
  private static final int MAC = 24;
  private static final int NET = 26;
  private static final int VLAN_TCI = 32;
  private static final int VLAN_TPID = 36;

  private static final int ADDRESS = 48;
  private static final int ADDRESS_PROTOCOL = ADDRESS + 2;
  private static final int ADDRESS_INTERFACE = ADDRESS + 4;
  private static final int ADDRESS_HARDWARE_TYPE = ADDRESS + 8;
  private static final int ADDRESS_PACKET_TYPE = ADDRESS + 10;
  private static final int ADDRESS_HALEN = ADDRESS + 11;
  private static final int ADDRESS_ADDR = ADDRESS + 12;

  private static final int ETHERTYPE_VLAN = 0x8100;

  /** Bits of {@code epb_flags} (pcapng §4.3.1). */
  private static final int FLAG_INBOUND = 1;

  private static final int FLAG_OUTBOUND = 2;
  private static final int FLAG_UNICAST = 1 << 2;
  private static final int FLAG_MULTICAST = 2 << 2;
  private static final int FLAG_BROADCAST = 3 << 2;
  private static final int FLAG_PROMISCUOUS = 4 << 2;
  private static final int FLAG_CHECKSUM_NOT_READY = 1 << 9;
  private static final int FLAG_CHECKSUM_VALID = 1 << 10;
  private static final int FLAG_SEGMENTATION_OFFLOAD = 1 << 11;

  static final int VLAN_TAG_LENGTH = 4;
  static final int MAC_ADDRESSES_LENGTH = 12;
  static final int COOKED_HEADER_LENGTH = 16;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
  private static final VarHandle NETWORK_SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  /** Of {@link #rehearse}: a small packet, and how far apart two lie. */
  static final int REHEARSED_LENGTH = 100;

  static final int REHEARSED_DISTANCE = 192;
  private static final int REHEARSED_MAC = 82;

  private RingPacket() {}

  /** Writes the header of an Ethernet packet of zeros as the kernel would. */
  static void rehearse(byte[] block, int packet) {
    INT.set(block, packet + NEXT_OFFSET, REHEARSED_DISTANCE);
    INT.set(block, packet + SNAPLEN, REHEARSED_LENGTH);
    INT.set(block, packet + LENGTH, REHEARSED_LENGTH);
    SHORT.set(block, packet + MAC, (short) REHEARSED_MAC);
    SHORT.set(block, packet + ADDRESS_HARDWARE_TYPE, (short) HardwareType.ETHERNET);
  }

  /** {@return the distance to the next packet's header} */
  static int nextOffset(byte[] block, int packet) {
    return u32(block, packet + NEXT_OFFSET);
  }

  static long seconds(byte[] block, int packet) {
    return Integer.toUnsignedLong(u32(block, packet + SECONDS));
  }

  static int nanos(byte[] block, int packet) {
    return u32(block, packet + NANOS);
  }

  /** {@return how many bytes the block holds of it, from {@link #mac}} */
  static int capturedLength(byte[] block, int packet) {
    return u32(block, packet + SNAPLEN);
  }

  static int originalLength(byte[] block, int packet) {
    return u32(block, packet + LENGTH);
  }

  /** {@return the distance to its first byte} */
  static int mac(byte[] block, int packet) {
    return u16(block, packet + MAC);
  }

  /** {@return the distance to its network header} */
  static int net(byte[] block, int packet) {
    return u16(block, packet + NET);
  }

  static int interfaceIndex(byte[] block, int packet) {
    return u32(block, packet + ADDRESS_INTERFACE);
  }

  static int hardwareType(byte[] block, int packet) {
    return u16(block, packet + ADDRESS_HARDWARE_TYPE);
  }

  /** {@return whether the kernel took a VLAN tag off the packet, and holds it beside} */
  static boolean hasVlanTag(byte[] block, int packet) {
    return (u32(block, packet + STATUS) & STATUS_VLAN_VALID) != 0;
  }

  /** {@return {@code epb_flags}: direction, reception and the state of checksums} */
  static int flags(byte[] block, int packet) {
    int flags =
        switch (block[packet + ADDRESS_PACKET_TYPE]) {
          case TYPE_BROADCAST -> FLAG_INBOUND | FLAG_BROADCAST;
          case TYPE_MULTICAST -> FLAG_INBOUND | FLAG_MULTICAST;
          case TYPE_OTHER_HOST -> FLAG_INBOUND | FLAG_PROMISCUOUS;
          case TYPE_OUTGOING -> FLAG_OUTBOUND;
          default -> FLAG_INBOUND | FLAG_UNICAST;
        };
    int status = u32(block, packet + STATUS);
    if ((status & (STATUS_CHECKSUM_NOT_READY | STATUS_CHECKSUM_VALID | STATUS_GSO_TCP)) != 0) {
      flags |= (status & STATUS_CHECKSUM_NOT_READY) != 0 ? FLAG_CHECKSUM_NOT_READY : 0;
      flags |= (status & STATUS_CHECKSUM_VALID) != 0 ? FLAG_CHECKSUM_VALID : 0;
      flags |= (status & STATUS_GSO_TCP) != 0 ? FLAG_SEGMENTATION_OFFLOAD : 0;
    }
    return flags;
  }

  /**
   * Puts the VLAN tag back behind the two MAC addresses, which move towards the packet's header;
   * there the block has room.
   *
   * @param start where the first address lies
   * @return where it lies now
   */
  static int restoreVlanTag(byte[] block, int packet, int start) {
    boolean hasTpid = (u32(block, packet + STATUS) & STATUS_VLAN_TPID_VALID) != 0;
    int tpid = hasTpid ? u16(block, packet + VLAN_TPID) : ETHERTYPE_VLAN;
    int tci = u32(block, packet + VLAN_TCI);
    int tagged = start - VLAN_TAG_LENGTH;
    System.arraycopy(block, start, block, tagged, MAC_ADDRESSES_LENGTH);
    NETWORK_SHORT.set(block, tagged + MAC_ADDRESSES_LENGTH, (short) tpid);
    NETWORK_SHORT.set(block, tagged + MAC_ADDRESSES_LENGTH + 2, (short) tci);
    return tagged;
  }

  /**
   * Puts a Linux cooked header (LINKTYPE_LINUX_SLL) before the network header, in place of a link
   * header that nobody can read.
   *
   * @return where the cooked header starts
   */
  static int cook(byte[] block, int packet) {
    int start = packet + net(block, packet) - COOKED_HEADER_LENGTH;
    NETWORK_SHORT.set(block, start, (short) block[packet + ADDRESS_PACKET_TYPE]);
    NETWORK_SHORT.set(block, start + 2, (short) hardwareType(block, packet));
    NETWORK_SHORT.set(block, start + 4, (short) block[packet + ADDRESS_HALEN]);
    System.arraycopy(block, packet + ADDRESS_ADDR, block, start + 6, 8);
    NETWORK_SHORT.set(
        block, start + 14, (short) NETWORK_SHORT.get(block, packet + ADDRESS_PROTOCOL));
    return start;
  }

  private static int u32(byte[] block, int offset) {
    return (int) INT.get(block, offset);
  }

  private static int u16(byte[] block, int offset) {
    return (short) SHORT.get(block, offset) & 0xffff;
  }
}
