package dev.podsonde.cli;

import dev.podsonde.packet.LinkType;

/** Link types in libpcap's words, for the line that says what is read. */
final class LinkTypeName {
  private LinkTypeName() {}

  /** {@return name and description, or the number where there is none of ours} */
  static String of(LinkType linkType) {
    return switch (linkType.value()) {
      case 0 -> "NULL (BSD loopback)";
      case 1 -> "EN10MB (Ethernet)";
      case 9 -> "PPP (PPP)";
      case 12, 14, 101 -> "RAW (Raw IP)";
      case 108 -> "LOOP (OpenBSD loopback)";
      case 113 -> "LINUX_SLL (Linux cooked v1)";
      case 228 -> "IPV4 (Raw IPv4)";
      case 229 -> "IPV6 (Raw IPv6)";
      case 276 -> "LINUX_SLL2 (Linux cooked v2)";
      default -> Integer.toString(linkType.value());
    };
  }
}
