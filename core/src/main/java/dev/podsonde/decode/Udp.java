package dev.podsonde.decode;

import dev.podsonde.packet.WireBytes;

/** A UDP header (RFC 768). */
public final class Udp {
  public static final int SOURCE_PORT = 0;
  public static final int DESTINATION_PORT = 2;

  /** Of header and payload. */
  public static final int LENGTH = 4;

  public static final int CHECKSUM = 6;
  public static final int HEADER_LENGTH = 8;

  private Udp() {}

  /** {@return the source port} */
  public static int sourcePort(WireBytes bytes, int udp) {
    return bytes.u16(udp + SOURCE_PORT);
  }

  /** {@return the destination port} */
  public static int destinationPort(WireBytes bytes, int udp) {
    return bytes.u16(udp + DESTINATION_PORT);
  }
}
