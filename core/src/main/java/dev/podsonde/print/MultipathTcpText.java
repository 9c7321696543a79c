package dev.podsonde.print;

import dev.podsonde.decode.Tcp;
import dev.podsonde.packet.WireBytes;

/** The Multipath TCP option (RFC 6824 and RFC 8684, §3). */
final class MultipathTcpText {
  private static final String[] SUBTYPES = {
    "capable", "join", "dss", "add-addr", "rem-addr", "prio", "fail", "fast-close", "unknown"
  };

  /** The subtype is in the upper half of this byte. */
  private static final int SUBTYPE = 2;

  /** Flags of most subtypes, identifier of an address in others. */
  private static final int FLAGS = 3;

  private static final int CAPABLE_CHECKSUM = 0x80;

  private static final int DSS_FIN = 0x10;
  private static final int DSS_LONG_SEQUENCE = 0x08;
  private static final int DSS_SEQUENCE = 0x04;
  private static final int DSS_LONG_ACKNOWLEDGMENT = 0x02;
  private static final int DSS_ACKNOWLEDGMENT = 0x01;

  private MultipathTcpText() {}

  /**
   * Appends the option at {@code option}, all of it captured.
   *
   * @param length its length, kind and length included
   * @param flags the TCP flags of the segment
   * @return false when it is malformed
   */
  static boolean print(PacketText text, int option, int length, int flags) {
    text.protocol = "mptcp";
    if (length <= SUBTYPE) {
      return false;
    }
    int subtype = Math.min(text.bytes.u8(option + SUBTYPE) >> 4, SUBTYPES.length - 1);
    text.out.append(' ').append(length).append(' ').append(SUBTYPES[subtype]);
    return switch (subtype) {
      case 0 -> printCapable(text, option, length, flags);
      case 1 -> printJoin(text, option, length, flags);
      case 2 -> printDataSequenceSignal(text, option, length, flags);
      case 3 -> printAddAddress(text, option, length);
      case 4 -> printRemoveAddress(text, option, length);
      case 5 -> printPriority(text, option, length);
      case 6 -> printFail(text, option, length);
      case 7 -> printFastClose(text, option, length);
      default -> true;
    };
  }

  private static boolean printCapable(PacketText text, int option, int length, int flags) {
    WireBytes bytes = text.bytes;
    boolean syn = (flags & Tcp.FLAG_SYN) != 0;
    boolean ack = (flags & Tcp.FLAG_ACK) != 0;
    boolean inHandshake = (length == 12 || length == 4) && syn;
    boolean afterHandshake = (length == 20 || length == 22) && ack && !syn;
    if (!inHandshake && !afterHandshake) {
      return false;
    }
    int version = bytes.u8(option + SUBTYPE) & 0x0f;
    if (version > 1) {
      text.out.append(" Unknown Version (").append(version).append(')');
      return true;
    }
    text.out.append(" v").append(version);
    if ((bytes.u8(option + FLAGS) & CAPABLE_CHECKSUM) != 0) {
      text.out.append(" csum");
    }
    if (length >= 12) {
      text.out.append(" {0x").appendHex(bytes.i64(option + 4));
      if (length >= 20) {
        text.out.append(",0x").appendHex(bytes.i64(option + 12));
      }
      text.out.append('}');
    }
    return true;
  }

