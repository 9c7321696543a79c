package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/**
 * The spanning tree protocol: bridge protocol data units of IEEE 802.1D, and as 802.1w (rapid),
 * 802.1s (multiple trees) and 802.1aq (shortest path bridging) extend them.
 */
final class StpText {
  private static final int VERSION = 2;
  private static final int TYPE = 3;
  private static final int FLAGS = 4;
  private static final int ROOT = 5;
  private static final int BRIDGE = 17;
  private static final int PORT = 25;
  private static final int MESSAGE_AGE = 27;
  private static final int MAX_AGE = 29;
  private static final int HELLO_TIME = 31;
  private static final int FORWARD_DELAY = 33;
  private static final int VERSION_1_LENGTH = 35;

  /** Behind the header of the rapid protocol, whose last byte the oldest one does not have. */
  private static final int VERSION_3_LENGTH = 36;

  private static final int HEADER_LENGTH_MIN = 4;
  private static final int CONFIGURATION_LENGTH = 35;
  private static final int BRIDGE_LENGTH = 8;
  private static final int COST_LENGTH = 4;
  private static final int TIMES_LENGTH = 8;
  private static final int NAME_LENGTH = 32;
  private static final int DIGEST_LENGTH = 16;

  /** Multiple trees. */
  private static final int NAME = 39;

  private static final int REVISION = 71;
  private static final int DIGEST = 73;
  private static final int INTERNAL_PATH_COST = 89;
  private static final int CIST_BRIDGE = 93;
  private static final int HOPS = 101;
  private static final int TREES = 102;
  private static final int TREES_LENGTH_FROM = 64; // of what the version 3 length counts

  /** One of these trees. */
  private static final int TREE_ROOT = 1;

  private static final int TREE_BRIDGE_PRIORITY = 13;
  private static final int TREE_PORT_PRIORITY = 14;
  private static final int TREE_HOPS = 15;
  private static final int TREE_LENGTH = 16;
  private static final int TREE_NUMBER_MASK = 0x0fff;

  /** Shortest path bridging, from its version 4 length. */
  private static final int AUXILIARY_NAME = 3;

  private static final int AUXILIARY_REVISION = 35;
  private static final int AUXILIARY_DIGEST = 37;
  private static final int AGREEMENT = 53;
  private static final int AGREEMENT_FORMAT = 55;
  private static final int AGREEMENT_CONVENTION = 56;
  private static final int AGREEMENT_EDGES = 57;
  private static final int AGREEMENT_DIGEST = 67;
  private static final int AGREEMENT_DIGEST_LENGTH = 20;
  private static final int SHORTEST_PATH_LENGTH_MIN = 87;

  private static final int VERSION_ORIGINAL = 0;
  private static final int VERSION_RAPID = 2;
  private static final int VERSION_MULTIPLE = 3;
  private static final int VERSION_SHORTEST_PATH = 4;

  private static final int TYPE_CONFIGURATION = 0;
  private static final int TYPE_RAPID = 2;
  private static final int TYPE_TOPOLOGY_CHANGE = 0x80;

  private static final String[] FLAG_NAMES = {
    "Topology change", "Proposal", "", "", "Learn", "Forward", "Agreement", "Topology change ACK"
  };

  private static final String[] PORT_ROLES = {"Unknown", "Alternate", "Root", "Designated"};

  private StpText() {}

  /** Prints the unit at {@code stp}. */
  static void print(PacketText text, int stp, int length) {
    text.protocol = "stp";
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (length < HEADER_LENGTH_MIN) {
      text.invalid();
      return;
    }
    if (bytes.u16(stp) != 0) {
      out.append("unknown STP version, length ").append(length);
      return;
    }
    int version = bytes.u8(stp + VERSION);
    out.append("STP ");
    switch (version) {
      case VERSION_ORIGINAL -> out.append("802.1d");
      case VERSION_RAPID -> out.append("802.1w");
      case VERSION_MULTIPLE -> out.append("802.1s");
      case VERSION_SHORTEST_PATH -> out.append("802.1aq");
      default -> {
        out.append("Unknown STP protocol (0x").appendHex(version, 2).append(')');
        return;
      }
    }
    int type = bytes.u8(stp + TYPE);
    switch (type) {
      case TYPE_CONFIGURATION -> {
        out.append(", Config");
        printIfWhole(text, stp, length, CONFIGURATION_LENGTH);
      }
      case TYPE_RAPID -> {
        out.append(", Rapid STP");
        if (version == VERSION_RAPID) {
          printIfWhole(text, stp, length, VERSION_3_LENGTH);
        } else if (version != VERSION_ORIGINAL) {
          printMultiple(text, stp, length, version);
        }
      }
      case TYPE_TOPOLOGY_CHANGE -> out.append(", Topology Change");
      default -> out.append(", Unknown BPDU Type (0x").appendHex(type, 2).append(')');
    }
  }

