package dev.podsonde.decode;

/** EtherType numbers (IEEE 802 Numbers registry). */
public final class EtherType {
  public static final int IPV4 = 0x0800;
  public static final int ARP = 0x0806;
  public static final int TRANSPARENT_ETHERNET_BRIDGING = 0x6558;
  public static final int REVERSE_ARP = 0x8035;
  public static final int VLAN = 0x8100;
  public static final int IPV6 = 0x86dd;
  public static final int MPLS_UNICAST = 0x8847;
  public static final int MPLS_MULTICAST = 0x8848;
  public static final int JUMBO = 0x8870;
  public static final int QINQ = 0x88a8;
  public static final int VLAN_9100 = 0x9100;
  public static final int VLAN_9200 = 0x9200;

  private EtherType() {}
}
