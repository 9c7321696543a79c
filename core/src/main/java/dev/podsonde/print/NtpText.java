package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** The Network Time Protocol (RFC 5905 §7.3, control messages RFC 9327 §2). */
final class NtpText {
  private static final int LEAP_VERSION_MODE = 0;
  private static final int STRATUM = 1;
  private static final int POLL = 2;
  private static final int PRECISION = 3;
  private static final int ROOT_DELAY = 4;
  private static final int ROOT_DISPERSION = 8;
  private static final int REFERENCE_ID = 12;
  private static final int REFERENCE_TIMESTAMP = 16;
  private static final int ORIGIN_TIMESTAMP = 24;
  private static final int RECEIVE_TIMESTAMP = 32;
  private static final int TRANSMIT_TIMESTAMP = 40;
  private static final int HEADER_LENGTH = 48;
  private static final int KEY_ID = 48;
  private static final int DIGEST = 52;
  private static final int MD5_LENGTH = 16;
  private static final int SHA1_LENGTH = 20;
  private static final int TIMESTAMP_LENGTH = 8;

  private static final int CONTROL_OPCODE = 1;
  private static final int CONTROL_SEQUENCE = 2;
  private static final int CONTROL_STATUS = 4;
  private static final int CONTROL_ASSOCIATION_ID = 6;
  private static final int CONTROL_OFFSET = 8;
  private static final int CONTROL_COUNT = 10;
  private static final int CONTROL_HEADER_LENGTH = 12;

  private static final int MODE_CONTROL = 6;
  private static final int MODE_PRIVATE = 7;

  private static final String[] MODES = {
    "unspecified",
    "symmetric active",
    "symmetric passive",
    "Client",
    "Server",
    "Broadcast",
    "Control Message",
    "Reserved"
  };

  private static final String[] LEAP_INDICATORS = {"", "+1s", "-1s", "clock unsynchronized"};

  private static final int STRATUM_UNSPECIFIED = 0;
  private static final int STRATUM_PRIMARY = 1;
  private static final int STRATUM_SECONDARY_MAX = 15;

  /** Strata of the first implementation's queries and replies about itself. */
  private static final int STRATUM_INFO_QUERY = 62;

  private static final int STRATUM_INFO_REPLY = 63;

  /** Seconds from 1900, where era 0 begins, to 1970 (RFC 5905 §6). */
  private static final long ERA_0_TO_UNIX_EPOCH = 2_208_988_800L;

  /** Seconds from 1970 to 2036-02-07 06:28:16 UTC, where era 1 begins. */
  private static final long UNIX_EPOCH_TO_ERA_1 = 2_085_978_496L;

  private static final double UNITS_PER_SECOND = 0x1p32;
  private static final double NANOS_PER_SECOND = 1e9;

  private NtpText() {}

  /** Prints the message at {@code ntp}. */
  static void print(PacketText text, int ntp, int length) {
    text.protocol = "ntp";
    TextBuffer out = text.out;
    int leapVersionMode = text.bytes.u8(ntp + LEAP_VERSION_MODE);
    int mode = leapVersionMode & 7;
    out.append("NTPv").append(leapVersionMode >> 3 & 7);
    out.append(", ").append(MODES[mode]).append(", length ").append(length);
    if (text.verbosity == 0) {
      return;
    }
    out.append("\n\tLeap indicator: ").append(LEAP_INDICATORS[leapVersionMode >> 6]);
    out.append(" (").append(leapVersionMode & 0xc0).append(')');
    switch (mode) {
      case MODE_CONTROL -> printControl(text, ntp, length);
      case MODE_PRIVATE -> {}
      default -> printTime(text, ntp, length);
    }
  }