  private static void printIfWhole(PacketText text, int stp, int length, int lengthMin) {
    if (length < lengthMin) {
      text.invalid();
      return;
    }
    TextBuffer out = text.out;
    int flags = text.bytes.u8(stp + FLAGS);
    printFlags(out.append(", Flags ["), flags);
    text.bytes.require(stp + BRIDGE, PORT + 2 - BRIDGE);
    printBridge(text, ", bridge-id ", stp + BRIDGE);
    out.append('.').appendHex(text.bytes.u16(stp + PORT), 4).append(", length ").append(length);
    if (text.verbosity == 0) {
      return;
    }
    printTimes(text, stp);
    printRoot(text, "\n\troot-id ", stp + ROOT, ", root-pathcost ");
    if (text.bytes.u8(stp + VERSION) == VERSION_RAPID) {
      out.append(", port-role ").append(portRole(flags));
    }
  }

  private static void printFlags(TextBuffer out, int flags) {
    boolean isAny = false;
    for (int bit = 0; bit < FLAG_NAMES.length; bit++) {
      if ((flags >> bit & 1) != 0 && !FLAG_NAMES[bit].isEmpty()) {
        out.append(isAny ? ", " : "").append(FLAG_NAMES[bit]);
        isAny = true;
      }
    }
    out.append(isAny ? "]" : "none]");
  }

  private static String portRole(int flags) {
    return PORT_ROLES[flags >> 2 & 3];
  }

  private static void printBridge(PacketText text, String label, int bridge) {
    text.bytes.require(bridge, BRIDGE_LENGTH);
    text.out.append(label).appendHex(text.bytes.u16(bridge), 4).append('.');
    text.out.appendEthernet(text.bytes.i64(bridge) & 0xffff_ffff_ffffL);
  }

  /** A bridge and what the way to it costs. */
  private static void printRoot(PacketText text, String label, int bridge, String costLabel) {
    text.bytes.require(bridge, BRIDGE_LENGTH + COST_LENGTH);
    printBridge(text, label, bridge);
    text.out.append(costLabel).append(text.bytes.u32(bridge + BRIDGE_LENGTH));
  }

  private static void printTimes(PacketText text, int stp) {
    WireBytes bytes = text.bytes;
    bytes.require(stp + MESSAGE_AGE, TIMES_LENGTH);
    printSeconds(text.out.append("\n\tmessage-age "), bytes.u16(stp + MESSAGE_AGE));
    printSeconds(text.out.append(", max-age "), bytes.u16(stp + MAX_AGE));
    printSeconds(text.out.append(", hello-time "), bytes.u16(stp + HELLO_TIME));
    printSeconds(text.out.append(", forwarding-delay "), bytes.u16(stp + FORWARD_DELAY));
  }

  /** In hundredths, rounded half to even as printf(3) does. */
  private static void printSeconds(TextBuffer out, int units) {
    int scaled = units * 100;
    int hundredths = scaled >> 8;
    int rest = scaled & 0xff;
    if (rest > 0x80 || (rest == 0x80 && (hundredths & 1) != 0)) {
      hundredths++;
    }
    out.append(hundredths / 100).append('.').appendDecimal(hundredths % 100, 2).append('s');
  }

  private static void printMultiple(PacketText text, int stp, int length, int version) {
    WireBytes bytes = text.bytes;
    if (length < TREES || bytes.u8(stp + VERSION_1_LENGTH) != 0) {
      text.invalid();
      return;
    }
    int end = VERSION_3_LENGTH + 2 + bytes.u16(stp + VERSION_3_LENGTH);
    if (length < end) {
      text.invalid();
      return;
    }
    printTrees(text, stp, length);
    if (version == VERSION_SHORTEST_PATH) {
      int shortestPathLength = bytes.u16(stp + end) + 2;
      if (length < end + shortestPathLength || shortestPathLength < SHORTEST_PATH_LENGTH_MIN) {
        text.invalid();
      } else if (text.verbosity > 0) {
        printShortestPath(text, stp + end);
      }
    }
  }

