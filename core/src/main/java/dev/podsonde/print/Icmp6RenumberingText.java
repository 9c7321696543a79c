package dev.podsonde.print;

import dev.podsonde.decode.Ipv6;
import dev.podsonde.packet.WireBytes;

/** Router Renumbering (RFC 2894 §3). */
final class Icmp6RenumberingText {
  static final int TYPE = 138;

  private static final int SEQUENCE_NUMBER = 4;
  private static final int SEGMENT_NUMBER = 8;
  private static final int FLAGS = 9;
  private static final int MAXIMUM_DELAY = 10;
  private static final int RESERVED = 12;
  private static final int MATCH = 16;
  private static final int MATCH_LENGTH = 24;
  private static final int USE_LENGTH = 32;

  private static final char[] FLAG_NAMES = {'T', 'R', 'A', 'S', 'P'};

  private Icmp6RenumberingText() {}

  /** Prints the message at {@code icmp6}. */
  static void print(PacketText text, int icmp6, int code) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (text.isCut(icmp6 + RESERVED, 4)) {
      return;
    }
    switch (code) {
      case 0 -> out.append(", command");
      case 1 -> out.append(", result");
      case 255 -> out.append(", sequence number reset");
      default -> out.append(", code-#").append(code);
    }
    out.append(", seq=").append(bytes.u32(icmp6 + SEQUENCE_NUMBER));
    if (text.verbosity > 0) {
      printFlags(text, icmp6);
    }
    if (code == 0) {
      printCommand(text, icmp6 + MATCH);
    }
  }

  private static void printFlags(PacketText text, int icmp6) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    out.append('[');
    int flags = bytes.u8(icmp6 + FLAGS);
    if (flags != 0) {
      int start = out.length();
      for (int i = 0; i < FLAG_NAMES.length; i++) {
        if ((flags & (0x80 >> i)) != 0) {
          out.append(FLAG_NAMES[i]);
        }
      }
      out.append(out.length() == start ? "none," : ",");
    }
    out.append("seg=").append(bytes.u8(icmp6 + SEGMENT_NUMBER));
    out.append(",maxdelay=").append(bytes.u16(icmp6 + MAXIMUM_DELAY));
    if (bytes.u32(icmp6 + RESERVED) != 0) {
      out.append("rsvd=0x").appendHex(bytes.u32(icmp6 + RESERVED));
    }
    out.append(']');
  }

  private static void printCommand(PacketText text, int match) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (text.isCut(match + 8, Ipv6.ADDRESS_LENGTH)) {
      return;
    }
    out.append(text.verbosity > 1 ? "\n\t" : " ").append("match(");
    int code = bytes.u8(match);
    switch (code) {
      case 1 -> out.append("add");
      case 2 -> out.append("change");
      case 3 -> out.append("setglobal");
      default -> out.append('#').append(code);
    }
    if (text.verbosity > 0) {
      out.append(",ord=").append(bytes.u8(match + 2));
      out.append(",min=").append(bytes.u8(match + 4));
      out.append(",max=").append(bytes.u8(match + 5));
    }
    out.append(',').appendIpv6(bytes.i64(match + 8), bytes.i64(match + 16));
    out.append('/').append(bytes.u8(match + 3)).append(')');
    int words = bytes.u8(match + 1) - 3;
    if (words % 4 != 0) {
      text.truncated();
      return;
    }
    for (int i = 0; i < words / 4; i++) {
      int use = match + MATCH_LENGTH + i * USE_LENGTH;
      if (text.isCut(use + 16, Ipv6.ADDRESS_LENGTH)) {
        return;
      }
      printUse(text, use);
    }
  }

  private static void printUse(PacketText text, int use) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    out.append(text.verbosity > 1 ? "\n\t" : " ").append("use(");
    int flags = bytes.u8(use + 12);
    if (flags != 0) {
      out.append((flags & 0x80) != 0 ? "V" : "").append((flags & 0x40) != 0 ? "P," : ",");
    }
    if (text.verbosity > 0) {
      out.append("mask=0x").appendHex(bytes.u8(use + 2));
      out.append(",raflags=0x").appendHex(bytes.u8(use + 3)).append(',');
      printLifetime(text, "vltime=", use + 4);
      printLifetime(text, "pltime=", use + 8);
    }
    out.appendIpv6(bytes.i64(use + 16), bytes.i64(use + 24));
    out.append('/').append(bytes.u8(use)).append('/').append(bytes.u8(use + 1)).append(')');
  }

  private static void printLifetime(PacketText text, String label, int at) {
    long seconds = text.bytes.u32(at);
    text.out.append(label);
    if (seconds == 0xffff_ffffL) {
      text.out.append("infty,");
    } else {
      text.out.append(seconds).append(',');
    }
  }
}