  private static void printTime(PacketText text, int ntp, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (length < HEADER_LENGTH) {
      printTooShort(text, ntp, length);
      return;
    }
    int stratum = bytes.u8(ntp + STRATUM);
    out.append(", Stratum ").append(stratum).append(" (").append(stratumName(stratum)).append(')');
    int poll = (byte) bytes.u8(ntp + POLL);
    out.append(", poll ").append(poll);
    printPollInterval(out, poll);
    int precision = (byte) bytes.u8(ntp + PRECISION);
    out.append(", precision ").append(precision);
    if (!printShort(text, "\n\tRoot Delay: ", ntp + ROOT_DELAY)
        || !printShort(text, ", Root dispersion: ", ntp + ROOT_DISPERSION)) {
      return;
    }
    if (text.isCut(ntp + REFERENCE_ID, 4)) {
      return;
    }
    out.append(", Reference-ID: ");
    if (printReferenceId(text, stratum, ntp + REFERENCE_ID)
        && printTimestamp(text, "\n\t  Reference Timestamp:  ", ntp + REFERENCE_TIMESTAMP)
        && printTimestamp(text, "\n\t  Origin Timestamp:     ", ntp + ORIGIN_TIMESTAMP)
        && printTimestamp(text, "\n\t  Receive Timestamp:    ", ntp + RECEIVE_TIMESTAMP)
        && printTimestamp(text, "\n\t  Transmit Timestamp:   ", ntp + TRANSMIT_TIMESTAMP)) {
      out.append("\n\t    Originator - Receive Timestamp:  ");
      printDifference(text, ntp + ORIGIN_TIMESTAMP, ntp + RECEIVE_TIMESTAMP);
      out.append("\n\t    Originator - Transmit Timestamp: ");
      printDifference(text, ntp + ORIGIN_TIMESTAMP, ntp + TRANSMIT_TIMESTAMP);
      printAuthenticator(text, ntp, length);
    }
  }

  private static String stratumName(int stratum) {
    if (stratum == STRATUM_UNSPECIFIED) {
      return "unspecified";
    }
    if (stratum == STRATUM_PRIMARY) {
      return "primary reference";
    }
    return stratum <= STRATUM_SECONDARY_MAX ? "secondary reference" : "reserved";
  }

  /** The field is the interval's binary logarithm. */
  private static void printPollInterval(TextBuffer out, int poll) {
    if (poll > -Integer.SIZE && poll < Integer.SIZE) {
      out.append(poll < 0 ? " (1/" : " (").append(1L << Math.abs(poll)).append("s)");
    }
  }

  /** {@return whether the fixed-point number, 16 bits before the point and 16 after, was there} */
  private static boolean printShort(PacketText text, String label, int at) {
    WireBytes bytes = text.bytes;
    if (text.isCut(at, 4)) {
      return false;
    }
    text.out.append(label).append(bytes.u16(at)).append('.');
    text.out.appendDecimal((int) (bytes.u16(at + 2) / 65_536.0 * 1e6), 6);
    return true;
  }

  /** {@return whether the stratum has timestamps} */
  private static boolean printReferenceId(PacketText text, int stratum, int at) {
    switch (stratum) {
      case STRATUM_UNSPECIFIED -> text.out.append("(unspec)");
      case STRATUM_PRIMARY -> DnsNameText.printCharacters(text, at, 4);
      case STRATUM_INFO_QUERY, STRATUM_INFO_REPLY -> {
        text.ipv4Address(at);
        text.out.append(stratum == STRATUM_INFO_QUERY ? " INFO_QUERY" : " INFO_REPLY");
        return false;
      }
      default -> text.out.append("0x").appendHex(text.bytes.i32(at), 8);
    }
    return true;
  }

  /** {@return whether the timestamp was there} */
  private static boolean printTimestamp(PacketText text, String label, int at) {
    if (text.isCut(at, TIMESTAMP_LENGTH)) {
      return false;
    }
    text.out.append(label);
    printTimestamp(text, at);
    return true;
  }