  private static void printTrees(PacketText text, int stp, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int flags = bytes.u8(stp + FLAGS);
    printFlags(out.append(", CIST Flags ["), flags);
    out.append(", length ").append(length);
    if (text.verbosity == 0) {
      return;
    }
    out.append("\n\tport-role ").append(portRole(flags)).append(", ");
    printRoot(text, "CIST root-id ", stp + ROOT, ", CIST ext-pathcost ");
    printBridge(text, "\n\tCIST regional-root-id ", stp + BRIDGE);
    out.append(", ");
    int port = bytes.u16(stp + PORT);
    out.append("CIST port-id ").appendHex(port, 4).append(',');
    printTimes(text, stp);
    int version3Length = bytes.u16(stp + VERSION_3_LENGTH);
    out.append("\n\tv3len ").append(version3Length).append(", MCID Name ");
    text.paddedText(stp + NAME, NAME_LENGTH);
    bytes.require(stp + REVISION, 2 + DIGEST_LENGTH);
    out.append(", rev ").append(bytes.u16(stp + REVISION)).append(",\n\t\tdigest ");
    printDigest(text, stp + DIGEST, DIGEST_LENGTH);
    out.append(", ");
    long internalCost = bytes.u32(stp + INTERNAL_PATH_COST);
    out.append("CIST int-root-pathcost ").append(internalCost).append(',');
    printBridge(text, "\n\tCIST bridge-id ", stp + CIST_BRIDGE);
    out.append(", ");
    int hops = bytes.u8(stp + HOPS);
    out.append("CIST remaining-hops ").append(hops);
    int trees = (version3Length - TREES_LENGTH_FROM) / TREE_LENGTH;
    for (int i = 0; i < trees; i++) {
      printTree(text, stp + TREES + i * TREE_LENGTH);
    }
  }

  private static void printTree(PacketText text, int tree) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int number = bytes.u16(tree + TREE_ROOT) & TREE_NUMBER_MASK;
    int flags = bytes.u8(tree);
    printFlags(out.append("\n\tMSTI ").append(number).append(", Flags ["), flags);
    out.append(", port-role ").append(portRole(flags));
    printRoot(text, "\n\t\tMSTI regional-root-id ", tree + TREE_ROOT, ", pathcost ");
    bytes.require(tree + TREE_BRIDGE_PRIORITY, TREE_LENGTH - TREE_BRIDGE_PRIORITY);
    out.append("\n\t\tMSTI bridge-prio ").append(bytes.u8(tree + TREE_BRIDGE_PRIORITY) >> 4);
    out.append(", port-prio ").append(bytes.u8(tree + TREE_PORT_PRIORITY) >> 4);
    out.append(", hops ").append(bytes.u8(tree + TREE_HOPS));
  }

  private static void printShortestPath(PacketText text, int part) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    out.append("\n\tv4len ").append(bytes.u16(part)).append(", AUXMCID Name ");
    text.paddedText(part + AUXILIARY_NAME, NAME_LENGTH);
    bytes.require(part + AUXILIARY_REVISION, 2 + DIGEST_LENGTH);
    out.append(", Rev ").append(bytes.u16(part + AUXILIARY_REVISION)).append(",\n\t\tdigest ");
    printDigest(text, part + AUXILIARY_DIGEST, DIGEST_LENGTH);
    bytes.require(part + AGREEMENT, AGREEMENT_DIGEST + AGREEMENT_DIGEST_LENGTH - AGREEMENT);
    int agreement = bytes.u8(part + AGREEMENT);
    out.append("\n\tAgreement num ").append(agreement >> 6);
    out.append(", Discarded Agreement num ").append(agreement >> 4 & 3);
    out.append(", Agreement valid-flag ").append(agreement >> 3 & 1);
    out.append(",\n\tRestricted role-flag: ").append(agreement >> 2 & 1);
    int format = bytes.u8(part + AGREEMENT_FORMAT);
    out.append(", Format id ").append(format >> 4).append(" cap ").append(format);
    int convention = bytes.u8(part + AGREEMENT_CONVENTION);
    out.append(", Convention id ").append(convention >> 4).append(" cap ").append(convention);
    out.append(",\n\tEdge count ").append(bytes.u16(part + AGREEMENT_EDGES));
    out.append(", Agreement digest ");
    printDigest(text, part + AGREEMENT_DIGEST, AGREEMENT_DIGEST_LENGTH);
  }

  private static void printDigest(PacketText text, int digest, int length) {
    for (int at = digest; at < digest + length; at++) {
      text.out.appendHex(text.bytes.u8(at), 2);
    }
  }
}
