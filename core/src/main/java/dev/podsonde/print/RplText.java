package dev.podsonde.print;

import dev.podsonde.decode.Ipv6;
import dev.podsonde.packet.WireBytes;

/** RPL control messages (RFC 6550 §6). */
final class RplText {
  static final int TYPE = 155;

  private static final int SECURED = 0x80;
  private static final int OBJECT_LENGTH = 24;
  private static final int OBJECT_IDENTIFIER = 8;
  private static final int ADVERTISEMENT_LENGTH = 4;
  private static final int HAS_IDENTIFIER_ADVERTISEMENT = 0x40;
  private static final int HAS_IDENTIFIER_ACKNOWLEDGEMENT = 0x80;
  private static final int ACKNOWLEDGE = 0x80;
  private static final int GROUNDED = 0x80;

  private static final int PAD1 = 0;
  private static final int OPTION_HEADER_LENGTH = 2;

  private RplText() {}

  /** Prints the message whose body is at {@code body}. */
  static void print(PacketText text, int body, int length, int code) {
    TextBuffer out = text.out;
    if ((code & SECURED) != 0) {
      out.append(", (SEC) [worktodo]");
      return;
    }
    out.append(", (CLR)");
    boolean isVerbose = text.verbosity > 0;
    switch (code) {
      case 0 -> out.append("DODAG Information Solicitation");
      case 1 -> {
        out.append("DODAG Information Object");
        if (isVerbose) {
          printInformation(text, body, length);
        }
      }
      case 2 -> {
        out.append("Destination Advertisement Object");
        if (isVerbose) {
          printAdvertisement(text, body, length, HAS_IDENTIFIER_ADVERTISEMENT);
        }
      }
      case 3 -> {
        out.append("Destination Advertisement Object Ack");
        if (isVerbose) {
          printAdvertisement(text, body, length, HAS_IDENTIFIER_ACKNOWLEDGEMENT);
        }
      }
      default -> out.append("RPL message, unknown code ").append(code);
    }
  }

  private static void printInformation(PacketText text, int body, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (length < OBJECT_LENGTH) {
      text.invalid("length", length, "<", OBJECT_LENGTH);
      return;
    }
    bytes.require(body, OBJECT_LENGTH);
    int mode = bytes.u8(body + 4);
    out.append(" [dagid:");
    text.ipv6Address(body + OBJECT_IDENTIFIER);
    out.append(",seq:").append(bytes.u8(body + 5)).append(",instance:").append(bytes.u8(body));
    out.append(",rank:").append(bytes.u16(body + 2)).append(',');
    out.append((mode & GROUNDED) != 0 ? "grounded," : "").append("mop:");
    switch (mode >> 3 & 7) {
      case 0 -> out.append("nonstoring");
      case 1 -> out.append("storing");
      case 2 -> out.append("nonstoring-multicast");
      case 3 -> out.append("storing-multicast");
      default -> out.append("mop").append(mode >> 3 & 7);
    }
    out.append(",prf:").append(mode & 7).append(']');
    if (text.verbosity > 1) {
      printOptions(text, body + OBJECT_LENGTH, length - OBJECT_LENGTH);
    }
  }

  private static void printAdvertisement(PacketText text, int body, int length, int hasIdentifier) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    boolean isAcknowledgement = hasIdentifier == HAS_IDENTIFIER_ACKNOWLEDGEMENT;
    // An advertisement counts as cut without room for an identifier, even when it has none.
    if (text.isCut(body, ADVERTISEMENT_LENGTH + (isAcknowledgement ? 0 : Ipv6.ADDRESS_LENGTH))) {
      return;
    }
    int options = body + ADVERTISEMENT_LENGTH;
    int flags = bytes.u8(body + 1);
    boolean isIdentified = (flags & hasIdentifier) != 0;
    if (isIdentified && text.isCut(options, Ipv6.ADDRESS_LENGTH)) {
      return;
    }
    out.append(" [dagid:");
    if (isIdentified) {
      text.ipv6Address(options);
      options += Ipv6.ADDRESS_LENGTH;
    } else {
      out.append("<elided>");
    }
    out.append(",seq:").append(bytes.u8(body + (isAcknowledgement ? 2 : 3)));
    out.append(",instance:").append(bytes.u8(body));
    if (isAcknowledgement) {
      out.append(",status:").append(bytes.u8(body + 3));
    } else {
      out.append((flags & ACKNOWLEDGE) != 0 ? ",acK" : "").append(isIdentified ? ",Dagid" : "");
      out.append(",flags:").appendHex(flags, 2);
    }
    out.append(']');
    if (text.verbosity > 1) {
      printOptions(text, options, length - (options - body));
    }
  }

  private static void printOptions(PacketText text, int options, int length) {
    WireBytes bytes = text.bytes;
    int option = options;
    int left = length;
    while (left > 0) {
      int type = bytes.u8(option);
      int optionLength = 1;
      if (type == PAD1) {
        text.out.append(" opt:pad1");
      } else {
        if (left < OPTION_HEADER_LENGTH) {
          text.truncated();
          return;
        }
        optionLength = bytes.u8(option + 1) + OPTION_HEADER_LENGTH;
        printOptionName(text.out, type);
        text.out.append(" len:").append(optionLength).append(' ');
        if (text.isCut(option, optionLength)) {
          return;
        }
        if (text.verbosity > 2) {
          DumpText.unknown(
              text, option + OPTION_HEADER_LENGTH, " ", optionLength - OPTION_HEADER_LENGTH);
        }
      }
      option += optionLength;
      left -= optionLength;
    }
  }

  private static void printOptionName(TextBuffer out, int type) {
    switch (type) {
      case 1 -> out.append(" opt:padN");
      case 2 -> out.append(" opt:metrics");
      case 3 -> out.append(" opt:routinginfo");
      case 4 -> out.append(" opt:config");
      case 5 -> out.append(" opt:rpltarget");
      case 6 -> out.append(" opt:transitinfo");
      case 8 -> out.append(" opt:destprefix");
      case 9 -> out.append(" opt:rpltargetdesc");
      default -> out.append(" opt:subopt:").append(type);
    }
  }
}
