package dev.podsonde.dns;

import dev.podsonde.packet.WireBytes;

/** What the upper two bits of a label's first octet mean (RFC 1035 §4.1.4, RFC 6891 §5). */
public final class DnsLabel {
  public static final int ORDINARY = 0;
  public static final int EXTENDED = 1;
  public static final int RESERVED = 2;
  public static final int POINTER = 3;

  /** The only extended label type ever assigned: a bit string (RFC 2673). */
  public static final int BIT_STRING = 1;

  private static final int TYPE_SHIFT = 6;
  private static final int LOWER_BITS = 0x3f;
  private static final int POINTER_LENGTH = 2;
  private static final int BITS_MAX = 256;

  private DnsLabel() {}

  /** {@return the type of the label that {@code octet} begins} */
  public static int type(int octet) {
    return octet >> TYPE_SHIFT;
  }

  /** {@return the length of an ordinary label, or the type of an extended one} */
  public static int lowerBits(int octet) {
    return octet & LOWER_BITS;
  }

  /** {@return how many bits a bit string of this count octet has} */
  public static int bitCount(int octet) {
    return octet == 0 ? BITS_MAX : octet;
  }

  /**
   * {@return the offset after the name at {@code name}, pointers not followed; -1 when it is cut or
   * has a label of unknown type}
   */
  public static int skipName(WireBytes bytes, int name) {
    int at = name;
    while (bytes.has(at, 1)) {
      int octet = bytes.u8(at);
      if (octet == 0) {
        return at + 1;
      }
      switch (type(octet)) {
        case ORDINARY -> at += 1 + octet;
        case POINTER -> {
          return at + POINTER_LENGTH;
        }
        case EXTENDED -> {
          if (lowerBits(octet) != BIT_STRING || !bytes.has(at + 1, 1)) {
            return -1;
          }
          at += 2 + (bitCount(bytes.u8(at + 1)) + 7) / 8;
        }
        default -> {
          return -1;
        }
      }
    }
    return -1;
  }
}
