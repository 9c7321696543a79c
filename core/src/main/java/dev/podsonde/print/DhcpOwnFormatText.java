package dev.podsonde.print;

import dev.podsonde.decode.Ipv4;
import dev.podsonde.packet.WireBytes;

/** The options of DHCP that have a format of their own. */
final class DhcpOwnFormatText {
  private static final int RELAY_CIRCUIT_ID = 1;
  private static final int RELAY_REMOTE_ID = 2;
  private static final int RELAY_SUBSCRIBER_ID = 6;

  private static final String[] NODE_TYPES = {
    "", "b-node", "p-node", "", "m-node", "", "", "", "h-node"
  };
  private static final String[] OVERLOADED_FIELDS = {"", "file", "sname", "file+sname"};

  private static final int FQDN_NAME = 3;
  private static final String FQDN_FLAG_LETTERS = "SOEN";

  private DhcpOwnFormatText() {}

  /**
   * Prints the data of an option.
   *
   * @return how many bytes are left over at its end
   */
  static int print(PacketText text, int code, int data, int length) {
    return switch (code) {
      case DhcpOption.NETBIOS_NODE_TYPE -> printChoice(text, NODE_TYPES, data, length);
      case DhcpOption.OPTION_OVERLOAD -> printChoice(text, OVERLOADED_FIELDS, data, length);
      case DhcpOption.CLIENT_IDENTIFIER -> {
        if (hasLength(text, length, 1, "byte")) {
          printClientIdentifier(text, data, length);
        }
        yield 0;
      }
      case DhcpOption.CLIENT_FQDN -> {
        if (hasLength(text, length, FQDN_NAME, "bytes")) {
          printClientFqdn(text, data, length);
        }
        yield 0;
      }
      case DhcpOption.USER_CLASS -> {
        if (hasLength(text, length, 2, "bytes")) {
          printUserClasses(text, data, length);
        }
        yield 0;
      }
      case DhcpOption.RELAY_AGENT_INFORMATION -> printRelayAgent(text, data, length);
      case DhcpOption.SZTP_REDIRECT -> printBootstrapServers(text, data, length);
      default -> {
        if (hasLength(text, length, 5, "bytes")) {
          printRoutes(text, data, length);
        }
        yield 0;
      }
    };
  }

  /** {@return whether the data is long enough; if not, the text says so} */
  private static boolean hasLength(PacketText text, int length, int lengthMin, String unit) {
    if (length < lengthMin) {
      text.out.append("[length < ").append(lengthMin).append(' ').append(unit).append(']');
      text.invalid();
    }
    return length >= lengthMin;
  }

  /** Prints one byte by its name; {@return how many bytes are left over} */
  private static int printChoice(PacketText text, String[] names, int data, int length) {
    if (!hasLength(text, length, 1, "byte")) {
      return 0;
    }
    int value = text.bytes.u8(data);
    if (value < names.length && !names[value].isEmpty()) {
      text.out.append(names[value]);
    } else {
      text.out.append('#').append(value);
    }
    return length - 1;
  }

  /** RFC 2132 §9.14: a hardware type and an address, or 0 and any text. */
  private static void printClientIdentifier(PacketText text, int data, int length) {
    TextBuffer out = text.out;
    int type = text.bytes.u8(data);
    switch (type) {
      case 0 -> {
        DhcpOptionText.printText(text, data + 1, length - 1);
        return;
      }
      case 1 -> out.append("ether ");
      case 6 -> out.append("ieee802 ");
      case 7 -> out.append("arcnet ");
      case 15 -> out.append("frelay ");
      case 23 -> out.append("strip ");
      case 24 -> out.append("ieee1394 ");
      default -> out.append("hardware-type ").append(type).append(", ");
    }
    for (int i = 1; i < length; i++) {
      out.append(i > 1 ? ":" : "").appendHex(text.bytes.u8(data + i), 2);
    }
  }

