package dev.podsonde.print;

import dev.podsonde.decode.Ipv6;
import dev.podsonde.packet.WireBytes;

/** Multicast Listener Discovery (RFC 2710, RFC 9777). */
final class MulticastListenerText {
  private static final int MAXIMUM_RESPONSE = 4;
  private static final int GROUP_COUNT = 6;
  private static final int ADDRESS = 8;
  private static final int LENGTH = 24;

  private static final int QUERY_FLAGS = 24;
  private static final int QUERY_INTERVAL = 25;
  private static final int QUERY_SOURCE_COUNT = 26;
  private static final int QUERY_LENGTH = 28;
  private static final int SUPPRESS = 0x08;
  private static final int ROBUSTNESS = 0x07;

  private static final int REPORT_LENGTH = 8;

  private MulticastListenerText() {}

  /** Prints a message of version 1, if it is all there. */
  static void print(PacketText text, int icmp6) {
    if (text.bytes.has(icmp6, LENGTH)) {
      text.out.append("max resp delay: ").append(text.bytes.u16(icmp6 + MAXIMUM_RESPONSE));
      text.ipv6Address(" addr: ", icmp6 + ADDRESS);
    }
  }

  /** Prints a query, whose length tells its version. */
  static void printQuery(PacketText text, int icmp6, int length) {
    if (length == LENGTH) {
      print(text, icmp6);
    } else if (length >= QUERY_LENGTH) {
      printQueryV2(text, icmp6, length);
    } else {
      text.out.append(" unknown-version (len ").append(length).append(") ");
    }
  }

  private static void printQueryV2(PacketText text, int icmp6, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    out.append(" v2");
    int code = bytes.u16(icmp6 + MAXIMUM_RESPONSE);
    if (text.verbosity > 0) {
      out.append(" [max resp delay=");
      out.append(code < 32_768 ? code : ((code & 0xfff) | 0x1000) << (((code >> 12) & 7) + 3));
      out.append(']');
    }
    text.ipv6Address(" [gaddr ", icmp6 + ADDRESS);
    if (text.verbosity > 0) {
      int flags = bytes.u8(icmp6 + QUERY_FLAGS);
      out.append((flags & SUPPRESS) != 0 ? " sflag" : "");
      if ((flags & ROBUSTNESS) != 0) {
        out.append(" robustness=").append(flags & ROBUSTNESS);
      }
      int interval = bytes.u8(icmp6 + QUERY_INTERVAL);
      out.append(" qqi=");
      out.append(
          interval < 128 ? interval : ((interval & 0xf) | 0x10) << (((interval >> 4) & 7) + 3));
    }
    int sources = bytes.u16(icmp6 + QUERY_SOURCE_COUNT);
    if (sources > 0) {
      if (length < QUERY_LENGTH + sources * Ipv6.ADDRESS_LENGTH) {
        out.append(" [invalid number of sources]");
      } else {
        GroupRecordText.printSources(text, icmp6 + QUERY_LENGTH, sources, Ipv6.ADDRESS_LENGTH);
      }
    }
    out.append(']');
  }

  /** Prints a report of version 2. */
  static void printReport(PacketText text, int icmp6, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (length < REPORT_LENGTH) {
      out.append(" [invalid len ").append(length).append(']');
      return;
    }
    int groups = bytes.u16(icmp6 + GROUP_COUNT);
    out.append(", ").append(groups).append(" group record(s)");
    if (text.verbosity == 0) {
      return;
    }
    int records = icmp6 + REPORT_LENGTH;
    long end = (long) icmp6 + length;
    GroupRecordText.print(text, "v2-report", records, groups, end, Ipv6.ADDRESS_LENGTH);
  }
}
