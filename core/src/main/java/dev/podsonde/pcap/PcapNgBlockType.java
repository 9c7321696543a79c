package dev.podsonde.pcap;

/** The numbers and fixed offsets of pcapng blocks (draft-ietf-opsawg-pcapng). */
final class PcapNgBlockType {
  static final int SECTION_HEADER = 0x0a0d0d0a;
  static final int INTERFACE_DESCRIPTION = 1;
  static final int PACKET = 2;
  static final int SIMPLE_PACKET = 3;
  static final int NAME_RESOLUTION = 4;
  static final int INTERFACE_STATISTICS = 5;
  static final int ENHANCED_PACKET = 6;

  private PcapNgBlockType() {}

  /** {@return the block's name in the specification, or its number} */
  static String nameOf(int type) {
    return switch (type) {
      case SECTION_HEADER -> "section header block";
      case INTERFACE_DESCRIPTION -> "interface description block";
      case PACKET -> "packet block";
      case SIMPLE_PACKET -> "simple packet block";
      case NAME_RESOLUTION -> "name resolution block";
      case INTERFACE_STATISTICS -> "interface statistics block";
      case ENHANCED_PACKET -> "enhanced packet block";
      default -> "block of type 0x" + Integer.toHexString(type);
    };
  }
}
