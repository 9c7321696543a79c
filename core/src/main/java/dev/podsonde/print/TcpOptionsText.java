package dev.podsonde.print;

import dev.podsonde.decode.Tcp;
import dev.podsonde.packet.WireBytes;

/** The options of a TCP header (RFC 9293 §3.2). */
final class TcpOptionsText {
  private static final int END = 0;
  private static final int NO_OPERATION = 1;
  private static final int MAXIMUM_SEGMENT_SIZE = 2;
  private static final int WINDOW_SCALE = 3;
  private static final int SACK_PERMITTED = 4;
  private static final int SACK = 5;
  private static final int ECHO = 6;
  private static final int ECHO_REPLY = 7;
  private static final int TIMESTAMPS = 8;
  private static final int CC = 11;
  private static final int CC_NEW = 12;
  private static final int CC_ECHO = 13;
  private static final int MD5_SIGNATURE = 19;
  private static final int SCPS = 20;
  private static final int USER_TIMEOUT = 28;
  private static final int AUTHENTICATION = 29;
  private static final int MULTIPATH = 30;
  private static final int FAST_OPEN = 34;
  private static final int EXPERIMENT = 254;

  /** Identifies Fast Open among experiments (RFC 7413 appendix A). */
  private static final int EXPERIMENT_FAST_OPEN = 0xf989;

  private static final int SACK_BLOCK_LENGTH = 8;

  /** Stands in front of the number of a kind that has no name. */
  private static final String UNKNOWN = "unknown-";

  /** What came of an option. */
  private enum Outcome {
    COMPLETE,
    BAD,
    CUT
  }

  private TcpOptionsText() {}

