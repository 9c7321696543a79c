package dev.podsonde.print;

import dev.podsonde.decode.Ipv4;
import dev.podsonde.packet.WireBytes;

/** DVMRP (RFC 1075, version 3 draft-ietf-idmr-dvmrp-v3), carried by IGMP. */
final class DvmrpText {
  private static final int PROBE = 1;
  private static final int REPORT = 2;
  private static final int NEIGHBORS = 4;
  private static final int NEIGHBORS_2 = 6;
  private static final int PRUNE = 7;
  private static final int GRAFT = 8;
  private static final int GRAFT_ACK = 9;

  private static final String[] TYPES = {
    "",
    "Probe",
    "Report",
    "Ask-neighbors(old)",
    "Neighbors(old)",
    "Ask-neighbors2",
    "Neighbors2",
    "Prune",
    "Graft",
    "Graft-ACK"
  };

  private static final int TYPE = 1;
  private static final int MINOR_VERSION = 6;
  private static final int MAJOR_VERSION = 7;
  private static final int HEADER_LENGTH = 8;

  private static final int GENERATION_ID_LENGTH = 4;

  private static final int MASK_LENGTH = 3;
  private static final int MASK_FIRST_BYTE = 0xff00_0000;
  private static final int METRIC = 0x7f;
  private static final int LAST_ROUTE = 0x80;

  private static final int INTERFACE_METRIC = 4;
  private static final int INTERFACE_THRESHOLD = 5;
  private static final int INTERFACE_COUNT = 6;
  private static final int INTERFACE_LENGTH = 7;

  private static final int INTERFACE_2_FLAGS = 6;
  private static final int INTERFACE_2_COUNT = 7;
  private static final int INTERFACE_2_LENGTH = 8;
  private static final int FLAG_TUNNEL = 0x01;
  private static final int FLAG_SOURCE_ROUTE = 0x02;
  private static final int FLAG_DOWN = 0x10;
  private static final int FLAG_DISABLED = 0x20;
  private static final int FLAG_QUERIER = 0x40;

  private static final int GROUP = 4;
  private static final int PRUNE_LIFETIME = 8;

  private DvmrpText() {}

  /**
   * Prints what follows the name of the message at {@code igmp}.
   *
   * @param length of the whole message, 8 at least
   */
  static void print(PacketText text, int igmp, int length) {
    text.protocol = "dvmrp";
    int type = text.bytes.u8(igmp + TYPE);
    if (type > 0 && type < TYPES.length) {
      text.out.append(' ').append(TYPES[type]);
    } else {
      text.out.append(" [type ").append(type).append(']');
    }
    int body = igmp + HEADER_LENGTH;
    int end = igmp + length;
    switch (type) {
      case PROBE -> {
        if (text.verbosity > 0) {
          printProbe(text, body, end);
        }
      }
      case REPORT -> {
        if (text.verbosity > 1) {
          printReport(text, body, end);
        }
      }
      case NEIGHBORS -> printNeighbors(text, body, end);
      case NEIGHBORS_2 -> {
        int majorVersion = text.bytes.u8(igmp + MAJOR_VERSION);
        int minorVersion = text.bytes.u8(igmp + MINOR_VERSION);
        text.out.append(" (v ").append(majorVersion).append('.').append(minorVersion).append("):");
        printNeighbors2(text, body, end);
      }
      case PRUNE -> {
        printSourceAndGroup(text, body);
        text.out.append(" timer ");
        DurationText.print(text.out, text.bytes.u32(body + PRUNE_LIFETIME));
      }
      case GRAFT, GRAFT_ACK -> printSourceAndGroup(text, body);
      default -> {}
    }
  }

  private static void printProbe(PacketText text, int body, int end) {
    if (end - body < GENERATION_ID_LENGTH) {
      text.invalid("full length", end - body, "<", GENERATION_ID_LENGTH);
      return;
    }
    text.out.append(text.verbosity > 1 ? "\n\t" : " ");
    long generationId = text.bytes.u32(body);
    text.out.append("genid ").append(generationId);
    if (text.verbosity == 1) {
      return;
    }
    for (int at = body + GENERATION_ID_LENGTH; at < end; at += Ipv4.ADDRESS_LENGTH) {
      if (end - at < Ipv4.ADDRESS_LENGTH) {
        text.out.append("[remaining length ").append(end - at).append(" < 4]");
        text.invalid();
        return;
      }
      text.ipv4Address("\n\tneighbor ", at);
    }
  }

