package dev.podsonde.print;

import dev.podsonde.decode.Ipv4;
import dev.podsonde.packet.WireBytes;

/**
 * Group records and lists of sources, which IGMP version 3 and MLD version 2 have in common but for
 * the length of an address (RFC 9776 §4.2, RFC 9777 §5.2).
 */
final class GroupRecordText {
  private static final int SOURCE_COUNT = 2;
  private static final int GROUP = 4;

  private static final String[] TYPES = {"", "is_in", "is_ex", "to_in", "to_ex", "allow", "block"};

  private GroupRecordText() {}

  /**
   * Prints {@code count} records, as far as the message at whose {@code end} they stop has them.
   *
   * @param report what a report of that version is called
   * @param addressLength tells the family
   */
  static void print(
      PacketText text, String report, int records, int count, long end, int addressLength) {
    int record = records;
    for (int i = 0; i < count && record >= 0; i++) {
      record = printRecord(text, report, record, end, addressLength);
    }
  }

  /** {@return the offset behind the record; -1 when it is longer than the message} */
  private static int printRecord(
      PacketText text, String report, int record, long end, int addressLength) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int sourcesStart = record + GROUP + addressLength;
    if (end < sourcesStart) {
      out.append(" [invalid number of groups]");
      return -1;
    }
    printAddress(text, " [gaddr ", record + GROUP, addressLength);
    int type = bytes.u8(record);
    if (type > 0 && type < TYPES.length) {
      out.append(' ').append(TYPES[type]);
    } else {
      out.append("  [").append(report).append("-#").append(type).append(']');
    }
    int sources = bytes.u16(record + SOURCE_COUNT);
    int recordEnd = sourcesStart + sources * addressLength;
    if (end < recordEnd) {
      out.append(" [invalid number of sources ").append(sources).append(']');
      return -1;
    }
    printSources(text, sourcesStart, sources, addressLength);
    out.append(']');
    return recordEnd;
  }

  /** Prints how many sources there are, or from -vv on the sources. */
  static void printSources(PacketText text, int addresses, int count, int addressLength) {
    if (text.verbosity <= 1) {
      text.out.append(", ").append(count).append(" source(s)");
      return;
    }
    text.out.append(" {");
    for (int i = 0; i < count; i++) {
      printAddress(text, " ", addresses + i * addressLength, addressLength);
    }
    text.out.append(" }");
  }

  private static void printAddress(PacketText text, String label, int at, int addressLength) {
    if (addressLength == Ipv4.ADDRESS_LENGTH) {
      text.ipv4Address(label, at);
    } else {
      text.ipv6Address(label, at);
    }
  }
}
