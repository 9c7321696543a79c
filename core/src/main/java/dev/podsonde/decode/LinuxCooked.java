package dev.podsonde.decode;

/**
 * The header of Linux cooked captures, LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2: what packet(7)
 * tells of a packet whose link header was taken off.
 */
public final class LinuxCooked {
  public static final int PACKET_TYPE = 0;
  public static final int HARDWARE_TYPE = 2;
  public static final int ADDRESS_LENGTH = 4;
  public static final int ADDRESS = 6;
  public static final int PROTOCOL = 14;
  public static final int HEADER_LENGTH = 16;

  /** Offsets in version 2, which has the interface index. */
  public static final int V2_PROTOCOL = 0;

  public static final int V2_INTERFACE_INDEX = 4;
  public static final int V2_HARDWARE_TYPE = 8;
  public static final int V2_PACKET_TYPE = 10;
  public static final int V2_ADDRESS_LENGTH = 11;
  public static final int V2_ADDRESS = 12;
  public static final int V2_HEADER_LENGTH = 20;

  /** Protocol numbers of frames without an EtherType (linux/if_ether.h). */
  public static final int PROTOCOL_802_3 = 0x0001;

  public static final int PROTOCOL_802_2 = 0x0004;

  private LinuxCooked() {}
}
