package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** ESP (RFC 4303), which is not decrypted, and what UDP carries of it (RFC 3948). */
final class EspText {
  private static final int SECURITY_PARAMETERS_INDEX = 0;
  private static final int SEQUENCE_NUMBER = 4;
  private static final int HEADER_LENGTH = 8;

  private static final int KEEPALIVE = 0xff;
  private static final int NON_ESP_MARKER = 0;
  private static final int NON_ESP_MARKER_LENGTH = 4;

  private EspText() {}

  /** Prints the packet at {@code esp}. */
  static void print(PacketText text, int esp, int length) {
    text.protocol = "esp";
    WireBytes bytes = text.bytes;
    // tcpdump wants a byte behind the header, too.
    if (text.isCut(esp, HEADER_LENGTH + 1)) {
      return;
    }
    text.out.append("ESP(spi=0x").appendHex(bytes.u32(esp + SECURITY_PARAMETERS_INDEX), 8);
    text.out.append(",seq=0x").appendHex(bytes.u32(esp + SEQUENCE_NUMBER));
    text.out.append("), length ").appendUnsigned(length);
  }

  /**
   * Prints what a datagram from or to port 4500 carries.
   *
   * @return false when that is IKE, which has no printer, and then nothing was printed
   */
  static boolean printOverUdp(PacketText text, int payload, int length) {
    text.protocol = "isakmp_rfc3948";
    WireBytes bytes = text.bytes;
    if (length == 1 && bytes.u8(payload) == KEEPALIVE) {
      text.out.append("isakmp-nat-keep-alive");
    } else if (length < NON_ESP_MARKER_LENGTH) {
      text.truncated();
    } else if (bytes.i32(payload) == NON_ESP_MARKER) {
      return false;
    } else {
      text.out.append("UDP-encap: ");
      print(text, payload, length);
    }
    return true;
  }
}
