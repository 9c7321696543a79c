package dev.podsonde.pcap;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.IpAddress;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.WireBytes;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the packets of a pcapng file (draft-ietf-opsawg-pcapng): several sections, each in its byte
 * order, with several interfaces. Blocks that say nothing about packets are skipped.
 */
final class PcapNgReader implements FormatReader {
  /** Bounds one block, and so the memory that a file can claim; libpcap has the same limit. */
  static final int BLOCK_LENGTH_MAX = 16 * 1024 * 1024;

  /** Bounds the interfaces of a section, and those whose statistics are kept. */
  static final int INTERFACES_MAX = 16_384;

  /** Bounds the characters of all names, descriptions and filters of a section. */
  static final int INTERFACE_TEXT_MAX = 8 * 1024 * 1024;

  static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;

  private static final int TYPE = 0;
  private static final int TOTAL_LENGTH = 4;
  private static final int BODY = 8;
  private static final int TRAILER_LENGTH = 4;
  private static final int BLOCK_LENGTH_MIN = 12;

  private static final int SECTION_VERSION_MAJOR = 12;
  private static final int SECTION_VERSION_MINOR = 14;
  private static final int SECTION_OPTIONS = 24;

  private static final int INTERFACE_LINK_TYPE = 8;
  private static final int INTERFACE_SNAPLEN = 12;
  private static final int INTERFACE_OPTIONS = 16;

  private static final int PACKET_INTERFACE = 8;
  private static final int PACKET_TIMESTAMP = 12;
  private static final int PACKET_CAPTURED_LENGTH = 20;
  private static final int PACKET_ORIGINAL_LENGTH = 24;
  private static final int PACKET_DATA = 28;

  private static final int SIMPLE_ORIGINAL_LENGTH = 8;
  private static final int SIMPLE_DATA = 12;

  private static final int STATISTICS_INTERFACE = 8;
  private static final int STATISTICS_TIMESTAMP = 12;
  private static final int STATISTICS_OPTIONS = 20;

  private static final int NAME_HEADER_LENGTH = 4;
  private static final int NAME_END = 0;
  private static final int NAME_IPV4 = 1;
  private static final int NAME_IPV6 = 2;

  private static final int MICROSECONDS = 6;

  private final String file;
  private final HostNames names;
  private final IdentityHashMap<CaptureInterface, InterfaceStatistics> statistics =
      new IdentityHashMap<>();
  private final PcapNgOptions options = new PcapNgOptions();
  private final WireBytes window = new WireBytes();

  private FileNumbers numbers = new FileNumbers(false);
  private List<SectionInterface> interfaces = new ArrayList<>();
  private int interfaceTextLength;
  private @Nullable CaptureInterface firstInterface;
  private boolean isFirstSeen;

  private int lengthNeeded = BLOCK_LENGTH_MIN;
  private String partNeeded = "block header";

  /** The block at hand: where it starts in memory and in the file, its type and length. */
  private int block;

  private long blockFileOffset;
  private int blockType;
  private int blockLength;

  private record SectionInterface(
      CaptureInterface captureInterface, InterfaceClock clock, int snaplen) {}

  PcapNgReader(String file, HostNames names) {
    this.file = file;
    this.names = names;
  }

  /** {@return a copy: the last statistics read of each interface} */
  IdentityHashMap<CaptureInterface, InterfaceStatistics> statistics() {
    return new IdentityHashMap<>(statistics);
  }

  @Override
  public int index(PacketBatch batch, int from, int to, long fileOffset)
      throws PcapFormatException {
    byte[] memory = batch.memory();
    block = from;
    while (isWhole(memory, to, fileOffset)) {
      readBlock(batch, memory);
      block += blockLength;
      if (firstInterface != null && !isFirstSeen) {
        isFirstSeen = true;
        break;
      }
    }
    return block;
  }

