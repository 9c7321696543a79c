package dev.podsonde.print;

import dev.podsonde.decode.InternetChecksum;
import dev.podsonde.decode.Ipv4;
import dev.podsonde.packet.WireBytes;

/**
 * IGMP (version 1 RFC 1112, 2 RFC 2236, 3 RFC 9776), and what is carried in its messages: DVMRP,
 * PIM version 1, and the first multicast traceroute (draft-ietf-idmr-traceroute-ipm).
 */
final class IgmpText {
  private static final int QUERY = 0x11;
  private static final int REPORT_V1 = 0x12;
  private static final int DVMRP = 0x13;
  private static final int PIM_V1 = 0x14;
  private static final int REPORT_V2 = 0x16;
  private static final int LEAVE = 0x17;
  private static final int TRACEROUTE_RESPONSE = 0x1e;
  private static final int TRACEROUTE = 0x1f;
  private static final int REPORT_V3 = 0x22;

  private static final int MAX_RESP_CODE = 1;
  private static final int CHECKSUM = 2;
  private static final int GROUP_ADDRESS = 4;
  private static final int HEADER_LENGTH = 8;

  /** The fields that every version has, so that there is a checksum. */
  private static final int LENGTH_MIN = 4;

  /** 10 seconds in tenths, what hosts and routers take unless told otherwise: not printed. */
  private static final int MAX_RESP_DEFAULT = 100;

  /** From which on a code is a floating-point number (RFC 9776 §4.1.1). */
  private static final int MAX_RESP_EXPONENT = 128;

  /** In tenths of a second. */
  private static final int ONE_MINUTE = 600;

  private static final int QUERY_SOURCE_COUNT = 10;
  private static final int QUERY_V3_LENGTH = 12;

  private static final int REPORT_GROUP_COUNT = 6;

  /** With one group record, which has no sources. */
  private static final int REPORT_V3_LENGTH_MIN = 16;

  private static final int TRACE_SOURCE = 8;
  private static final int TRACE_DESTINATION = 12;
  private static final int TRACE_RESPONSE_ADDRESS = 16;
  private static final int TRACE_RESPONSE_TTL = 20;
  private static final int TRACE_QUERY_ID = 21;
  private static final int TRACE_LENGTH = 24;

  /** The upper four bits of each multicast address. */
  private static final int MULTICAST = 0xe;

  private IgmpText() {}

  /** Prints the message at {@code igmp}. */
  static void print(PacketText text, int igmp, int length) {
    text.protocol = "igmp";
    if (text.options.quiet() > 0) {
      text.out.append("igmp");
      return;
    }
    int type = text.bytes.u8(igmp);
    switch (type) {
      case QUERY -> printQuery(text, igmp, length);
      case REPORT_V1 -> {
        printGroup(text, "igmp v1 report ", igmp);
        printUnusualLength(text, length);
      }
      case REPORT_V2 -> printGroup(text, "igmp v2 report ", igmp);
      case LEAVE -> printGroup(text, "igmp leave ", igmp);
      case REPORT_V3 -> printReport(text, igmp, length);
      case DVMRP -> {
        text.out.append("igmp dvmrp");
        if (length < HEADER_LENGTH) {
          printUnusualLength(text, length);
        } else {
          DvmrpText.print(text, igmp, length);
        }
      }
      case PIM_V1 -> {
        text.out.append("igmp pimv1");
        PimV1Text.print(text, igmp, length);
      }
      case TRACEROUTE_RESPONSE -> printTraceroute(text, "mresp", igmp, length);
      case TRACEROUTE -> printTraceroute(text, "mtrace", igmp, length);
      default -> text.out.append("igmp-").append(type);
    }
    if (text.verbosity > 0) {
      printChecksum(text, igmp, length);
    }
  }