  /** Routes in groups of one mask, which says how many bytes of an address there are. */
  private static void printReport(PacketText text, int body, int end) {
    WireBytes bytes = text.bytes;
    for (int at = body; at < end; ) {
      if (end - at < MASK_LENGTH) {
        text.invalid("length", end - at, "<", MASK_LENGTH);
        return;
      }
      int mask = MASK_FIRST_BYTE | bytes.u24(at);
      int width = Ipv4.ADDRESS_LENGTH - Integer.numberOfTrailingZeros(mask) / Byte.SIZE;
      text.out.append("\n\tMask ").appendIpv4(mask);
      at += MASK_LENGTH;
      boolean isLast = false;
      while (!isLast) {
        if (end - at < width + 1) {
          text.out.append("\n\t  [Truncated Report]");
          text.invalid();
          return;
        }
        int origin = 0;
        for (int i = 0; i < width; i++) {
          origin |= bytes.u8(at + i) << (24 - i * 8);
        }
        int metric = bytes.u8(at + width);
        text.out.append("\n\t  ").appendIpv4(origin).append(" metric ").append(metric & METRIC);
        isLast = (metric & LAST_ROUTE) != 0;
        at += width + 1;
      }
    }
  }

  private static void printNeighbors(PacketText text, int body, int end) {
    WireBytes bytes = text.bytes;
    for (int at = body; at < end; ) {
      if (end - at < INTERFACE_LENGTH) {
        text.invalid("length", end - at, "<", INTERFACE_LENGTH);
        return;
      }
      int local = at;
      int metric = bytes.u8(local + INTERFACE_METRIC);
      int threshold = bytes.u8(local + INTERFACE_THRESHOLD);
      int count = bytes.u8(local + INTERFACE_COUNT);
      at += INTERFACE_LENGTH;
      for (int i = 0; i < count; i++) {
        if (end - at < Ipv4.ADDRESS_LENGTH) {
          text.invalid("length", end - at, "<", Ipv4.ADDRESS_LENGTH);
          return;
        }
        text.out.append(" [");
        text.ipv4Address(local);
        text.out.append(" ->");
        text.ipv4Address(" ", at);
        text.out.append(", (").append(metric).append('/').append(threshold).append(")]");
        at += Ipv4.ADDRESS_LENGTH;
      }
    }
  }

  private static void printNeighbors2(PacketText text, int body, int end) {
    WireBytes bytes = text.bytes;
    for (int at = body; at < end; ) {
      if (end - at < INTERFACE_2_LENGTH) {
        text.invalid("length", end - at, "<", INTERFACE_2_LENGTH);
        return;
      }
      int local = at;
      bytes.require(local, INTERFACE_2_LENGTH);
      int left = bytes.u8(local + INTERFACE_2_COUNT);
      at += INTERFACE_2_LENGTH;
      for (; left > 0 && at < end; left--) {
        if (end - at < Ipv4.ADDRESS_LENGTH) {
          text.invalid("length", end - at, "<", Ipv4.ADDRESS_LENGTH);
          return;
        }
        printNeighbor2(text, local, at);
        at += Ipv4.ADDRESS_LENGTH;
      }
      if (left > 0) {
        // tcpdump has counted the missing neighbor before it sees that the message has ended.
        text.out.append(" [ncount ").append(left - 1).append(']');
        text.invalid();
        return;
      }
    }
  }

  private static void printNeighbor2(PacketText text, int local, int neighbor) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    out.append(" [");
    text.ipv4Address(local);
    out.append(" -> ");
    text.ipv4Address(neighbor);
    out.append(" (").append(bytes.u8(local + INTERFACE_METRIC));
    out.append('/').append(bytes.u8(local + INTERFACE_THRESHOLD));
    int flags = bytes.u8(local + INTERFACE_2_FLAGS);
    out.append((flags & FLAG_TUNNEL) != 0 ? "/tunnel" : "");
    out.append((flags & FLAG_SOURCE_ROUTE) != 0 ? "/srcrt" : "");
    out.append((flags & FLAG_QUERIER) != 0 ? "/querier" : "");
    out.append((flags & FLAG_DISABLED) != 0 ? "/disabled" : "");
    out.append((flags & FLAG_DOWN) != 0 ? "/down" : "");
    out.append(")]");
  }

  private static void printSourceAndGroup(PacketText text, int body) {
    text.bytes.require(body, GROUP + Ipv4.ADDRESS_LENGTH);
    text.out.append(" src ");
    text.ipv4Address(body);
    text.out.append(" grp ");
    text.ipv4Address(body + GROUP);
  }
}