  /**
   * Appends the options of the segment at {@code tcp}.
   *
   * @param peerBase what the edges of selective acknowledgments are counted from
   * @return false when an option was cut or malformed, and then the packet's text is complete
   */
  static boolean print(PacketText text, int tcp, int headerLength, int flags, int peerBase) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    out.append(", options [");
    int end = tcp + headerLength;
    int at = tcp + Tcp.OPTIONS;
    boolean first = true;
    while (at < end) {
      if (!first) {
        out.append(',');
      }
      int kind = bytes.u8(at++);
      int dataLength = 0;
      if (hasLength(kind)) {
        int length = bytes.u8(at++);
        if (length < 2 || length > end - at + 2) {
          return bad(out, first);
        }
        dataLength = length - 2;
      }
      out.append(name(kind));
      int taken = dataTaken(kind, dataLength);
      Outcome outcome =
          taken > end - at ? Outcome.BAD : printData(text, kind, at, taken, flags, peerBase);
      if (outcome == Outcome.BAD) {
        return bad(out, first);
      }
      if (outcome == Outcome.CUT) {
        text.truncated();
        out.append(first ? "" : ">");
        return false;
      }
      at += taken;
      if (taken != dataLength) {
        out.append("[len ").append(dataLength + 2).append(']');
      }
      first = false;
      if (kind == END) {
        break;
      }
    }
    out.append(']');
    return true;
  }

  private static boolean bad(TextBuffer out, boolean first) {
    out.append(first ? "[bad opt]" : "[bad opt]]");
    return false;
  }

  private static boolean hasLength(int kind) {
    return kind != END && kind != NO_OPERATION;
  }

  private static String name(int kind) {
    return switch (kind) {
      case END -> "eol";
      case NO_OPERATION -> "nop";
      case MAXIMUM_SEGMENT_SIZE -> "mss";
      case WINDOW_SCALE -> "wscale";
      case SACK_PERMITTED -> "sackOK";
      case SACK -> "sack";
      case ECHO -> "echo";
      case ECHO_REPLY -> "echoreply";
      case TIMESTAMPS -> "TS";
      case CC -> "cc";
      case CC_NEW -> "ccnew";
      case CC_ECHO -> "ccecho";
      case MD5_SIGNATURE -> "md5";
      case SCPS -> "scps";
      case USER_TIMEOUT -> "uto";
      case AUTHENTICATION -> "tcp-ao";
      case MULTIPATH -> "mptcp";
      case FAST_OPEN -> "tfo";
      case EXPERIMENT -> "exp";
      default -> UNKNOWN;
    };
  }

  /** {@return how many bytes of data tcpdump takes, which for some kinds is whatever they need} */
  private static int dataTaken(int kind, int dataLength) {
    return switch (kind) {
      case SACK_PERMITTED -> 0;
      case WINDOW_SCALE -> 1;
      case MAXIMUM_SEGMENT_SIZE, SCPS, USER_TIMEOUT -> 2;
      case ECHO, ECHO_REPLY, CC, CC_NEW, CC_ECHO -> 4;
      case TIMESTAMPS -> 8;
      case MD5_SIGNATURE -> 16;
      default -> dataLength;
    };
  }

  private static Outcome printData(
      PacketText text, int kind, int data, int length, int flags, int peerBase) {
    if (kind == SACK) {
      return printSack(text, data, length, peerBase);
    }
    if (kind == AUTHENTICATION) {
      return printAuthentication(text, data, length);
    }
    if (name(kind).equals(UNKNOWN)) {
      text.out.append(kind).append(length == 0 ? "" : " 0x");
      return hexAsCaptured(text, data, length);
    }
    if (!text.bytes.has(data, length)) {
      return Outcome.CUT;
    }
    if (kind == MULTIPATH) {
      return completeIf(MultipathTcpText.print(text, data - 2, length + 2, flags));
    }
    if (kind == EXPERIMENT) {
      return completeIf(printExperiment(text, data, length));
    }
    printCapturedData(text, kind, data, length);
    return Outcome.COMPLETE;
  }

  private static Outcome completeIf(boolean wellFormed) {
    return wellFormed ? Outcome.COMPLETE : Outcome.BAD;
  }

  private static void printCapturedData(PacketText text, int kind, int data, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    switch (kind) {
      case MAXIMUM_SEGMENT_SIZE -> out.append(' ').append(bytes.u16(data));
      case WINDOW_SCALE -> out.append(' ').append(bytes.u8(data));
      case ECHO, ECHO_REPLY, CC, CC_NEW, CC_ECHO -> out.append(' ').append(bytes.u32(data));
      case TIMESTAMPS -> {
        out.append(" val ").append(bytes.u32(data));
        out.append(" ecr ").append(bytes.u32(data + 4));
      }
      case MD5_SIGNATURE -> {
        out.append(' ');
        hex(text, data, length);
      }
      case SCPS -> {
        out.append(" cap ").appendHex(bytes.u8(data), 2);
        out.append(" id ").append(bytes.u8(data + 1));
      }
      case USER_TIMEOUT -> {
        int timeout = bytes.u16(data);
        boolean minutes = (timeout & 1) != 0;
        out.append(" 0x").appendHex(timeout);
        out.append(' ').append((timeout >> 1) * (minutes ? 60 : 1));
      }
      case FAST_OPEN -> {
        out.append(' ');
        printFastOpen(text, data, length);
      }
      default -> {}
    }
  }

  private static Outcome printSack(PacketText text, int data, int length, int peerBase) {
    if (length % SACK_BLOCK_LENGTH != 0) {
      text.out.append(" invalid sack");
      return Outcome.COMPLETE;
    }
    text.out.append(' ').append(length / SACK_BLOCK_LENGTH).append(' ');
    for (int block = data; block < data + length; block += SACK_BLOCK_LENGTH) {
      if (!text.bytes.has(block, SACK_BLOCK_LENGTH)) {
        return Outcome.CUT;
      }
      text.out.append('{').appendUnsigned(text.bytes.i32(block) - peerBase).append(':');
      text.out.appendUnsigned(text.bytes.i32(block + 4) - peerBase).append('}');
    }
    return Outcome.COMPLETE;
  }

  /** The TCP authentication option (RFC 5925 §2.2). */
  private static Outcome printAuthentication(PacketText text, int data, int length) {
    WireBytes bytes = text.bytes;
    if (length < 2) {
      text.invalid();
      return Outcome.COMPLETE;
    }
    if (!bytes.has(data, 1)) {
      return Outcome.CUT;
    }
    text.out.append(" keyid ").append(bytes.u8(data));
    if (!bytes.has(data, 2)) {
      return Outcome.CUT;
    }
    text.out.append(" rnextkeyid ").append(bytes.u8(data + 1));
    if (length == 2) {
      return Outcome.COMPLETE;
    }
    text.out.append(" mac 0x");
    return hexAsCaptured(text, data + 2, length - 2);
  }

  private static boolean printExperiment(PacketText text, int data, int length) {
    if (length < 2) {
      return false;
    }
    int identifier = text.bytes.u16(data);
    if (identifier == EXPERIMENT_FAST_OPEN) {
      text.out.append("-tfo");
      printFastOpen(text, data + 2, length - 2);
    } else {
      text.out.append('-').appendHex(identifier, 4);
    }
    return true;
  }

  /** A Fast Open cookie or the request for one (RFC 7413 §4.1.1). */
  private static void printFastOpen(PacketText text, int cookie, int length) {
    if (length == 0) {
      text.out.append(" cookiereq");
    } else if (length % 2 != 0 || length < 4 || length > 16) {
      text.invalid();
    } else {
      text.out.append(" cookie ");
      hex(text, cookie, length);
    }
  }

  private static void hex(PacketText text, int offset, int length) {
    for (int at = offset; at < offset + length; at++) {
      text.out.appendHex(text.bytes.u8(at), 2);
    }
  }

  /** Appends the bytes up to where they were cut. */
  private static Outcome hexAsCaptured(PacketText text, int offset, int length) {
    for (int at = offset; at < offset + length; at++) {
      if (!text.bytes.has(at, 1)) {
        return Outcome.CUT;
      }
      text.out.appendHex(text.bytes.u8(at), 2);
    }
    return Outcome.COMPLETE;
  }
}
