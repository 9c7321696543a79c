package dev.podsonde.decode;

import dev.podsonde.packet.WireBytes;

/** An IPv4 header (RFC 791 §3.1). */
public final class Ipv4 {
  public static final int TYPE_OF_SERVICE = 1;
  public static final int TOTAL_LENGTH = 2;
  public static final int IDENTIFICATION = 4;
  public static final int FLAGS_AND_OFFSET = 6;
  public static final int TIME_TO_LIVE = 8;
  public static final int PROTOCOL = 9;
  public static final int CHECKSUM = 10;
  public static final int SOURCE = 12;
  public static final int DESTINATION = 16;

  /** Header length without options. */
  public static final int HEADER_LENGTH_MIN = 20;

  public static final int OPTIONS = HEADER_LENGTH_MIN;
  public static final int ADDRESS_LENGTH = 4;

  public static final int FLAG_RESERVED = 0x8000;
  public static final int FLAG_DONT_FRAGMENT = 0x4000;
  public static final int FLAG_MORE_FRAGMENTS = 0x2000;
  public static final int FRAGMENT_OFFSET = 0x1fff;

  private Ipv4() {}

  /** {@return the version, which is the upper half of the first byte of every IP packet} */
  public static int version(WireBytes bytes, int ip) {
    return bytes.u8(ip) >> 4;
  }

  /** {@return the header's length in bytes as it says itself, 0 to 60} */
  public static int headerLength(WireBytes bytes, int ip) {
    return (bytes.u8(ip) & 0x0f) * 4;
  }
}
