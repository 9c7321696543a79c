package dev.podsonde.print;

import dev.podsonde.decode.Ipv4;
import dev.podsonde.packet.WireBytes;

/** PIM version 1, carried by IGMP (draft-ietf-idmr-pim-spec). */
final class PimV1Text {
  private static final int QUERY = 0;
  private static final int REGISTER = 1;
  private static final int REGISTER_STOP = 2;
  private static final int JOIN_PRUNE = 3;
  private static final int RP_REACHABILITY = 4;
  private static final int ASSERT = 5;
  private static final int GRAFT = 6;
  private static final int GRAFT_ACK = 7;

  private static final String[] TYPES = {
    "Query",
    "Register",
    "Register-Stop",
    "Join/Prune",
    "RP-reachable",
    "Assert",
    "Graft",
    "Graft-ACK"
  };

  private static final int TYPE = 1;
  private static final int VERSION = 4;
  private static final int HEADER_LENGTH = 8;

  private static final int QUERY_MODE = 8;
  private static final int QUERY_HOLD_TIME = 10;

  private static final int REGISTER_PACKET = 8;

  private static final int STOP_SOURCE = 8;
  private static final int STOP_GROUP = 12;

  private static final int REACHABILITY_GROUP = 8;
  private static final int REACHABILITY_MASK = 12;
  private static final int REACHABILITY_RP = 16;
  private static final int REACHABILITY_HOLD_TIME = 22;

  private static final int ASSERT_GROUP = 8;
  private static final int ASSERT_MASK = 12;
  private static final int ASSERT_SOURCE = 16;
  private static final int ASSERT_PREFERENCE = 20;
  private static final int ASSERT_METRIC = 24;
  private static final int ASSERT_LENGTH = 28;
  private static final int RP_TREE = 0x8000_0000;

  /** Of a mask for one address, which is not printed. */
  private static final int ALL_ONES = 0xffff_ffff;

  // Offsets in the body of Join/Prune, which is also that of Graft.
  private static final int HOLD_TIME = 6;
  private static final int GROUP_COUNT = 11;
  private static final int GROUPS = 12;

  // Offsets in a group, and in an entry of it: a source.
  private static final int GROUP_MASK = 4;
  private static final int GROUP_JOINS = 8;
  private static final int GROUP_PRUNES = 10;
  private static final int GROUP_LENGTH = 12;
  private static final int ENTRY_FLAGS = 1;
  private static final int ENTRY_ADDRESS = 2;
  private static final int ENTRY_LENGTH = 6;
  private static final int SPARSE = 0x01;
  private static final int WILDCARD = 0x80;
  private static final int RP = 0x40;
  private static final int MASK_LENGTH = 0x3f;

  private static final int HOLD_TIME_USUAL = 180;

  private PimV1Text() {}

  /**
   * Prints what follows the name of the message at {@code pim}.
   *
   * @param length of the whole message
   */
  static void print(PacketText text, int pim, int length) {
    text.protocol = "pimv1";
    int type = text.bytes.u8(pim + TYPE);
    if (type < TYPES.length) {
      text.out.append(' ').append(TYPES[type]);
    } else {
      text.out.append(" [type ").append(type).append(']');
    }
    boolean isVerbose = text.verbosity > 0;
    switch (type) {
      case QUERY -> printQuery(text, pim);
      case REGISTER -> {
        int packet = pim + REGISTER_PACKET;
        if (text.isCut(packet, Ipv4.HEADER_LENGTH_MIN)) {
          return;
        }
        printFor(text, packet + Ipv4.SOURCE, packet + Ipv4.DESTINATION);
      }
      case REGISTER_STOP -> printFor(text, pim + STOP_SOURCE, pim + STOP_GROUP);
      case RP_REACHABILITY -> {
        if (isVerbose) {
          printReachability(text, pim);
        }
      }
      case ASSERT -> printAssert(text, pim);
      case JOIN_PRUNE, GRAFT, GRAFT_ACK -> {
        if (isVerbose) {
          if (length < HEADER_LENGTH) {
            text.truncated();
            return;
          }
          printJoinPrune(text, pim + HEADER_LENGTH, pim + length);
        }
      }
      default -> {}
    }
    int version = text.bytes.u8(pim + VERSION) >> 4;
    if (version != 1) {
      text.out.append(" [v").append(version).append(']');
    }
  }

  private static void printQuery(PacketText text, int pim) {
    if (text.bytes.has(pim + QUERY_MODE, 1)) {
      int mode = text.bytes.u8(pim + QUERY_MODE) >> 4;
      switch (mode) {
        case 0 -> text.out.append(" Dense-mode");
        case 1 -> text.out.append(" Sparse-mode");
        case 2 -> text.out.append(" Sparse-Dense-mode");
        default -> text.out.append(" mode-").append(mode);
      }
    }
    if (text.verbosity > 0) {
      text.out.append(" (Hold-time ");
      DurationText.print(text.out, text.bytes.u16(pim + QUERY_HOLD_TIME));
      text.out.append(')');
    }
  }

  private static void printFor(PacketText text, int source, int group) {
    text.bytes.require(source, Ipv4.ADDRESS_LENGTH);
    text.bytes.require(group, Ipv4.ADDRESS_LENGTH);
    text.out.append(" for ");
    text.ipv4Address(source);
    text.out.append(" > ");
    text.ipv4Address(group);
  }