  private static boolean printJoin(PacketText text, int option, int length, int flags) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    boolean syn = (flags & Tcp.FLAG_SYN) != 0;
    boolean ack = (flags & Tcp.FLAG_ACK) != 0;
    if (!(length == 12 && syn) && !(length == 16 && syn && ack) && !(length == 24 && ack)) {
      return false;
    }
    if (length == 24) {
      out.append(" hmac 0x");
      for (int at = option + 4; at < option + length; at++) {
        out.appendHex(bytes.u8(at), 2);
      }
      return true;
    }
    printBackup(text, option, "");
    out.append(" id ").append(bytes.u8(option + FLAGS));
    if (length == 12) {
      out.append(" token 0x").appendHex(bytes.u32(option + 4));
      out.append(" nonce 0x").appendHex(bytes.u32(option + 8));
    } else {
      out.append(" hmac 0x").appendHex(bytes.i64(option + 4));
      out.append(" nonce 0x").appendHex(bytes.u32(option + 12));
    }
    return true;
  }

  private static boolean printDataSequenceSignal(
      PacketText text, int option, int length, int tcpFlags) {
    if (length < 4 || (tcpFlags & Tcp.FLAG_SYN) != 0) {
      return false;
    }
    int flags = text.bytes.u8(option + FLAGS);
    if ((flags & DSS_FIN) != 0) {
      text.out.append(" fin");
    }
    int at = option + 4;
    int end = option + length;
    if ((flags & DSS_ACKNOWLEDGMENT) != 0) {
      text.out.append(" ack ");
      at = printNumber(text, at, end, (flags & DSS_LONG_ACKNOWLEDGMENT) != 0);
    }
    if (at <= end && (flags & DSS_SEQUENCE) != 0) {
      text.out.append(" seq ");
      at = printNumber(text, at, end, (flags & DSS_LONG_SEQUENCE) != 0);
      at = at <= end ? printMapping(text, at, end) : at;
    }
    return at == end;
  }

  /** {@return where the next field begins; past {@code end} when there was no room for this one} */
  private static int printNumber(PacketText text, int at, int end, boolean isLong) {
    int next = at + (isLong ? 8 : 4);
    if (next > end) {
      return next;
    }
    if (isLong) {
      text.out.append(Long.toUnsignedString(text.bytes.i64(at)));
    } else {
      text.out.append(text.bytes.u32(at));
    }
    return next;
  }

  /** Subflow sequence number, data-level length, and a checksum if there is room for one. */
  private static int printMapping(PacketText text, int at, int end) {
    int dataLength = at + 4;
    int checksum = dataLength + 2;
    if (dataLength > end) {
      return dataLength;
    }
    text.out.append(" subseq ").append(text.bytes.u32(at));
    if (checksum > end) {
      return checksum;
    }
    text.out.append(" len ").append(text.bytes.u16(dataLength));
    if (checksum + 2 > end) {
      return checksum;
    }
    text.out.append(" csum 0x").appendHex(text.bytes.u16(checksum));
    return checksum + 2;
  }

  private static boolean printAddAddress(PacketText text, int option, int length) {
    boolean ipv4 = length == 8 || length == 10 || length == 16 || length == 18;
    boolean ipv6 = length == 20 || length == 22 || length == 28 || length == 30;
    if (!ipv4 && !ipv6) {
      return false;
    }
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    out.append(
        switch (bytes.u8(option + SUBTYPE) & 0x0f) {
          case 0 -> " v1";
          case 1 -> " v1-echo";
          case 4 -> " v0-ip4";
          case 6 -> " v0-ip6";
          default -> " [bad version/echo]";
        });
    out.append(" id ").append(bytes.u8(option + FLAGS)).append(' ');
    int at = option + 4;
    if (ipv4) {
      text.ipv4Address(at);
      at += 4;
    } else {
      text.ipv6Address(at);
      at += 16;
    }
    int rest = option + length - at;
    if (rest == 2 || rest == 10) {
      out.append(':').append(bytes.u16(at));
      at += 2;
    }
    if (rest >= 8) {
      out.append(" hmac 0x").appendHex(bytes.i64(at));
    }
    return true;
  }

  private static boolean printRemoveAddress(PacketText text, int option, int length) {
    if (length < 4) {
      return false;
    }
    text.out.append(" id");
    for (int at = option + FLAGS; at < option + length; at++) {
      text.out.append(' ').append(text.bytes.u8(at));
    }
    return true;
  }

  private static boolean printPriority(PacketText text, int option, int length) {
    if (length != 3 && length != 4) {
      return false;
    }
    printBackup(text, option, " non-backup");
    if (length == 4) {
      text.out.append(" id ").append(text.bytes.u8(option + FLAGS));
    }
    return true;
  }

  private static boolean printFail(PacketText text, int option, int length) {
    if (length != 12) {
      return false;
    }
    text.out.append(" seq ").append(Long.toUnsignedString(text.bytes.i64(option + 4)));
    return true;
  }

  private static boolean printFastClose(PacketText text, int option, int length) {
    if (length != 12) {
      return false;
    }
    text.out.append(" key 0x").appendHex(text.bytes.i64(option + 4));
    return true;
  }

  private static void printBackup(PacketText text, int option, String otherwise) {
    text.out.append((text.bytes.u8(option + SUBTYPE) & 1) != 0 ? " backup" : otherwise);
  }
}
