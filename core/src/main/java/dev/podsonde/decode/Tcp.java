package dev.podsonde.decode;

import dev.podsonde.packet.WireBytes;

/** A TCP header (RFC 9293 §3.1). */
public final class Tcp {
  public static final int SOURCE_PORT = 0;
  public static final int DESTINATION_PORT = 2;
  public static final int SEQUENCE_NUMBER = 4;
  public static final int ACKNOWLEDGMENT_NUMBER = 8;
  public static final int DATA_OFFSET = 12;
  public static final int FLAGS = 13;
  public static final int WINDOW = 14;
  public static final int CHECKSUM = 16;
  public static final int URGENT_POINTER = 18;

  /** Header length without options. */
  public static final int HEADER_LENGTH_MIN = 20;

  public static final int OPTIONS = HEADER_LENGTH_MIN;

  public static final int FLAG_FIN = 0x01;
  public static final int FLAG_SYN = 0x02;
  public static final int FLAG_RST = 0x04;
  public static final int FLAG_ACK = 0x10;
  public static final int FLAG_URG = 0x20;

  private Tcp() {}

  /** {@return the source port} */
  public static int sourcePort(WireBytes bytes, int tcp) {
    return bytes.u16(tcp + SOURCE_PORT);
  }

  /** {@return the destination port} */
  public static int destinationPort(WireBytes bytes, int tcp) {
    return bytes.u16(tcp + DESTINATION_PORT);
  }

  /** {@return the header's length in bytes as it says itself, 0 to 60} */
  public static int headerLength(WireBytes bytes, int tcp) {
    return (bytes.u8(tcp + DATA_OFFSET) >> 4) * 4;
  }
}
