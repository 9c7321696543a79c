package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** ATMARP and InATMARP (RFC 2225 §8.7): ARP whose hardware addresses have two parts. */
final class AtmArpText {
  private static final int PROTOCOL_TYPE = 2;
  private static final int SENDER_NUMBER_LENGTH = 4;
  private static final int SENDER_SUBADDRESS_LENGTH = 5;
  private static final int OPERATION = 6;
  private static final int SENDER_PROTOCOL_LENGTH = 8;
  private static final int TARGET_NUMBER_LENGTH = 9;
  private static final int TARGET_SUBADDRESS_LENGTH = 10;
  private static final int TARGET_PROTOCOL_LENGTH = 11;
  private static final int HEADER_LENGTH = 12;

  /** Of the octets that say the type and length of a hardware address. */
  private static final int LENGTH = 0x3f;

  private static final int REQUEST = 1;
  private static final int REPLY = 2;
  private static final int INVERSE_REQUEST = 8;
  private static final int INVERSE_REPLY = 9;
  private static final int NEGATIVE_REPLY = 10;

  private static final int IPV4_LENGTH = 4;

  private AtmArpText() {}

  /** Prints the packet at {@code arp}. */
  static void print(PacketText text, int arp, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    bytes.require(arp, HEADER_LENGTH);
    int senderLength = bytes.u8(arp + SENDER_PROTOCOL_LENGTH);
    int targetLength = bytes.u8(arp + TARGET_PROTOCOL_LENGTH);
    bytes.require(targetProtocol(bytes, arp), targetLength);
    if (!text.options.linkHeader()) {
      out.append("ARP, ");
    }
    int protocolType = bytes.u16(arp + PROTOCOL_TYPE);
    if (!ArpText.isIpv4(protocolType)
        || senderLength != IPV4_LENGTH
        || targetLength != IPV4_LENGTH
        || text.verbosity > 0) {
      out.append("ATM, ");
      ArpText.printProtocolType(out, protocolType);
      out.append(" (len ").append(senderLength).append('/').append(targetLength).append(')');
      if (text.verbosity == 0) {
        out.append(", length ").append(length);
        return;
      }
      out.append(", ");
    }
    if (printOperation(text, arp, bytes.u16(arp + OPERATION))) {
      out.append(", length ").append(length);
    }
  }

  /** {@return whether the length follows; behind an operation of no meaning come its bytes} */
  private static boolean printOperation(PacketText text, int arp, int operation) {
    TextBuffer out = text.out;
    switch (operation) {
      case REQUEST -> {
        out.append("Request who-has ");
        printTarget(text, arp);
        if (length(text.bytes, arp, TARGET_NUMBER_LENGTH) != 0) {
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
      case INVERSE_REQUEST -> {
        out.append("Inverse Request who-is ");
        printTargetHardware(text, arp);
        out.append(" tell ");
        printSenderHardware(text, arp);
      }
      case INVERSE_REPLY -> {
        out.append("Inverse Reply ");
        printSenderHardware(text, arp);
        out.append("at ");
        printSender(text, arp);
      }
      case NEGATIVE_REPLY -> {
        out.append("NACK Reply for ");
        printSender(text, arp);
      }
      default -> {
        ArpText.printUnknownOperation(text, arp, operation);
        return false;
      }
    }
    return true;
  }

  private static int length(WireBytes bytes, int arp, int field) {
    return bytes.u8(arp + field) & LENGTH;
  }

  private static int senderSubaddress(WireBytes bytes, int arp) {
    return arp + HEADER_LENGTH + length(bytes, arp, SENDER_NUMBER_LENGTH);
  }

  private static int senderProtocol(WireBytes bytes, int arp) {
    return senderSubaddress(bytes, arp) + length(bytes, arp, SENDER_SUBADDRESS_LENGTH);
  }

  private static int targetNumber(WireBytes bytes, int arp) {
    return senderProtocol(bytes, arp) + bytes.u8(arp + SENDER_PROTOCOL_LENGTH);
  }

  private static int targetSubaddress(WireBytes bytes, int arp) {
    return targetNumber(bytes, arp) + length(bytes, arp, TARGET_NUMBER_LENGTH);
  }

  private static int targetProtocol(WireBytes bytes, int arp) {
    return targetSubaddress(bytes, arp) + length(bytes, arp, TARGET_SUBADDRESS_LENGTH);
  }

  private static void printSender(PacketText text, int arp) {
    int length = text.bytes.u8(arp + SENDER_PROTOCOL_LENGTH);
    printProtocolAddress(text, arp, senderProtocol(text.bytes, arp), length, "<wrong splen>");
  }

  private static void printTarget(PacketText text, int arp) {
    int length = text.bytes.u8(arp + TARGET_PROTOCOL_LENGTH);
    printProtocolAddress(text, arp, targetProtocol(text.bytes, arp), length, "<wrong tplen>");
  }

  private static void printProtocolAddress(
      PacketText text, int arp, int address, int length, String wrongLength) {
    if (!ArpText.isIpv4(text.bytes.u16(arp + PROTOCOL_TYPE))) {
      text.out.append("<wrong proto type>");
    } else if (length != IPV4_LENGTH) {
      text.out.append(wrongLength);
    } else {
      text.ipv4Address(address);
    }
  }

  private static void printSenderHardware(PacketText text, int arp) {
    WireBytes bytes = text.bytes;
    printHardwareAddress(
        text,
        arp + HEADER_LENGTH,
        length(bytes, arp, SENDER_NUMBER_LENGTH),
        senderSubaddress(bytes, arp),
        length(bytes, arp, SENDER_SUBADDRESS_LENGTH));
  }

  private static void printTargetHardware(PacketText text, int arp) {
    WireBytes bytes = text.bytes;
    printHardwareAddress(
        text,
        targetNumber(bytes, arp),
        length(bytes, arp, TARGET_NUMBER_LENGTH),
        targetSubaddress(bytes, arp),
        length(bytes, arp, TARGET_SUBADDRESS_LENGTH));
  }

  private static void printHardwareAddress(
      PacketText text, int number, int numberLength, int subaddress, int subaddressLength) {
    if (numberLength == 0) {
      text.out.append("<No address>");
      return;
    }
    ArpText.printOctets(text, number, numberLength);
    if (subaddressLength != 0) {
      text.out.append(',');
      ArpText.printOctets(text, subaddress, subaddressLength);
    }
  }
}
