package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** A packet's bytes, as -x, -X and -A show them. */
final class DumpText {
  private static final int BYTES_PER_LINE = 16;

  /** Width of the hexadecimal part of a line: eight groups of a space and four digits. */
  private static final int HEX_WIDTH = 40;

  private DumpText() {}

  /** Appends lines of hexadecimal groups of two bytes. */
  static void hex(PacketText text, int offset, int length) {
    hex(text, offset, "\n\t", length);
  }

  /**
   * Appends what is there of a part of a packet that has no printer; {@code indent} starts lines.
   */
  static void unknown(PacketText text, int offset, String indent, int length) {
    hex(text, offset, indent, Math.min(length, text.bytes.length() - offset));
  }

  private static void hex(PacketText text, int offset, String indent, int length) {
    for (int line = 0; line < length; line += BYTES_PER_LINE) {
      lineOffset(text.out, indent, line);
      hexLine(text, offset + line, Math.min(BYTES_PER_LINE, length - line));
    }
  }

  /** Appends lines of hexadecimal groups with the same bytes as text behind. */
  static void hexAndAscii(PacketText text, int offset, int length) {
    TextBuffer out = text.out;
    for (int line = 0; line < length; line += BYTES_PER_LINE) {
      int count = Math.min(BYTES_PER_LINE, length - line);
      lineOffset(out, "\n\t", line);
      int hexStart = out.length();
      hexLine(text, offset + line, count);
      out.padTo(hexStart, HEX_WIDTH).append("  ");
      for (int at = offset + line; at < offset + line + count; at++) {
        int value = text.bytes.u8(at);
        out.append(isGraphic(value) ? (char) value : '.');
      }
    }
  }

  /** Appends the bytes as text; line ends are those of the payload. */
  static void ascii(PacketText text, int offset, int length) {
    WireBytes bytes = text.bytes;
    text.out.append('\n');
    int end = offset + length;
    for (int at = offset; at < end; at++) {
      int value = bytes.u8(at);
      if (value == '\r') {
        // A carriage return shows only inside a line; the packet's last two bytes end one, too.
        if (end - at > 2 && bytes.u8(at + 1) != '\n') {
          text.out.append('.');
        }
      } else if (isGraphic(value) || value == '\t' || value == ' ' || value == '\n') {
        text.out.append((char) value);
      } else {
        text.out.append('.');
      }
    }
  }

  private static void lineOffset(TextBuffer out, String indent, int line) {
    out.append(indent).append("0x");
    if (line > 0xffff) {
      out.appendHex(line);
    } else {
      out.appendHex(line, 4);
    }
    out.append(": ");
  }

  private static void hexLine(PacketText text, int offset, int count) {
    for (int i = 0; i < count; i++) {
      if ((i & 1) == 0) {
        text.out.append(' ');
      }
      text.out.appendHex(text.bytes.u8(offset + i), 2);
    }
  }

  private static boolean isGraphic(int value) {
    return value > ' ' && value < 0x7f;
  }
}
