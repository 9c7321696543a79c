package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** The Authentication Header of IPsec (RFC 4302); what it protects follows it in the clear. */
final class AhText {
  private static final int NEXT_HEADER = 0;
  private static final int PAYLOAD_LENGTH = 1;
  private static final int RESERVED = 2;
  private static final int SECURITY_PARAMETERS_INDEX = 4;
  private static final int SEQUENCE_NUMBER = 8;
  private static final int INTEGRITY_CHECK_VALUE = 12;

  private AhText() {}

  /**
   * Prints the header at {@code ah}.
   *
   * @return its length, at least 8; negative when not even its first byte is there
   */
  static int print(PacketText text, int ah) {
    text.protocol = "ah";
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (text.isCut(ah, 1)) {
      return -1;
    }
    out.append("AH");
    int headerLength = headerLength(bytes, ah);
    out.append('(');
    if (text.verbosity > 0) {
      out.append("length=").append(bytes.u8(ah + PAYLOAD_LENGTH));
      out.append('(').append(headerLength).append("-bytes),");
    }
    int reserved = bytes.u16(ah + RESERVED);
    if (reserved != 0) {
      out.append("reserved=0x").appendHex(reserved).append("[MustBeZero],");
    }
    long securityParametersIndex = bytes.u32(ah + SECURITY_PARAMETERS_INDEX);
    out.append("spi=0x").appendHex(securityParametersIndex, 8).append(',');
    long sequenceNumber = bytes.u32(ah + SEQUENCE_NUMBER);
    out.append("seq=0x").appendHex(sequenceNumber).append(",icv=0x");
    for (int at = INTEGRITY_CHECK_VALUE; at < headerLength; at++) {
      out.appendHex(bytes.u8(ah + at), 2);
    }
    out.append("): ");
    return headerLength;
  }

  /** {@return the protocol of what follows the header} */
  static int nextHeader(WireBytes bytes, int ah) {
    return bytes.u8(ah + NEXT_HEADER);
  }

  /** The field counts words of 32 bits, without the first two (RFC 4302 §2.2). */
  private static int headerLength(WireBytes bytes, int ah) {
    return (bytes.u8(ah + PAYLOAD_LENGTH) + 2) * Integer.BYTES;
  }
}
