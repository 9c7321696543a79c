package dev.podsonde.dns;

import dev.podsonde.packet.WireBytes;

/** The header of a DNS message (RFC 1035 §4.1.1); {@code dns} is where the message starts. */
public final class DnsHeader {
  public static final int LENGTH = 12;

  /** Bits of the 16 that {@link #flags} reads. */
  public static final int QR = 0x8000;

  public static final int AA = 0x0400;
  public static final int TC = 0x0200;
  public static final int RD = 0x0100;
  public static final int RA = 0x0080;

  /** Must be zero. */
  public static final int Z = 0x0040;

  public static final int AD = 0x0020;
  public static final int CD = 0x0010;
  public static final int RCODE = 0x000f;

  private static final int FLAGS = 2;
  private static final int QDCOUNT = 4;
  private static final int ANCOUNT = 6;
  private static final int NSCOUNT = 8;
  private static final int ARCOUNT = 10;
  private static final int OPCODE_SHIFT = 11;
  private static final int OPCODE_MASK = 0xf;

  private DnsHeader() {}

  /** {@return ID} */
  public static int id(WireBytes bytes, int dns) {
    return bytes.u16(dns);
  }

  /** {@return the 16 bits from QR to RCODE} */
  public static int flags(WireBytes bytes, int dns) {
    return bytes.u16(dns + FLAGS);
  }

  /** {@return the OPCODE in {@code flags}} */
  public static int opcode(int flags) {
    return (flags >> OPCODE_SHIFT) & OPCODE_MASK;
  }

  /** {@return how many questions the message says it has} */
  public static int questionCount(WireBytes bytes, int dns) {
    return bytes.u16(dns + QDCOUNT);
  }

  /** {@return how many answers the message says it has} */
  public static int answerCount(WireBytes bytes, int dns) {
    return bytes.u16(dns + ANCOUNT);
  }

  /** {@return how many authority records the message says it has} */
  public static int authorityCount(WireBytes bytes, int dns) {
    return bytes.u16(dns + NSCOUNT);
  }

  /** {@return how many additional records the message says it has} */
  public static int additionalCount(WireBytes bytes, int dns) {
    return bytes.u16(dns + ARCOUNT);
  }
}