  /** RFC 4702 §2: flags, two codes that are no longer used, and the name. */
  private static void printClientFqdn(PacketText text, int data, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int flags = bytes.u8(data);
    if (flags >> 4 != 0) {
      out.append("[MBZ nibble 0x").appendHex(flags >> 4).append(" != 0] ");
      text.invalid();
    }
    if ((flags & 0xf) != 0) {
      out.append('[');
      for (int bit = 0; bit < FQDN_FLAG_LETTERS.length(); bit++) {
        if ((flags >> bit & 1) != 0) {
          out.append(FQDN_FLAG_LETTERS.charAt(bit));
        }
      }
      out.append("] ");
    }
    if (bytes.u16(data + 1) != 0) {
      out.append(bytes.u8(data + 1)).append('/').append(bytes.u8(data + 2)).append(' ');
    }
    DhcpOptionText.printText(text, data + FQDN_NAME, length - FQDN_NAME);
  }

  /** RFC 3004 §4. */
  private static void printUserClasses(PacketText text, int data, int length) {
    TextBuffer out = text.out;
    int end = data + length;
    int instance = 1;
    for (int at = data; at < end; instance++) {
      int classLength = text.bytes.u8(at++);
      out.append("\n\t      instance#").append(instance).append(": ");
      if (classLength == 0) {
        out.append("[suboption length == 0]");
        text.invalid();
        return;
      }
      if (classLength > end - at) {
        out.append("[length ").append(end - at);
        out.append(" < suboption length ").append(classLength);
        text.invalid();
        return;
      }
      DhcpOptionText.printText(text, at, classLength);
      out.append(", length ").append(classLength);
      at += classLength;
    }
  }

  /** RFC 3046 §2.0; {@return how many bytes are left over} */
  private static int printRelayAgent(PacketText text, int data, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int at = data;
    int end = data + length;
    while (end - at >= 2) {
      int code = bytes.u8(at);
      int subLength = bytes.u8(at + 1);
      at += 2;
      boolean isKnown = true;
      out.append("\n\t      ");
      switch (code) {
        case RELAY_CIRCUIT_ID -> out.append("Circuit-ID");
        case RELAY_REMOTE_ID -> out.append("Remote-ID");
        case RELAY_SUBSCRIBER_ID -> out.append("Subscriber-ID");
        default -> {
          out.append("Unknown");
          isKnown = false;
        }
      }
      out.append(" SubOption ").append(code).append(", length ").append(subLength).append(": ");
      if (subLength > end - at) {
        out.append("length goes past end of option");
        return 0;
      }
      if (isKnown) {
        DnsNameText.printCharacters(text, at, subLength);
      } else {
        DumpText.unknown(text, at, "\n\t\t", subLength);
      }
      at += subLength;
    }
    return end - at;
  }

  /** RFC 3442: destinations without their zero octets, and their routers. */
  private static void printRoutes(PacketText text, int data, int length) {
    TextBuffer out = text.out;
    int end = data + length;
    for (int at = data; at < end; ) {
      out.append(at > data ? "," : "");
      int width = text.bytes.u8(at++);
      if (width > Integer.SIZE) {
        out.append("[Mask width (").append(width).append(") > 32]");
        text.invalid();
        return;
      }
      int octets = (width + 7) / 8;
      if (end - at < octets + Ipv4.ADDRESS_LENGTH) {
        out.append("[Remaining length (").append(end - at).append(") < ");
        out.append(octets + Ipv4.ADDRESS_LENGTH).append(" bytes]");
        text.invalid();
        return;
      }
      out.append('(');
      if (width == 0) {
        out.append("default");
      } else {
        for (int i = 0; i < Ipv4.ADDRESS_LENGTH; i++) {
          out.append(i > 0 ? "." : "").append(i < octets ? text.bytes.u8(at + i) : 0);
        }
        out.append('/').append(width);
      }
      at += octets;
      out.append(':');
      text.ipv4Address(at);
      out.append(')');
      at += Ipv4.ADDRESS_LENGTH;
    }
  }

  /** RFC 8572 §8.3; {@return how many bytes are left over} */
  private static int printBootstrapServers(PacketText text, int data, int length) {
    int at = data;
    int end = data + length;
    while (end - at >= 2) {
      int uriLength = text.bytes.u16(at);
      at += 2;
      text.out.append("\n\t\t    length ").append(uriLength).append(": ");
      if (uriLength > end - at) {
        text.out.append("length goes past end of option");
        return 0;
      }
      DhcpOptionText.printText(text, at, uriLength);
      at += uriLength;
    }
    if (at < end) {
      text.out.append("[length < 2 bytes]");
      text.invalid();
    }
    return end - at;
  }
}