  private static void printTimestamp(PacketText text, int at) {
    TextBuffer out = text.out;
    long seconds = text.bytes.u32(at);
    printSeconds(out, seconds, text.bytes.u32(at + 4));
    if (seconds == 0) {
      return;
    }
    // Era 0 has ended when the first bit is clear (RFC 4330 §3).
    boolean isEra0 = seconds >> 31 != 0;
    long unixSeconds = isEra0 ? seconds - ERA_0_TO_UNIX_EPOCH : seconds + UNIX_EPOCH_TO_ERA_1;
    out.append(" (");
    text.calendar.date(out, Math.floorDiv(unixSeconds, CalendarText.SECONDS_PER_DAY));
    out.append('T');
    CalendarText.timeOfDay(out, Math.floorMod(unixSeconds, CalendarText.SECONDS_PER_DAY));
    out.append("Z)");
  }

  private static void printDifference(PacketText text, int origin, int timestamp) {
    WireBytes bytes = text.bytes;
    long before = bytes.i64(origin);
    if (before == 0) {
      printTimestamp(text, timestamp);
      return;
    }
    long after = bytes.i64(timestamp);
    boolean isLater = Long.compareUnsigned(after, before) > 0;
    long difference = isLater ? after - before : before - after;
    text.out.append(isLater ? '+' : '-');
    printSeconds(text.out, difference >>> 32, difference & 0xffff_ffffL);
  }

  private static void printSeconds(TextBuffer out, long seconds, long fraction) {
    int nanos = (int) (fraction / UNITS_PER_SECOND * NANOS_PER_SECOND);
    out.append(seconds).append('.').appendDecimal(nanos, 9);
  }

  /** tcpdump knows no extension field: the length tells what follows the header. */
  private static void printAuthenticator(PacketText text, int ntp, int length) {
    TextBuffer out = text.out;
    int digestLength = length - DIGEST;
    if (digestLength == 0 || digestLength == MD5_LENGTH || digestLength == SHA1_LENGTH) {
      text.bytes.require(ntp + KEY_ID, 4);
      out.append("\n\tKey id: ").append(text.bytes.u32(ntp + KEY_ID));
      if (text.isCut(ntp + DIGEST, digestLength)) {
        return;
      }
      out.append(digestLength > 0 ? "\n\tAuthentication: " : "");
      for (int i = 0; i < digestLength; i++) {
        out.appendHex(text.bytes.u8(ntp + DIGEST + i), 2);
      }
    } else if (length > HEADER_LENGTH) {
      out.append("\n\t(").append(length - HEADER_LENGTH).append(" more bytes after the header)");
    }
  }

  private static void printControl(PacketText text, int ntp, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (length < CONTROL_HEADER_LENGTH) {
      printTooShort(text, ntp, length);
      return;
    }
    int opcode = bytes.u8(ntp + CONTROL_OPCODE);
    out.append((opcode & 0x80) != 0 ? ", Response" : ", Request");
    out.append((opcode & 0x40) != 0 ? ", Error" : ", OK");
    out.append((opcode & 0x20) != 0 ? ", More" : ", Last");
    out.append(", OpCode=").append(opcode & 0x1f).append('\n');
    printField(text, "\tSequence=", ntp + CONTROL_SEQUENCE);
    int status = bytes.u16(ntp + CONTROL_STATUS);
    out.append(status == 0 ? ", Status=" : ", Status=0x").appendHex(status);
    printField(text, ", Assoc.=", ntp + CONTROL_ASSOCIATION_ID);
    printField(text, ", Offset=", ntp + CONTROL_OFFSET);
    printField(text, ", Count=", ntp + CONTROL_COUNT);
    int count = bytes.u16(ntp + CONTROL_COUNT);
    if (CONTROL_HEADER_LENGTH + count > length) {
      printTooShort(text, ntp, length);
    } else if (!text.isCut(ntp + CONTROL_HEADER_LENGTH, count) && count > 0) {
      out.append("\n\tTO-BE-DONE: data not interpreted");
    }
  }

  private static void printField(PacketText text, String label, int at) {
    int value = text.bytes.u16(at);
    text.out.append(label).append(value);
  }

  private static void printTooShort(PacketText text, int ntp, int length) {
    text.invalid();
    if (!text.bytes.has(ntp, length)) {
      text.truncated();
    }
  }
}
