package dev.podsonde.print;

import dev.podsonde.decode.Ipv4;
import dev.podsonde.decode.Ipv6;
import dev.podsonde.packet.WireBytes;

/** MPLS (RFC 3032). */
final class MplsText {
  private static final int ENTRY_LENGTH = 4;
  private static final int LABEL_SHIFT = 12;
  private static final int TRAFFIC_CLASS_SHIFT = 9;
  private static final int TRAFFIC_CLASS = 7;
  private static final int BOTTOM_OF_STACK = 0x100;
  private static final int TTL = 0xff;

  private static final int IPV4_EXPLICIT_NULL = 0;
  private static final int ROUTER_ALERT = 1;
  private static final int IPV6_EXPLICIT_NULL = 2;
  private static final int IMPLICIT_NULL = 3;

  private MplsText() {}

  /** Prints the packet at {@code mpls}. */
  static void print(PacketText text, int mpls, int length) {
    text.protocol = "mpls";
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    out.append("MPLS");
    int at = mpls;
    int entry;
    do {
      bytes.require(at, ENTRY_LENGTH);
      if (length - (at - mpls) < ENTRY_LENGTH) {
        text.truncated();
        return;
      }
      entry = bytes.i32(at);
      out.append(text.verbosity > 0 && at > mpls ? "\n\t" : " ").append("(label ");
      printLabel(text, entry >>> LABEL_SHIFT);
      printRest(out, entry);
      out.append(')');
      at += ENTRY_LENGTH;
    } while ((entry & BOTTOM_OF_STACK) == 0);
    printPayload(text, entry >>> LABEL_SHIFT, at, length - (at - mpls));
  }

  /** Prints an entry of a label stack without a name or parentheses. */
  static void printEntry(PacketText text, int entry) {
    text.out.append(entry >>> LABEL_SHIFT);
    printRest(text.out, entry);
  }

  private static void printLabel(PacketText text, int label) {
    text.out.append(label);
    if (text.verbosity > 0) {
      switch (label) {
        case IPV4_EXPLICIT_NULL -> text.out.append(" (IPv4 explicit NULL)");
        case ROUTER_ALERT -> text.out.append(" (router alert)");
        case IPV6_EXPLICIT_NULL -> text.out.append(" (IPv6 explicit NULL)");
        case IMPLICIT_NULL -> text.out.append(" (implicit NULL)");
        default -> {}
      }
    }
  }

  private static void printRest(TextBuffer out, int entry) {
    out.append(", tc ").append((entry >>> TRAFFIC_CLASS_SHIFT) & TRAFFIC_CLASS);
    if ((entry & BOTTOM_OF_STACK) != 0) {
      out.append(", [S]");
    }
    out.append(", ttl ").append(entry & TTL);
  }

  /** What follows the stack has no type: the label tells, or the first byte. */
  private static void printPayload(PacketText text, int label, int payload, int length) {
    if (length <= 0 || !text.bytes.has(payload, 1)) {
      if (length > 0) {
        text.truncated();
      }
      return;
    }
    int version =
        switch (label) {
          case IPV4_EXPLICIT_NULL -> 4;
          case IPV6_EXPLICIT_NULL -> Ipv6.VERSION;
          default -> Ipv4.version(text.bytes, payload);
        };
    boolean isIp = version == 4 || version == Ipv6.VERSION;
    if (label == IMPLICIT_NULL || !isIp || !text.enter()) {
      return;
    }
    text.out.append(text.verbosity > 0 ? "\n\t" : " ");
    if (version == 4) {
      Ipv4Text.print(text, payload, length);
    } else {
      Ipv6Text.print(text, payload, length);
    }
    text.leave();
  }
}