  private boolean isWhole(byte[] memory, int to, long fileOffset) throws PcapFormatException {
    if (to - block < BLOCK_LENGTH_MIN) {
      lengthNeeded = BLOCK_LENGTH_MIN;
      partNeeded = "block header";
      return false;
    }
    blockFileOffset = fileOffset + block;
    blockType = numbers.i32(memory, block + TYPE);
    if (blockType == PcapNgBlockType.SECTION_HEADER) {
      numbers = new FileNumbers(isBigEndian(memory, block + BODY));
    }
    blockLength = numbers.i32(memory, block + TOTAL_LENGTH);
    if (Integer.compareUnsigned(blockLength, BLOCK_LENGTH_MAX) > 0) {
      throw damaged(
          "total length "
              + Integer.toUnsignedString(blockLength)
              + " is more than the "
              + BLOCK_LENGTH_MAX
              + " bytes that are read");
    }
    if (blockLength < BLOCK_LENGTH_MIN || blockLength % 4 != 0) {
      throw damaged("total length " + blockLength + " is not a multiple of 4 from 12 on");
    }
    if (to - block < blockLength) {
      lengthNeeded = blockLength;
      partNeeded = PcapNgBlockType.nameOf(blockType);
      return false;
    }
    int trailer = numbers.i32(memory, block + blockLength - TRAILER_LENGTH);
    if (trailer != blockLength) {
      throw damaged(
          "total length " + blockLength + " is not the " + trailer + " at the block's end");
    }
    return true;
  }

  private boolean isBigEndian(byte[] memory, int magic) throws PcapFormatException {
    for (boolean bigEndian : new boolean[] {false, true}) {
      if (new FileNumbers(bigEndian).i32(memory, magic) == BYTE_ORDER_MAGIC) {
        return bigEndian;
      }
    }
    throw damaged("the byte-order magic is neither 1a2b3c4d nor 4d3c2b1a");
  }

  private void readBlock(PacketBatch batch, byte[] memory) throws PcapFormatException {
    switch (blockType) {
      case PcapNgBlockType.ENHANCED_PACKET -> readEnhancedPacket(batch, memory);
      case PcapNgBlockType.SIMPLE_PACKET -> readSimplePacket(batch, memory);
      case PcapNgBlockType.PACKET -> readObsoletePacket(batch, memory);
      case PcapNgBlockType.SECTION_HEADER -> readSectionHeader(memory);
      case PcapNgBlockType.INTERFACE_DESCRIPTION -> readInterface(memory);
      case PcapNgBlockType.NAME_RESOLUTION -> readNames(memory);
      case PcapNgBlockType.INTERFACE_STATISTICS -> readStatistics(memory);
      default -> {
        // Secrets, custom blocks and whatever comes later say nothing about packets.
      }
    }
  }

  private void readSectionHeader(byte[] memory) throws PcapFormatException {
    requireBody(SECTION_OPTIONS);
    int major = numbers.u16(memory, block + SECTION_VERSION_MAJOR);
    int minor = numbers.u16(memory, block + SECTION_VERSION_MINOR);
    if (major != 1 || (minor != 0 && minor != 2)) {
      throw damaged("version " + major + "." + minor + ", only 1.0 and 1.2 are known");
    }
    interfaces = new ArrayList<>();
    interfaceTextLength = 0;
  }

  private void readInterface(byte[] memory) throws PcapFormatException {
    requireBody(INTERFACE_OPTIONS);
    if (interfaces.size() == INTERFACES_MAX) {
      throw damaged("more than " + INTERFACES_MAX + " interfaces in one section");
    }
    String name = "";
    String description = "";
    String filter = "";
    int resolution = MICROSECONDS;
    long offsetSeconds = 0;
    wrapOptions(memory, INTERFACE_OPTIONS);
    while (options.next()) {
      switch (options.code()) {
        case PcapNgOptions.INTERFACE_NAME -> name = interfaceText(0);
        case PcapNgOptions.INTERFACE_DESCRIPTION -> description = interfaceText(0);
        case PcapNgOptions.INTERFACE_FILTER -> {
          if (options.length() > 0 && options.u8() == PcapNgOptions.FILTER_IS_TEXT) {
            filter = interfaceText(1);
          }
        }
        case PcapNgOptions.INTERFACE_TIME_RESOLUTION -> {
          requireOptionLength(1);
          resolution = options.u8();
        }
        case PcapNgOptions.INTERFACE_TIME_OFFSET -> {
          requireOptionLength(Long.BYTES);
          offsetSeconds = options.i64();
        }
        default -> {}
      }
    }
    if (options.isMalformed()) {
      throw damaged("an option does not fit the block");
    }
    if (!InterfaceClock.isValid(resolution)) {
      throw damaged("if_tsresol 0x" + Integer.toHexString(resolution) + " needs over 64 bits");
    }
    var clock = new InterfaceClock(resolution, offsetSeconds);
    int snaplen = Math.max(0, numbers.i32(memory, block + INTERFACE_SNAPLEN));
    var captureInterface =
        new CaptureInterface(
            name,
            description,
            new LinkType(numbers.u16(memory, block + INTERFACE_LINK_TYPE)),
            snaplen,
            filter,
            clock.fractionDigits());
    interfaces.add(
        new SectionInterface(captureInterface, clock, snaplen == 0 ? SNAPLEN_MAX : snaplen));
    if (firstInterface == null) {
      firstInterface = captureInterface;
    }
  }