  /** The message's length tells version 3 from the others, which its code tells apart. */
  private static void printQuery(PacketText text, int igmp, int length) {
    TextBuffer out = text.out;
    out.append("igmp query");
    if (length >= QUERY_V3_LENGTH) {
      printQueryV3(text, igmp, length);
      return;
    }
    int code = text.bytes.u8(igmp + MAX_RESP_CODE);
    out.append(code == 0 ? " v1" : " v2");
    if (code != 0 && code != MAX_RESP_DEFAULT) {
      out.append(" [max resp time ").append(code).append(']');
    }
    if (text.bytes.i32(igmp + GROUP_ADDRESS) != 0) {
      printGroup(text, " [gaddr ", igmp);
      out.append(']');
    }
    printUnusualLength(text, length);
  }

  private static void printQueryV3(PacketText text, int igmp, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    out.append(" v3");
    if (length % 4 != 0) {
      out.append(" [invalid len ").append(length).append(']');
      return;
    }
    printMaxRespTime(out, bytes.u8(igmp + MAX_RESP_CODE));
    if (bytes.i32(igmp + GROUP_ADDRESS) == 0) {
      return;
    }
    printGroup(text, " [gaddr ", igmp);
    int sources = bytes.u16(igmp + QUERY_SOURCE_COUNT);
    if (sources > 0) {
      if (length < QUERY_V3_LENGTH + sources * Ipv4.ADDRESS_LENGTH) {
        out.append(" [invalid number of sources]");
      } else {
        GroupRecordText.printSources(text, igmp + QUERY_V3_LENGTH, sources, Ipv4.ADDRESS_LENGTH);
      }
    }
    out.append(']');
  }

  private static void printMaxRespTime(TextBuffer out, int code) {
    if (code == MAX_RESP_DEFAULT) {
      return;
    }
    int tenths = code < MAX_RESP_EXPONENT ? code : ((code & 0xf) | 0x10) << (((code >> 4) & 7) + 3);
    out.append(" [max resp time ");
    if (tenths < ONE_MINUTE) {
      out.append(tenths / 10).append('.').append(tenths % 10).append('s');
    } else {
      DurationText.print(out, tenths / 10);
    }
    out.append(']');
  }

  private static void printReport(PacketText text, int igmp, int length) {
    TextBuffer out = text.out;
    out.append("igmp v3 report");
    if (length < REPORT_V3_LENGTH_MIN || length % 4 != 0) {
      out.append(" [invalid len ").append(length).append(']');
      return;
    }
    int groups = text.bytes.u16(igmp + REPORT_GROUP_COUNT);
    out.append(", ").append(groups).append(" group record(s)");
    if (text.verbosity == 0) {
      return;
    }
    int records = igmp + HEADER_LENGTH;
    long end = (long) igmp + length;
    GroupRecordText.print(text, "v3-report", records, groups, end, Ipv4.ADDRESS_LENGTH);
  }

  private static void printTraceroute(PacketText text, String name, int igmp, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (length < TRACE_LENGTH) {
      out.append(" [invalid len ").append(length).append(']');
      return;
    }
    bytes.require(igmp, TRACE_LENGTH);
    out.append(name).append(' ').append(bytes.u24(igmp + TRACE_QUERY_ID)).append(": ");
    text.ipv4Address(igmp + TRACE_SOURCE);
    out.append(" to ");
    text.ipv4Address(igmp + TRACE_DESTINATION);
    out.append(" reply-to ");
    text.ipv4Address(igmp + TRACE_RESPONSE_ADDRESS);
    if (bytes.u8(igmp + TRACE_RESPONSE_ADDRESS) >> 4 == MULTICAST) {
      out.append(" with-ttl ").append(bytes.u8(igmp + TRACE_RESPONSE_TTL));
    }
  }

  private static void printGroup(PacketText text, String label, int igmp) {
    text.ipv4Address(label, igmp + GROUP_ADDRESS);
  }

  private static void printUnusualLength(PacketText text, int length) {
    if (length != HEADER_LENGTH) {
      text.out.append(" [len ").append(length).append(']');
    }
  }

  private static void printChecksum(PacketText text, int igmp, int length) {
    if (length < LENGTH_MIN || !text.bytes.has(igmp, length)) {
      return;
    }
    if (InternetChecksum.fold(InternetChecksum.sum(text.bytes, igmp, length)) != 0) {
      text.out.append(" bad igmp cksum ").appendHex(text.bytes.u16(igmp + CHECKSUM)).append('!');
    }
  }
}
