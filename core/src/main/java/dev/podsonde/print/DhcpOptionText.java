package dev.podsonde.print;

import dev.podsonde.decode.Ipv4;
import dev.podsonde.packet.WireBytes;

/** The options of DHCP (RFC 2132). */
final class DhcpOptionText {
  private static final int CODES_PER_LINE = 4;

  private DhcpOptionText() {}

  /** Prints the options at {@code options}, up to the end or to the window's end. */
  static void print(PacketText text, int options) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int at = options;
    while (bytes.has(at, 1)) {
      int code = bytes.u8(at++);
      boolean hasData = code != DhcpOption.PAD && code != DhcpOption.END;
      if (!hasData && text.verbosity < 3) {
        if (code == DhcpOption.END) {
          return;
        }
        continue;
      }
      int length = hasData ? bytes.u8(at++) : 0;
      out.append("\n\t    ").append(DhcpOption.name(code)).append(" (").append(code);
      out.append("), length ").append(length).append(length > 0 ? ": " : "");
      if (code == DhcpOption.PAD) {
        at = printPadding(text, at);
      }
      if (text.isCut(at, length)) {
        return;
      }
      int left = printData(text, code, at, length);
      if (left > 0) {
        out.append("\n\t  trailing data length ").append(left);
      }
      at += length;
    }
  }

  /** {@return the offset after the pad options, the first of which has been printed} */
  private static int printPadding(PacketText text, int padding) {
    int at = padding;
    while (text.bytes.has(at, 1) && text.bytes.u8(at) == DhcpOption.PAD) {
      at++;
    }
    if (at > padding) {
      text.out.append(", occurs ").append(1 + at - padding);
    }
    return at;
  }

  /** {@return how many bytes are left over at the end of the data} */
  private static int printData(PacketText text, int code, int data, int length) {
    if (code == DhcpOption.MESSAGE_TYPE && length == 1) {
      printMessageType(text.out, text.bytes.u8(data));
      return 0;
    }
    if (code == DhcpOption.PARAMETER_REQUEST_LIST) {
      printCodes(text, data, length);
      return 0;
    }
    return switch (DhcpOption.format(code)) {
      case TEXT -> {
        printText(text, data, length);
        yield 0;
      }
      case ADDRESSES -> {
        for (int i = 0; i + 4 <= length; i += 4) {
          text.out.append(i > 0 ? "," : "");
          text.ipv4Address(data + i);
        }
        yield length % 4;
      }
      case ADDRESS_PAIRS -> {
        printAddressPairs(text, data, length);
        yield 0;
      }
      case BOOLEAN -> {
        printBoolean(text, data, length);
        yield 0;
      }
      case SIGNED_32 -> printNumbers(text, data, length, 4, true);
      case UNSIGNED_32 -> printNumbers(text, data, length, 4, false);
      case UNSIGNED_16 -> printNumbers(text, data, length, 2, false);
      case BYTES -> printNumbers(text, data, length, 1, false);
      case UNKNOWN -> printNumbers(text, data, length, widthByLength(length), false);
      case OWN -> DhcpOwnFormatText.print(text, code, data, length);
    };
  }

  private static void printMessageType(TextBuffer out, int type) {
    switch (type) {
      case 1 -> out.append("Discover");
      case 2 -> out.append("Offer");
      case 3 -> out.append("Request");
      case 4 -> out.append("Decline");
      case 5 -> out.append("ACK");
      case 6 -> out.append("NACK");
      case 7 -> out.append("Release");
      case 8 -> out.append("Inform");
      case 10 -> out.append("LeaseQuery");
      case 11 -> out.append("LeaseUnassigned");
      case 12 -> out.append("LeaseUnknown");
      case 13 -> out.append("LeaseActive");
      default -> out.append("Unknown (").append(type).append(')');
    }
  }

  private static void printCodes(PacketText text, int data, int length) {
    for (int i = 0; i < length; i++) {
      int code = text.bytes.u8(data + i);
      text.out.append(i % CODES_PER_LINE == 0 ? "\n\t      " : ", ");
      text.out.append(DhcpOption.name(code)).append(" (").append(code).append(')');
    }
  }

  static void printText(PacketText text, int data, int length) {
    text.out.append('"');
    DnsNameText.printCharacters(text, data, length);
    text.out.append('"');
  }

  private static void printAddressPairs(PacketText text, int data, int length) {
    TextBuffer out = text.out;
    int pairLength = 2 * Ipv4.ADDRESS_LENGTH;
    if (length == 0 || length % pairLength != 0) {
      out.append(length == 0 ? " [length != N x 8 bytes]" : "[length != N x 8 bytes]");
      return;
    }
    for (int i = 0; i < length; i += pairLength) {
      out.append(i > 0 ? ",(" : "(");
      text.ipv4Address(data + i);
      out.append(':');
      text.ipv4Address(data + i + Ipv4.ADDRESS_LENGTH);
      out.append(')');
    }
  }

  private static void printBoolean(PacketText text, int data, int length) {
    if (length != 1) {
      text.out.append("[length != 1 byte]");
      text.invalid();
      return;
    }
    int value = text.bytes.u8(data);
    switch (value) {
      case 0 -> text.out.append('N');
      case 1 -> text.out.append('Y');
      default -> text.out.append(value).append('?');
    }
  }

  private static int widthByLength(int length) {
    return length % 2 != 0 ? 1 : length % 4 != 0 ? 2 : 4;
  }

  /** {@return how many bytes are left over behind numbers of {@code width} bytes} */
  private static int printNumbers(
      PacketText text, int data, int length, int width, boolean isSigned) {
    WireBytes bytes = text.bytes;
    for (int i = 0; i + width <= length; i += width) {
      if (i > 0) {
        text.out.append(width == 1 ? '.' : ',');
      }
      switch (width) {
        case 1 -> text.out.append(bytes.u8(data + i));
        case 2 -> text.out.append(bytes.u16(data + i));
        default -> text.out.append(isSigned ? (long) bytes.i32(data + i) : bytes.u32(data + i));
      }
    }
    return length % width;
  }
}