  private String interfaceText(int skipped) throws PcapFormatException {
    interfaceTextLength += options.length();
    if (interfaceTextLength > INTERFACE_TEXT_MAX) {
      throw damaged("more than " + INTERFACE_TEXT_MAX + " bytes of interface names and filters");
    }
    return options.text(skipped);
  }

  private void readEnhancedPacket(PacketBatch batch, byte[] memory) throws PcapFormatException {
    requireBody(PACKET_DATA);
    readPacket(batch, memory, sectionInterface(numbers.u32(memory, block + PACKET_INTERFACE)));
  }

  /** The obsolete block differs in two 16-bit fields where the interface's 32 bits are now. */
  private void readObsoletePacket(PacketBatch batch, byte[] memory) throws PcapFormatException {
    requireBody(PACKET_DATA);
    readPacket(batch, memory, sectionInterface(numbers.u16(memory, block + PACKET_INTERFACE)));
  }

  private void readPacket(PacketBatch batch, byte[] memory, SectionInterface seenOn)
      throws PcapFormatException {
    int capturedLength = numbers.i32(memory, block + PACKET_CAPTURED_LENGTH);
    requireCapturedLength(capturedLength, seenOn.snaplen, PACKET_DATA);
    long ticks = numbers.highLow(memory, block + PACKET_TIMESTAMP);
    long seconds = seenOn.clock.seconds(ticks);
    int start = block + PACKET_DATA;
    batch.add(
        seenOn.captureInterface,
        seconds,
        seenOn.clock.fractionNanos(ticks),
        start,
        capturedLength,
        numbers.i32(memory, block + PACKET_ORIGINAL_LENGTH),
        0);
    int optionsStart = PACKET_DATA + PcapNgOptions.padded(capturedLength);
    if (blockLength - optionsStart > TRAILER_LENGTH) {
      readPacketOptions(batch, memory, optionsStart);
    }
  }

  private void readPacketOptions(PacketBatch batch, byte[] memory, int optionsStart) {
    StringBuilder comments = null;
    wrapOptions(memory, optionsStart);
    while (options.next()) {
      if (options.code() == PcapNgOptions.COMMENT) {
        comments = comments == null ? new StringBuilder() : comments.append('\n');
        comments.append(options.text(0));
      } else if (options.code() == PcapNgOptions.PACKET_FLAGS
          && options.length() == Integer.BYTES) {
        batch.flagLast(options.i32());
      }
    }
    if (comments != null) {
      batch.commentLast(comments.toString());
    }
  }

  /** A simple packet has no time, and was captured up to the snaplen of the first interface. */
  private void readSimplePacket(PacketBatch batch, byte[] memory) throws PcapFormatException {
    requireBody(SIMPLE_DATA);
    SectionInterface seenOn = sectionInterface(0);
    int originalLength = numbers.i32(memory, block + SIMPLE_ORIGINAL_LENGTH);
    int capturedLength =
        Integer.compareUnsigned(originalLength, seenOn.snaplen) > 0
            ? seenOn.snaplen
            : originalLength;
    requireCapturedLength(capturedLength, seenOn.snaplen, SIMPLE_DATA);
    batch.add(
        seenOn.captureInterface, 0, 0, block + SIMPLE_DATA, capturedLength, originalLength, 0);
  }

  private void readNames(byte[] memory) {
    int end = block + blockLength - TRAILER_LENGTH;
    int entry = block + BODY;
    while (end - entry >= NAME_HEADER_LENGTH) {
      int type = numbers.u16(memory, entry);
      int length = numbers.u16(memory, entry + 2);
      int value = entry + NAME_HEADER_LENGTH;
      if (type == NAME_END || PcapNgOptions.padded(length) > end - value) {
        return;
      }
      if (type == NAME_IPV4 && length > IpAddress.IPV4_LENGTH) {
        window.wrap(memory, value, length);
        names.put(IpAddress.ipv4(window, 0), firstName(memory, value, length, 4));
      } else if (type == NAME_IPV6 && length > IpAddress.IPV6_LENGTH) {
        window.wrap(memory, value, length);
        names.put(IpAddress.ipv6(window, 0), firstName(memory, value, length, 16));
      }
      entry = value + PcapNgOptions.padded(length);
    }
  }