  private static void printReachability(PacketText text, int pim) {
    text.ipv4Address(" group ", pim + REACHABILITY_GROUP);
    printMask(text, pim + REACHABILITY_MASK);
    text.ipv4Address(" RP ", pim + REACHABILITY_RP);
    text.out.append(" hold ");
    DurationText.print(text.out, text.bytes.u16(pim + REACHABILITY_HOLD_TIME));
  }

  private static void printAssert(PacketText text, int pim) {
    printFor(text, pim + ASSERT_SOURCE, pim + ASSERT_GROUP);
    printMask(text, pim + ASSERT_MASK);
    text.bytes.require(pim, ASSERT_LENGTH);
    int preference = text.bytes.i32(pim + ASSERT_PREFERENCE);
    text.out.append((preference & RP_TREE) != 0 ? " RP-tree pref " : " SPT pref ");
    text.out.append(preference & ~RP_TREE);
    text.out.append(" metric ").append(text.bytes.u32(pim + ASSERT_METRIC));
  }

  private static void printJoinPrune(PacketText text, int body, int end) {
    if (isSingle(text.bytes, body)) {
      printSingle(text, body);
    } else if (!printGroups(text, body, end)) {
      text.truncated();
    }
  }

  /** {@return whether there is one group with one source, which go on one line} */
  private static boolean isSingle(WireBytes bytes, int body) {
    int group = body + GROUPS;
    return bytes.has(body, GROUPS + GROUP_LENGTH + ENTRY_LENGTH)
        && bytes.u8(body + GROUP_COUNT) == 1
        && bytes.u16(group + GROUP_JOINS) + bytes.u16(group + GROUP_PRUNES) == 1;
  }

  private static void printSingle(PacketText text, int body) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int group = body + GROUPS;
    int entry = group + GROUP_LENGTH;
    int flags = bytes.u8(entry + ENTRY_FLAGS);
    text.ipv4Address(" RPF ", body);
    out.append(' ');
    int holdTime = bytes.u16(body + HOLD_TIME);
    if (holdTime != HOLD_TIME_USUAL) {
      out.append("Hold ");
      DurationText.print(out, holdTime);
    }
    out.append(bytes.u16(group + GROUP_JOINS) == 0 ? "Prune (" : "Join (");
    text.ipv4Address(entry + ENTRY_ADDRESS);
    out.append('/').append(flags & MASK_LENGTH);
    text.ipv4Address(", ", group);
    printMask(text, group + GROUP_MASK);
    out.append((bytes.u8(entry) & SPARSE) != 0 ? ") Sparse" : ") Dense");
    out.append((flags & WILDCARD) != 0 ? " WC" : "");
    out.append((flags & RP) != 0 ? " RP" : " SPT");
  }

  /** {@return whether the message was long enough} Groups are printed with -vv only. */
  private static boolean printGroups(PacketText text, int body, int end) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    String separator = text.verbosity > 1 ? "\n" : "";
    if (end - body < Ipv4.ADDRESS_LENGTH) {
      return false;
    }
    out.append(separator);
    text.ipv4Address(" Upstream Nbr: ", body);
    if (end - body < HOLD_TIME + 2) {
      return false;
    }
    out.append(separator).append(" Hold time: ");
    DurationText.print(out, bytes.u16(body + HOLD_TIME));
    if (text.verbosity == 1) {
      return true;
    }
    if (end - body < GROUPS) {
      return false;
    }
    int groups = bytes.u8(body + GROUP_COUNT);
    int at = body + GROUPS;
    for (int i = 0; i < groups && at >= 0; i++) {
      at = printGroup(text, at, end);
    }
    return at >= 0;
  }

  /** {@return the offset behind the group; -1 when the message ends before} */
  private static int printGroup(PacketText text, int group, int end) {
    WireBytes bytes = text.bytes;
    if (end - group < GROUP_MASK) {
      return -1;
    }
    text.ipv4Address("\n\tGroup: ", group);
    if (end - group < GROUP_JOINS) {
      return -1;
    }
    printMask(text, group + GROUP_MASK);
    if (end - group < GROUP_LENGTH) {
      return -1;
    }
    bytes.require(group, GROUP_LENGTH);
    int joins = bytes.u16(group + GROUP_JOINS);
    int prunes = bytes.u16(group + GROUP_PRUNES);
    text.out.append(" joined: ").append(joins).append(" pruned: ").append(prunes);
    int entry = group + GROUP_LENGTH;
    for (int i = 0; i < joins + prunes; i++) {
      if (end - entry < ENTRY_LENGTH) {
        return -1;
      }
      printEntry(text, i < joins ? "\n\tJoin  " : "\n\tPrune ", entry);
      entry += ENTRY_LENGTH;
    }
    return entry;
  }

  private static void printEntry(PacketText text, String label, int entry) {
    text.bytes.require(entry, ENTRY_LENGTH);
    int flags = text.bytes.u8(entry + ENTRY_FLAGS);
    text.out.append(label);
    text.out.append((text.bytes.u8(entry) & SPARSE) != 0 ? "Sparse " : "Dense ");
    text.out.append((flags & WILDCARD) != 0 ? "WC " : "");
    text.out.append((flags & RP) != 0 ? "RP " : "SPT ");
    text.ipv4Address(entry + ENTRY_ADDRESS);
    text.out.append('/').append(flags & MASK_LENGTH);
  }

  private static void printMask(PacketText text, int at) {
    if (text.bytes.i32(at) != ALL_ONES) {
      text.out.append('/');
      text.ipv4Address(at);
    }
  }
}
