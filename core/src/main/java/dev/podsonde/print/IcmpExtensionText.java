package dev.podsonde.print;

import dev.podsonde.decode.InternetChecksum;
import dev.podsonde.packet.WireBytes;

/** Extensions behind the packet that an ICMP error quotes (RFC 4884). */
final class IcmpExtensionText {
  private static final int LENGTH = 5;

  /** Where the extension structure starts: 128 bytes of the quoted packet come before. */
  private static final int STRUCTURE = 136;

  private static final int CHECKSUM = 2;
  private static final int OBJECTS = 4;
  private static final int VERSION = 2;

  private static final int OBJECT_CLASS = 2;
  private static final int OBJECT_TYPE = 3;
  private static final int OBJECT_HEADER_LENGTH = 4;
  private static final int MPLS_LABEL_STACK = 1;
  private static final int INTERFACE_INFORMATION = 2;

  private IcmpExtensionText() {}

  /** Prints the extension of the message at {@code icmp}, if it has one. */
  static void print(PacketText text, int icmp, int length) {
    WireBytes bytes = text.bytes;
    int structure = icmp + STRUCTURE;
    int structureLength = length - STRUCTURE;
    if (structureLength <= 0) {
      return;
    }
    if (text.isCut(icmp, STRUCTURE + OBJECTS + 1)) {
      return;
    }
    boolean isWhole = bytes.has(structure, structureLength);
    int checksum =
        isWhole
            ? InternetChecksum.fold(InternetChecksum.sum(bytes, structure, structureLength))
            : 0;
    // Many senders leave the length 0 and have an extension all the same: its checksum tells.
    if (bytes.u8(icmp + LENGTH) == 0 && isWhole && checksum != 0) {
      return;
    }
    int version = bytes.u8(structure) >> 4;
    text.out.append("\n\tICMP Multi-Part extension v").append(version);
    if (version != VERSION) {
      text.out.append(" packet not supported");
      return;
    }
    if (isWhole) {
      text.out.append(", checksum 0x").appendHex(bytes.u16(structure + CHECKSUM), 4);
      text.out.append(checksum == 0 ? " (correct), length " : " (incorrect), length ");
      text.out.append(structureLength);
    }
    printObjects(text, structure + OBJECTS, structureLength - OBJECTS);
  }

  private static void printObjects(PacketText text, int objects, int length) {
    int object = objects;
    int left = length;
    while (left > OBJECT_HEADER_LENGTH && !text.isCut(object, OBJECT_HEADER_LENGTH)) {
      int objectLength = text.bytes.u16(object);
      int objectClass = text.bytes.u8(object + OBJECT_CLASS);
      int type = text.bytes.u8(object + OBJECT_TYPE);
      text.out.append("\n\t  ").append(className(objectClass)).append(" Object (");
      text.out.append(objectClass).append("), Class-Type: ").append(type);
      text.out.append(", length ").append(objectLength);
      if (objectClass == 0 || objectLength < OBJECT_HEADER_LENGTH) {
        return;
      }
      printObject(text, objectClass, type, object, objectLength - OBJECT_HEADER_LENGTH);
      left -= objectLength;
      object += objectLength;
    }
  }

  private static String className(int objectClass) {
    return switch (objectClass) {
      case MPLS_LABEL_STACK -> "MPLS Stack Entry";
      case INTERFACE_INFORMATION -> "Interface Identification";
      default -> "unknown";
    };
  }

  private static void printObject(
      PacketText text, int objectClass, int type, int object, int length) {
    int data = object + OBJECT_HEADER_LENGTH;
    if (objectClass == MPLS_LABEL_STACK && type == 1) {
      text.bytes.require(data, 4);
      if (length >= 4) {
        int entry = text.bytes.i32(data);
        text.out.append("\n\t    label ").append(MplsText.label(entry));
        MplsText.printAttributes(text.out, entry);
      }
    } else {
      DumpText.unknown(text, data, "\n\t    ", length);
    }
  }
}
