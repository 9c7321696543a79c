package dev.podsonde.print;

import dev.podsonde.decode.EtherType;
import dev.podsonde.packet.WireBytes;

/** Geneve (RFC 8926 §3.4). */
final class GeneveText {
  private static final int VERSION_AND_OPTIONS_LENGTH = 0;
  private static final int VERSION_SHIFT = 6;
  private static final int OPTIONS_LENGTH = 0x3f;
  private static final int FLAGS = 1;
  private static final int PROTOCOL_TYPE = 2;
  private static final int NETWORK_IDENTIFIER = 4;
  private static final int RESERVED = 7;
  private static final int HEADER_LENGTH = 8;
  private static final int WORD_LENGTH = 4;

  private static final int OPTION_TYPE = 2;
  private static final int OPTION_LENGTH = 3;
  private static final int OPTION_DATA = 4;
  private static final int OPTION_TYPE_CRITICAL = 0x80;
  private static final int OPTION_WORDS = 0x1f;

  /** Highest bit first. */
  private static final String[] FLAG_NAMES = {"O", "C", "R1", "R2", "R3", "R4", "R5", "R6"};

  private GeneveText() {}

  /** Prints the packet at {@code geneve}. */
  static void print(PacketText text, int geneve, int length) {
    text.protocol = "geneve";
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    out.append("Geneve");
    if (length < HEADER_LENGTH) {
      text.invalid("length", length, "<", HEADER_LENGTH);
      return;
    }
    if (text.isCut(geneve, HEADER_LENGTH)) {
      return;
    }
    int versionAndLength = bytes.u8(geneve + VERSION_AND_OPTIONS_LENGTH);
    if (versionAndLength >> VERSION_SHIFT != 0) {
      out.append(" ERROR: unknown-version ").append(versionAndLength >> VERSION_SHIFT);
      return;
    }
    int type = bytes.u16(geneve + PROTOCOL_TYPE);
    printHeader(text, geneve, type);
    int optionsLength = (versionAndLength & OPTIONS_LENGTH) * WORD_LENGTH;
    int missing = optionsLength - (length - HEADER_LENGTH);
    if (missing > 0) {
      out.append(" truncated-geneve - ").append(missing).append(" bytes missing");
      return;
    }
    int options = geneve + HEADER_LENGTH;
    if (text.isCut(options, optionsLength)) {
      return;
    }
    if (optionsLength > 0) {
      out.append(", options [");
      if (text.verbosity > 0) {
        printOptions(text, options, optionsLength);
      } else {
        out.append(optionsLength).append(" bytes");
      }
      out.append(']');
    }
    out.append(text.verbosity > 0 ? "\n\t" : ": ");
    if (text.enter()) {
      printPayload(text, type, options + optionsLength, -missing);
      text.leave();
    }
  }

  private static void printHeader(PacketText text, int geneve, int type) {
    TextBuffer out = text.out;
    int flags = text.bytes.u8(geneve + FLAGS);
    out.append(flags == 0 ? ", Flags [none" : ", Flags [");
    for (int i = 0; i < FLAG_NAMES.length; i++) {
      if ((flags << i & 0x80) != 0) {
        out.append(FLAG_NAMES[i]);
      }
    }
    out.append("], vni 0x").appendHex(text.bytes.u24(geneve + NETWORK_IDENTIFIER));
    int reserved = text.bytes.u8(geneve + RESERVED);
    if (reserved != 0) {
      out.append(", rsvd 0x").appendHex(reserved);
    }
    if (text.options.linkHeader()) {
      EtherTypeText.protocol(out, type);
    }
  }

  private static void printOptions(PacketText text, int options, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int end = options + length;
    for (int option = options; option < end; ) {
      int optionClass = bytes.u16(option);
      int type = bytes.u8(option + OPTION_TYPE);
      int words = bytes.u8(option + OPTION_LENGTH) & OPTION_WORDS;
      int optionLength = OPTION_DATA + words * WORD_LENGTH;
      out.append(option > options ? ", class " : "class ").append(optionClassName(optionClass));
      out.append(" (0x").appendHex(optionClass).append(") type 0x").appendHex(type);
      out.append((type & OPTION_TYPE_CRITICAL) != 0 ? "(C)" : "");
      out.append(" len ").append(optionLength);
      if (optionLength > end - option) {
        out.append(" [bad length]");
        return;
      }
      if (text.verbosity > 1 && words > 0) {
        out.append(" data");
        for (int word = 0; word < words; word++) {
          int data = bytes.i32(option + OPTION_DATA + word * WORD_LENGTH);
          out.append(' ').appendHex(data, 2 * WORD_LENGTH);
        }
      }
      option += optionLength;
    }
  }

  private static String optionClassName(int optionClass) {
    return switch (optionClass) {
      case 0x0100 -> "Linux";
      case 0x0101 -> "Open vSwitch";
      case 0x0102 -> "Open Virtual Networking (OVN)";
      case 0x0103 -> "In-band Network Telemetry (INT)";
      case 0x0104 -> "VMware";
      default -> {
        if (optionClass < 0x0100) {
          yield "Standard";
        }
        yield optionClass < 0xfff0 ? "Unknown" : "Experimental";
      }
    };
  }

  private static void printPayload(PacketText text, int type, int payload, int length) {
    if (type == EtherType.TRANSPARENT_ETHERNET_BRIDGING) {
      EthernetText.print(text, payload, length);
    } else if (!EtherTypeText.print(text, type, payload, length)) {
      text.out.append("geneve-proto-0x").appendHex(type);
    }
  }
}
