package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** DUID, by which DHCPv6 knows clients and servers (RFC 8415 §11, RFC 6355). */
final class DhcpUniqueIdentifierText {
  private static final int LINK_LAYER_AND_TIME = 1;
  private static final int ENTERPRISE = 2;
  private static final int LINK_LAYER = 3;
  private static final int UUID = 4;
  private static final int UUID_LENGTH = 16;

  private static final int TYPE_LENGTH = 2;

  private DhcpUniqueIdentifierText() {}

  /**
   * {@return whether the identifier has the length that its type needs; if not, it is not shown}
   */
  static boolean print(PacketText text, int duid, int length) {
    if (length < TYPE_LENGTH) {
      return false;
    }
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int type = bytes.u16(duid);
    int value = duid + TYPE_LENGTH;
    int end = duid + length;
    switch (type) {
      case LINK_LAYER_AND_TIME -> {
        if (end - value < 6) {
          return false;
        }
        out.append(" hwaddr/time type ").append(bytes.u16(value));
        out.append(" time ").append(bytes.u32(value + 2)).append(' ');
        printHex(text, value + 6, end);
      }
      case ENTERPRISE -> {
        if (end - value < 4) {
          return false;
        }
        out.append(" enterprise ").append(bytes.u32(value)).append(' ');
        printHex(text, value + 4, end);
      }
      case LINK_LAYER -> {
        if (end - value < 2) {
          return false;
        }
        out.append(" hwaddr type ").append(bytes.u16(value)).append(' ');
        printHex(text, value + 2, end);
      }
      case UUID -> {
        out.append(" uuid ");
        if (end - value != UUID_LENGTH) {
          return false;
        }
        printHex(text, value, end);
      }
      default -> out.append(" type ").append(type);
    }
    return true;
  }

  private static void printHex(PacketText text, int from, int end) {
    for (int at = from; at < end; at++) {
      text.out.appendHex(text.bytes.u8(at), 2);
    }
  }
}
