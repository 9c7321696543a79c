package dev.podsonde.print;

import dev.podsonde.decode.Arp;
import dev.podsonde.decode.EtherType;
import dev.podsonde.decode.Ethernet;
import dev.podsonde.packet.WireBytes;
import org.jspecify.annotations.Nullable;

/** ARP (RFC 826). */
final class ArpText {
  private static final int REQUEST = 1;
  private static final int REPLY = 2;
  private static final int REVERSE_REQUEST = 3;
  private static final int REVERSE_REPLY = 4;
  private static final int INVERSE_REQUEST = 8;
  private static final int INVERSE_REPLY = 9;
  private static final int NEGATIVE_REPLY = 10;

  private static final int HARDWARE_ATM = 19;

  /** Of 4.2BSD: IP with its header behind the data. */
  private static final int TRAILER = 0x1000;

  private static final int IPV4_LENGTH = 4;

  private ArpText() {}

  /** Prints the packet at {@code arp}. */
  static void print(PacketText text, int arp, int length) {
    text.protocol = "arp";
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    bytes.require(arp, Arp.FIXED_LENGTH);
    if (bytes.u16(arp + Arp.HARDWARE_TYPE) == HARDWARE_ATM) {
      AtmArpText.print(text, arp, length);
      return;
    }
    int protocolLength = bytes.u8(arp + Arp.PROTOCOL_LENGTH);
    bytes.require(Arp.targetProtocol(bytes, arp), protocolLength);
    if (!text.options.linkHeader()) {
      out.append("ARP, ");
    }
    int hardwareLength = bytes.u8(arp + Arp.HARDWARE_LENGTH);
    if (!isIpv4(bytes.u16(arp + Arp.PROTOCOL_TYPE))
        || protocolLength != IPV4_LENGTH
        || hardwareLength == 0
        || text.verbosity > 0) {
      printFormats(text, arp, hardwareLength, protocolLength);
      if (text.verbosity == 0) {
        out.append(", length ").append(length);
        return;
      }
      out.append(", ");
    }
    if (printOperation(text, arp, bytes.u16(arp + Arp.OPERATION))) {
      out.append(", length ").append(length);
    }
  }

  static boolean isIpv4(int protocolType) {
    return protocolType == EtherType.IPV4 || protocolType == TRAILER;
  }

  private static void printFormats(
      PacketText text, int arp, int hardwareLength, int protocolLength) {
    TextBuffer out = text.out;
    int hardwareType = text.bytes.u16(arp + Arp.HARDWARE_TYPE);
    @Nullable String hardware = hardwareName(hardwareType);
    if (hardware == null) {
      out.append("Unknown Hardware (").append(hardwareType).append(')');
    } else {
      out.append(hardware);
    }
    out.append(" (len ").append(hardwareLength).append("), ");
    printProtocolType(out, text.bytes.u16(arp + Arp.PROTOCOL_TYPE));
    out.append(" (len ").append(protocolLength).append(')');
  }

  static void printProtocolType(TextBuffer out, int type) {
    @Nullable String name = EtherTypeText.nameOrNull(type);
    if (name == null) {
      out.append("Unknown Protocol (0x").appendHex(type, 4).append(')');
    } else {
      out.append(name);
    }
  }

  /** {@return whether the length follows; behind an operation of no meaning come its bytes} */
  private static boolean printOperation(PacketText text, int arp, int operation) {
    TextBuffer out = text.out;
    switch (operation) {
      case REQUEST -> {
        out.append("Request who-has ");
        printTarget(text, arp);
        if (hasTargetHardware(text.bytes, arp)) {
          out.append(" (");
          printTargetHardware(text, arp);
          out.append(')');
        }
        out.append(" tell ");
        printSender(text, arp);
      }
      case REPLY -> {
        out.append("Reply ");
        printSender(text, arp);
        out.append(" is-at ");
        printSenderHardware(text, arp);
      }
      case REVERSE_REQUEST, INVERSE_REQUEST -> {
        out.append(operation == REVERSE_REQUEST ? "Reverse" : "Inverse");
        out.append(" Request who-is ");
        printTargetHardware(text, arp);
        out.append(" tell ");
        printSenderHardware(text, arp);
      }
      case REVERSE_REPLY -> {
        out.append("Reverse Reply ");
        printTargetHardware(text, arp);
        out.append(" at ");
        printTarget(text, arp);
      }
      case INVERSE_REPLY -> {
        out.append("Inverse Reply ");
        printSenderHardware(text, arp);
        out.append(" at ");
        printSender(text, arp);
      }
      default -> {
        printUnknownOperation(text, arp, operation);
        return false;
      }
    }
    return true;
  }

  static void printUnknownOperation(PacketText text, int arp, int operation) {
    switch (operation) {
      case REVERSE_REQUEST -> text.out.append("Reverse Request ");
      case REVERSE_REPLY -> text.out.append("Reverse Reply ");
      case NEGATIVE_REPLY -> text.out.append("NACK Reply ");
      default -> text.out.append("Unknown (").append(operation).append(") ");
    }
    DumpText.hexAndAscii(text, arp, text.bytes.length() - arp);
  }

  private static boolean hasTargetHardware(WireBytes bytes, int arp) {
    int address = Arp.targetHardware(bytes, arp);
    for (int i = 0; i < bytes.u8(arp + Arp.HARDWARE_LENGTH); i++) {
      if (bytes.u8(address + i) != 0) {
        return true;
      }
    }
    return false;
  }

  private static void printTarget(PacketText text, int arp) {
    printProtocolAddress(text, arp, Arp.targetProtocol(text.bytes, arp));
  }

  private static void printSender(PacketText text, int arp) {
    printProtocolAddress(text, arp, Arp.senderProtocol(text.bytes, arp));
  }

  private static void printProtocolAddress(PacketText text, int arp, int address) {
    if (!isIpv4(text.bytes.u16(arp + Arp.PROTOCOL_TYPE))) {
      text.out.append("<wrong proto type>");
    } else if (text.bytes.u8(arp + Arp.PROTOCOL_LENGTH) != IPV4_LENGTH) {
      text.out.append("<wrong len>");
    } else {
      text.ipv4Address(address);
    }
  }

  private static void printTargetHardware(PacketText text, int arp) {
    printHardwareAddress(text, arp, Arp.targetHardware(text.bytes, arp));
  }

  private static void printSenderHardware(PacketText text, int arp) {
    printHardwareAddress(text, arp, Arp.senderHardware(arp));
  }

  private static void printHardwareAddress(PacketText text, int arp, int address) {
    int length = text.bytes.u8(arp + Arp.HARDWARE_LENGTH);
    if (length == 0) {
      text.out.append("<empty>");
    } else if (length == Ethernet.ADDRESS_LENGTH) {
      text.ethernetAddress(address);
    } else {
      printOctets(text, address, length);
    }
  }

  static void printOctets(PacketText text, int address, int length) {
    for (int i = 0; i < length; i++) {
      if (i > 0) {
        text.out.append(':');
      }
      text.out.appendHex(text.bytes.u8(address + i), 2);
    }
  }

  private static @Nullable String hardwareName(int type) {
    return switch (type) {
      case 1 -> "Ethernet";
      case 6 -> "TokenRing";
      case 7 -> "ArcNet";
      case 15 -> "FrameRelay";
      case HARDWARE_ATM -> "ATM";
      case 23 -> "Strip";
      case 24 -> "IEEE 1394";
      case 32 -> "InfiniBand";
      default -> null;
    };
  }
}
