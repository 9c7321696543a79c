package dev.podsonde.print;

import dev.podsonde.dns.DnsLabel;
import dev.podsonde.packet.WireBytes;

/** Domain names, compressed or not (RFC 1035 §4.1.4), and character strings. */
final class DnsNameText {
  /** The longest name (RFC 1035 §2.3.4); a longer one is cut. */
  private static final int NAME_LENGTH_MAX = 255;

  private static final int POINTER_MASK = 0x3fff;

  private DnsNameText() {}

  /**
   * Prints the name at {@code name}, in the message at {@code dns}.
   *
   * @return the offset after it; -1 when it is cut or malformed, with the labels before printed
   */
  static int print(PacketText text, int dns, int name) {
    WireBytes bytes = text.bytes;
    if (!isKnownLabel(text, name)) {
      return -1;
    }
    if (bytes.u8(name) == 0) {
      text.out.append('.');
      return name + 1;
    }
    int at = name;
    int end = -1;
    int length = 0;
    // Each pointer lands before the last target, a "prior occurrence" (RFC 1035 §4.1.4): so no name
    // can loop.
    int target = name - dns;
    for (int octet = bytes.u8(at); octet != 0; octet = bytes.u8(at)) {
      if (!bytes.has(at + 1, 1)) {
        return end < 0 ? at + 1 + labelLength(bytes, at) : end;
      }
      if (DnsLabel.type(octet) == DnsLabel.POINTER) {
        end = end < 0 ? at + 2 : end;
        int offset = bytes.u16(at) & POINTER_MASK;
        if (offset >= target) {
          text.out.append("<BAD PTR>");
          return -1;
        }
        target = offset;
        at = dns + offset;
      } else {
        int labelLength = labelLength(bytes, at);
        if (!printLabel(text, at, labelLength, length)) {
          return -1;
        }
        length += DnsLabel.type(octet) == DnsLabel.ORDINARY ? labelLength : 0;
        if (length <= NAME_LENGTH_MAX) {
          text.out.append('.');
        }
        length++;
        at += 1 + labelLength;
      }
      if (!isKnownLabel(text, at)) {
        return -1;
      }
    }
    if (length > NAME_LENGTH_MAX) {
      text.out.append("<DOMAIN NAME TOO LONG>");
    }
    return end < 0 ? at + 1 : end;
  }

  /** {@return whether a label of a type with a meaning starts here; if not, the text says so} */
  private static boolean isKnownLabel(PacketText text, int at) {
    WireBytes bytes = text.bytes;
    if (!bytes.has(at, 1)) {
      return false;
    }
    int octet = bytes.u8(at);
    switch (DnsLabel.type(octet)) {
      case DnsLabel.RESERVED -> text.out.append("<BAD LABEL TYPE>");
      case DnsLabel.EXTENDED -> {
        if (DnsLabel.lowerBits(octet) == DnsLabel.BIT_STRING) {
          return bytes.has(at + 1, 1);
        }
        text.out.append("<ELT ").append(DnsLabel.lowerBits(octet)).append('>');
      }
      default -> {
        return true;
      }
    }
    return false;
  }

  /** {@return the bytes that the label at {@code at} has behind its first octet} */
  private static int labelLength(WireBytes bytes, int at) {
    int octet = bytes.u8(at);
    return DnsLabel.type(octet) == DnsLabel.EXTENDED
        ? 1 + (DnsLabel.bitCount(bytes.u8(at + 1)) + 7) / 8
        : octet;
  }

  /** {@return whether the label was all there} */
  private static boolean printLabel(PacketText text, int label, int labelLength, int length) {
    if (DnsLabel.type(text.bytes.u8(label)) == DnsLabel.EXTENDED) {
      printBitString(text, label + 1);
      return true;
    }
    return printCharacters(text, label + 1, Math.min(labelLength, NAME_LENGTH_MAX - length));
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
      int run = bytes.printableRun(at, end - at);
      text.out.append(bytes, at, run);
      at += run;
      if (at < end) {
        text.character(bytes.u8(at++));
      }
    }
    return available >= count;
  }
}
