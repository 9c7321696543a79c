package dev.podsonde.print;

/** MPLS: a stack of labels (RFC 3032 §2.1). */
final class MplsText {
  private static final int ENTRY_LENGTH = 4;
  private static final int LABEL_SHIFT = 12;
  private static final int TRAFFIC_CLASS_SHIFT = 9;
  private static final int TRAFFIC_CLASS = 0x7;
  private static final int BOTTOM_OF_STACK = 0x100;
  private static final int TIME_TO_LIVE = 0xff;

  private static final int LABEL_IPV4_EXPLICIT_NULL = 0;
  private static final int LABEL_IPV6_EXPLICIT_NULL = 2;
  private static final int LABEL_IMPLICIT_NULL = 3;

  /** Of the labels that no path uses. */
  private static final String[] RESERVED_LABELS = {
    " (IPv4 explicit NULL)", " (router alert)", " (IPv6 explicit NULL)", " (implicit NULL)"
  };

  private static final int RESERVED_LABEL_MAX = 15;

  private MplsText() {}

  /** Prints the packet at {@code mpls}. */
  static void print(PacketText text, int mpls, int length) {
    text.protocol = "mpls";
    text.out.append("MPLS");
    int payload = mpls;
    int entry;
    do {
      if (length - (payload - mpls) < ENTRY_LENGTH) {
        text.invalid();
        text.bytes.require(payload, length - (payload - mpls));
        return;
      }
      entry = text.bytes.i32(payload);
      text.out.append(payload > mpls && text.verbosity > 0 ? "\n\t(" : " (");
      printEntry(text, entry);
      payload += ENTRY_LENGTH;
    } while ((entry & BOTTOM_OF_STACK) == 0);
    if (text.enter()) {
      printPayload(text, label(entry), payload, length - (payload - mpls));
      text.leave();
    }
  }

  private static void printEntry(PacketText text, int entry) {
    int label = label(entry);
    text.out.append("label ").append(label);
    if (text.verbosity > 0 && label <= RESERVED_LABEL_MAX) {
      text.out.append(label < RESERVED_LABELS.length ? RESERVED_LABELS[label] : " (rsvd)");
    }
    printAttributes(text.out, entry);
    text.out.append(')');
  }

  /** {@return the label of an entry} */
  static int label(int entry) {
    return entry >>> LABEL_SHIFT;
  }

  /** Prints of an entry what follows its label. */
  static void printAttributes(TextBuffer out, int entry) {
    out.append(", tc ").append((entry >> TRAFFIC_CLASS_SHIFT) & TRAFFIC_CLASS);
    if ((entry & BOTTOM_OF_STACK) != 0) {
      out.append(", [S]");
    }
    out.append(", ttl ").append(entry & TIME_TO_LIVE);
  }

  /** Labels do not say what they carry: the payload's first byte does. */
  private static void printPayload(PacketText text, int label, int payload, int length) {
    boolean labelled =
        label == LABEL_IPV4_EXPLICIT_NULL
            || label == LABEL_IPV6_EXPLICIT_NULL
            || label == LABEL_IMPLICIT_NULL;
    if (!labelled && length < 1) {
      return;
    }
    int first = labelled ? 0 : text.bytes.u8(payload);
    if (label == LABEL_IPV6_EXPLICIT_NULL || (first >= 0x60 && first <= 0x6f)) {
      text.out.append(text.verbosity > 0 ? "\n\t" : " ");
      Ipv6Text.print(text, payload, length);
    } else if (labelled || (first >= 0x45 && first <= 0x4f)) {
      text.out.append(text.verbosity > 0 ? "\n\t" : " ");
      Ipv4Text.print(text, payload, length);
    } else {
      text.unprinted(payload, length);
    }
  }
}
