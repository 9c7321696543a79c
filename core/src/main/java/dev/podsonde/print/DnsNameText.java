package dev.podsonde.print;

import dev.podsonde.dns.DnsLabel;
import dev.podsonde.packet.WireBytes;

/** Domain names, compressed or not (RFC 1035 §4.1.4), and character strings. */
final class DnsNameText {
  /** The longest name (RFC 1035 §2.3.4); a longer one is cut. */
  private static final int NAME_LENGTH_MAX = 255;

  private static final int POINTER_MASK = 0x3fff;

  /**
   * Bounds the labels of one packet that are read although they stand behind the 255th octet of
   * their name, or are bit strings. tcpdump reads on: behind that many the text may differ.
   */
  static final int EXCESS_LABELS_MAX = 1 << 16;

  private DnsNameText() {}

  /**
   * Prints the name at {@code name}, in the message at {@code dns}.
   *
   * @return the offset after it, which lies past the window when the window ends behind the first
   *     octet of a label; -1 when it is cut or malformed, with the labels before printed
   */
  static int print(PacketText text, int dns, int name) {
    WireBytes bytes = text.bytes;
    int window = bytes.length();
    int at = name;
    int end = -1;
    int length = 0;
    // Each pointer lands before the last target, a "prior occurrence" (RFC 1035 §4.1.4): so no name
    // can loop.
    int target = name - dns;
    while (at < window) {
      int octet = bytes.u8(at++);
      if (octet == 0) {
        text.out.append(at == name + 1 ? "." : "");
        return finish(text, length, end < 0 ? at : end);
      }
      switch (DnsLabel.type(octet)) {
        case DnsLabel.ORDINARY -> {
          if (at == window) {
            return finish(text, length, end < 0 ? at + octet : end);
          }
          int visible = Math.min(octet, Math.max(0, NAME_LENGTH_MAX - length));
          if (!printCharacters(text, at, visible)) {
            return -1;
          }
          at += octet;
          length = endLabel(text, length + octet);
        }
        case DnsLabel.POINTER -> {
          if (at == window) {
            // tcpdump takes half a pointer for the end of a name, unless nothing stands before it.
            return at == name + 1 ? -1 : finish(text, length, end < 0 ? at + 1 : end);
          }
          end = end < 0 ? at + 1 : end;
          int offset = bytes.u16(at - 1) & POINTER_MASK;
          if (Integer.compareUnsigned(offset, target) >= 0) {
            text.out.append("<BAD PTR>");
            return -1;
          }
          target = offset;
          at = dns + offset;
        }
        default -> {
          at = printOddLabel(text, octet, at);
          if (at < 0) {
            return -1;
          }
          text.excessLabelsLeft--;
          length = endLabel(text, length);
        }
      }
      if (text.excessLabelsLeft < 0) {
        return finish(text, length, end < 0 ? DnsLabel.skipName(bytes, name) : end);
      }
    }
    return -1;
  }

  /** {@return the length of the name so far, the label's own octet included} */
  private static int endLabel(PacketText text, int length) {
    if (length <= NAME_LENGTH_MAX) {
      text.out.append('.');
    } else {
      text.excessLabelsLeft--;
    }
    return length + 1;
  }

  private static int finish(PacketText text, int length, int end) {
    if (length > NAME_LENGTH_MAX) {
      text.out.append("<DOMAIN NAME TOO LONG>");
    }
    return end;
  }

  /**
   * {@return the offset after a label that is neither ordinary nor a pointer; -1 when bad or cut}
   */
  private static int printOddLabel(PacketText text, int octet, int at) {
    if (DnsLabel.type(octet) == DnsLabel.RESERVED) {
      text.out.append("<BAD LABEL TYPE>");
      return -1;
    }
    if (DnsLabel.lowerBits(octet) != DnsLabel.BIT_STRING) {
      text.out.append("<ELT ").append(DnsLabel.lowerBits(octet)).append('>');
      return -1;
    }
    if (!text.bytes.has(at, 1)) {
      return -1;
    }
    printBitString(text, at);
    return at + 1 + (DnsLabel.bitCount(text.bytes.u8(at)) + 7) / 8;
  }

  private static void printBitString(PacketText text, int at) {
    WireBytes bytes = text.bytes;
    int bitCount = DnsLabel.bitCount(bytes.u8(at));
    int octet = at + 1;
    int bitsLeft = bitCount;
    text.out.append("\\[x");
    for (; bitsLeft > 7; bitsLeft -= 8) {
      text.out.appendHex(bytes.u8(octet++), 2);
    }
    if (bitsLeft > 4) {
      text.out.appendHex(bytes.u8(octet) & (0xff << (8 - bitsLeft)), 2);
    } else if (bitsLeft > 0) {
      text.out.appendHex((bytes.u8(octet) >> 4) & 0xf & (0xf << (4 - bitsLeft)), 1);
    }
    text.out.append('/').append(bitCount).append(']');
  }

  /**
   * Prints the character string at {@code at}, a length and so many bytes (RFC 1035 §3.3).
   *
   * @return the offset after it; -1 when it is cut
   */
  static int printString(PacketText text, int at) {
    if (!text.bytes.has(at, 1)) {
      return -1;
    }
    int length = text.bytes.u8(at);
    return printCharacters(text, at + 1, length) ? at + 1 + length : -1;
  }

  /** {@return whether all {@code count} bytes were there; those that were are printed} */
  static boolean printCharacters(PacketText text, int at, int count) {
    WireBytes bytes = text.bytes;
    int available = Math.min(count, bytes.length() - at);
    int end = at + available;
    while (at < end) {
      at += text.out.appendPrintable(bytes, at, end - at);
      if (at < end) {
        text.character(bytes.u8(at++));
      }
    }
    return available >= count;
  }
}
