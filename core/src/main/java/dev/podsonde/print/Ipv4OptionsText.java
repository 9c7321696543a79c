package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** The options of an IPv4 header (RFC 791 §3.1). */
final class Ipv4OptionsText {
  private static final int END = 0;
  private static final int NO_OPERATION = 1;
  private static final int RECORD_ROUTE = 7;
  private static final int TIMESTAMP = 68;
  private static final int TRACEROUTE = 82;
  private static final int SECURITY = 130;
  private static final int LOOSE_SOURCE_ROUTE = 131;
  private static final int STRICT_SOURCE_ROUTE = 137;
  private static final int ROUTER_ALERT = 148;

  private static final int ADDRESS_LENGTH = 4;

  /** Where a recorded route begins, behind kind, length and pointer. */
  private static final int ROUTE = 3;

  /** Where a timestamp's overflow and flags are, and where its list begins. */
  private static final int TIMESTAMP_FLAGS = 3;

  private static final int TIMESTAMP_LIST = 4;

  private Ipv4OptionsText() {}

  /**
   * Appends the options at {@code options}, comma between.
   *
   * @return false when an option was cut
   */
  static boolean print(PacketText text, int options, int length) {
    WireBytes bytes = text.bytes;
    int end = options + length;
    int optionLength;
    for (int option = options; option < end; option += optionLength) {
      text.out.append(option == options ? "" : ",");
      int kind = bytes.u8(option);
      printName(text.out, kind);
      optionLength = kind == END || kind == NO_OPERATION ? 1 : bytes.u8(option + 1);
      boolean tooShort = optionLength < 2 && kind != END && kind != NO_OPERATION;
      if (tooShort || optionLength > end - option) {
        text.out.append(" [bad length ").append(optionLength).append(']');
        return true;
      }
      if (!bytes.has(option, optionLength)) {
        return false;
      }
      if (kind == END) {
        return true;
      }
      if (!printData(text, kind, option, optionLength)) {
        return false;
      }
    }
    return true;
  }

  private static void printName(TextBuffer out, int kind) {
    switch (kind) {
      case END -> out.append("EOL");
      case NO_OPERATION -> out.append("NOP");
      case RECORD_ROUTE -> out.append("RR");
      case TIMESTAMP -> out.append("timestamp");
      case TRACEROUTE -> out.append("traceroute");
      case SECURITY -> out.append("security");
      case LOOSE_SOURCE_ROUTE -> out.append("LSRR");
      case STRICT_SOURCE_ROUTE -> out.append("SSRR");
      case ROUTER_ALERT -> out.append("RA");
      default -> out.append("unknown ").append(kind);
    }
  }

  /** {@return false when it was cut: a list may run past the length that its option says} */
  private static boolean printData(PacketText text, int kind, int option, int length) {
    return switch (kind) {
      case TIMESTAMP -> printTimestamp(text, option, length);
      case RECORD_ROUTE, LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE ->
          printRoute(text, option, length);
      case ROUTER_ALERT -> printRouterAlert(text, option, length);
      default -> true;
    };
  }

  private static boolean printRoute(PacketText text, int option, int length) {
    TextBuffer out = text.out;
    if (length < ROUTE || (length + 1) % ADDRESS_LENGTH != 0) {
      out.append(" [bad length ").append(length).append(']');
      if (length < ROUTE) {
        return true;
      }
    }
    int pointer = pointer(text.bytes, option);
    if (pointer < ROUTE || (pointer + 1) % ADDRESS_LENGTH != 0 || pointer > length + 1) {
      out.append(" [bad ptr ").append(text.bytes.u8(option + 2)).append(']');
    }
    for (int at = ROUTE; at < length; at += ADDRESS_LENGTH) {
      if (!text.bytes.has(option + at, ADDRESS_LENGTH)) {
        return false;
      }
      out.append(' ');
      text.ipv4Address(option + at);
      if (pointer > at) {
        out.append(',');
      }
    }
    return true;
  }

  /** {@return an offset in the option; its field counts from 1, and a 0 is past every end} */
  private static int pointer(WireBytes bytes, int option) {
    int field = bytes.u8(option + 2);
    return field == 0 ? Integer.MAX_VALUE : field - 1;
  }

  private static boolean printTimestamp(PacketText text, int option, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (length < TIMESTAMP_LIST) {
      out.append("[bad length ").append(length).append(']');
      return true;
    }
    out.append(" TS{");
    int flags = bytes.u8(option + TIMESTAMP_FLAGS);
    int type = flags & 0x0f;
    int entryLength = type == 0 ? 4 : 8;
    if ((length - TIMESTAMP_LIST) % entryLength != 0) {
      out.append("[bad length ").append(length).append(']');
    }
    int pointer = pointer(bytes, option);
    boolean outside = pointer < TIMESTAMP_LIST || pointer > length + 1;
    if (outside || (pointer - TIMESTAMP_LIST) % entryLength != 0) {
      out.append("[bad ptr ").append(bytes.u8(option + 2)).append(']');
    }
    switch (type) {
      case 0 -> out.append("TSONLY");
      case 1 -> out.append("TS+ADDR");
      case 3 -> out.append("PRESPEC");
      default -> out.append("[bad ts type ").append(type).append(']');
    }
    int end = 0;
    if (type == 0 || type == 1 || type == 3) {
      end = printTimestamps(text, option, length, pointer, entryLength);
    }
    if (end < 0) {
      return false;
    }
    out.append(pointer == end ? " ^ " : "");
    int overflow = flags >> 4;
    if (overflow != 0) {
      out.append(" [").append(overflow).append(" hops not recorded]} ");
    } else {
      out.append('}');
    }
    return true;
  }

  /** {@return where in the option the list ended; negative when it was cut} */
  private static int printTimestamps(
      PacketText text, int option, int length, int pointer, int entryLength) {
    int at = TIMESTAMP_LIST;
    for (; at < length; at += entryLength) {
      if (!text.bytes.has(option + at, entryLength)) {
        return -1;
      }
      text.out.append(pointer == at ? " ^ " : " ");
      text.out.append(text.bytes.u32(option + at + entryLength - 4)).append('@');
      if (entryLength == 8) {
        text.ipv4Address(option + at);
      }
    }
    return at;
  }

  private static boolean printRouterAlert(PacketText text, int option, int length) {
    if (length < 4) {
      text.out.append(" [bad length ").append(length).append(']');
      return true;
    }
    int value = text.bytes.u16(option + 2);
    if (value != 0) {
      text.out.append(" value ").append(value);
    }
    return true;
  }
}