  /** {@return the first of the names, each ended by a zero byte, that follow an address} */
  private static String firstName(byte[] memory, int value, int length, int addressLength) {
    int start = value + addressLength;
    int end = start;
    while (end < value + length && memory[end] != 0) {
      end++;
    }
    return new String(memory, start, end - start, StandardCharsets.UTF_8);
  }

  private void readStatistics(byte[] memory) throws PcapFormatException {
    requireBody(STATISTICS_OPTIONS);
    SectionInterface counted = sectionInterface(numbers.u32(memory, block + STATISTICS_INTERFACE));
    long startNanos = InterfaceStatistics.UNKNOWN;
    long endNanos = counted.clock.nanos(numbers.highLow(memory, block + STATISTICS_TIMESTAMP));
    long received = InterfaceStatistics.UNKNOWN;
    long droppedByInterface = InterfaceStatistics.UNKNOWN;
    long droppedBySystem = InterfaceStatistics.UNKNOWN;
    String comment = "";
    wrapOptions(memory, STATISTICS_OPTIONS);
    while (options.next()) {
      if (options.code() == PcapNgOptions.COMMENT) {
        comment = options.text(0);
      } else if (options.length() == Long.BYTES) {
        switch (options.code()) {
          case PcapNgOptions.STATISTICS_START_TIME ->
              startNanos = counted.clock.nanos(options.highLow());
          case PcapNgOptions.STATISTICS_END_TIME ->
              endNanos = counted.clock.nanos(options.highLow());
          case PcapNgOptions.STATISTICS_RECEIVED -> received = options.i64();
          case PcapNgOptions.STATISTICS_INTERFACE_DROPPED -> droppedByInterface = options.i64();
          case PcapNgOptions.STATISTICS_SYSTEM_DROPPED -> droppedBySystem = options.i64();
          default -> {}
        }
      }
    }
    if (statistics.size() < INTERFACES_MAX || statistics.containsKey(counted.captureInterface)) {
      statistics.put(
          counted.captureInterface,
          new InterfaceStatistics(
              startNanos, endNanos, received, droppedByInterface, droppedBySystem, comment));
    }
  }

  private SectionInterface sectionInterface(long id) throws PcapFormatException {
    if (id >= interfaces.size()) {
      throw damaged("interface " + id + " has no interface description block before");
    }
    return interfaces.get((int) id);
  }

  private void requireBody(int bodyEnd) throws PcapFormatException {
    if (blockLength < bodyEnd + TRAILER_LENGTH) {
      throw damaged("total length " + blockLength + " is less than its fixed fields take");
    }
  }

  private void requireCapturedLength(int capturedLength, int snaplen, int data)
      throws PcapFormatException {
    if (Integer.compareUnsigned(capturedLength, snaplen) > 0) {
      throw damaged(
          "invalid packet capture length "
              + Integer.toUnsignedString(capturedLength)
              + ", bigger than snaplen of "
              + snaplen);
    }
    if (capturedLength > blockLength - data - TRAILER_LENGTH) {
      throw damaged(
          "invalid packet capture length "
              + capturedLength
              + ", bigger than its block of "
              + blockLength);
    }
  }

  private void requireOptionLength(int length) throws PcapFormatException {
    if (options.length() != length) {
      throw damaged(
          "option " + options.code() + " has length " + options.length() + ", not " + length);
    }
  }

  private void wrapOptions(byte[] memory, int start) {
    options.wrap(numbers, memory, block + start, block + blockLength - TRAILER_LENGTH);
  }

  private PcapFormatException damaged(String problem) {
    return new PcapFormatException(
        file, PcapNgBlockType.nameOf(blockType), blockFileOffset, problem);
  }

  @Override
  public int lengthNeeded() {
    return lengthNeeded;
  }

  @Override
  public PcapFormatException cut(long recordOffset, int length) {
    return new PcapFormatException(
        file,
        partNeeded,
        recordOffset,
        "the file ends after " + length + " of " + lengthNeeded + " bytes; it was cut");
  }

  @Override
  public ByteOrder byteOrder() {
    return numbers.byteOrder();
  }

  @Override
  public @Nullable CaptureInterface firstInterface() {
    return firstInterface;
  }
}
