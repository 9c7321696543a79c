package dev.podsonde.decode;

import dev.podsonde.packet.WireBytes;

/** An Ethernet header (IEEE 802.3), with the VLAN tags (IEEE 802.1Q) that may stand in it. */
public final class Ethernet {
  public static final int DESTINATION = 0;
  public static final int SOURCE = 6;
  public static final int TYPE = 12;
  public static final int HEADER_LENGTH = 14;
  public static final int ADDRESS_LENGTH = 6;

  /** Tag control information and the type that follows it. */
  public static final int VLAN_TAG_LENGTH = 4;

  /** Up to here the type field holds the payload's length instead (IEEE 802.3 §3.2.6). */
  public static final int LENGTH_MAX = 1500;

  private Ethernet() {}

  /** {@return the type field, which holds a length up to {@link #LENGTH_MAX}} */
  public static int type(WireBytes bytes, int ethernet) {
    return bytes.u16(ethernet + TYPE);
  }

  /** {@return whether a VLAN tag follows a type field that holds {@code type}} */
  public static boolean isVlanTag(int type) {
    return switch (type) {
      case EtherType.VLAN, EtherType.QINQ, EtherType.VLAN_9100, EtherType.VLAN_9200 -> true;
      default -> false;
    };
  }
}
