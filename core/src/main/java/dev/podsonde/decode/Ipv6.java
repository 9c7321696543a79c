package dev.podsonde.decode;

/** An IPv6 header (RFC 8200 §3). */
public final class Ipv6 {
  public static final int VERSION = 6;
  public static final int PAYLOAD_LENGTH = 4;
  public static final int NEXT_HEADER = 6;
  public static final int HOP_LIMIT = 7;
  public static final int SOURCE = 8;
  public static final int DESTINATION = 24;
  public static final int HEADER_LENGTH = 40;
  public static final int ADDRESS_LENGTH = 16;

  private Ipv6() {}
}
