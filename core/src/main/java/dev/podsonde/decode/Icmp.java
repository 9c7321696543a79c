package dev.podsonde.decode;

/** An ICMP message (RFC 792); ICMPv6 begins the same (RFC 4443). */
public final class Icmp {
  public static final int TYPE = 0;
  public static final int CODE = 1;
  public static final int CHECKSUM = 2;

  /** Of echo and timestamp messages. */
  public static final int IDENTIFIER = 4;

  public static final int SEQUENCE_NUMBER = 6;

  /** Of errors: the packet that caused it. */
  public static final int PACKET = 8;

  private Icmp() {}
}
