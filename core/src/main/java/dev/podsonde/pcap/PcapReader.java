package dev.podsonde.pcap;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.PacketBatch;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Finds the packets of a pcap file (draft-ietf-opsawg-pcap), as libpcap does. */
final class PcapReader implements FormatReader {
  static final int MAGIC_MICROS = 0xa1b2c3d4;
  static final int MAGIC_NANOS = 0xa1b23c4d;

  /** Kuznetzov's libpcap of Linux 2.x, with a longer record header. */
  static final int MAGIC_MODIFIED = 0xa1b2cd34;

  static final int FILE_HEADER_LENGTH = 24;
  static final int RECORD_HEADER_LENGTH = 16;
  private static final int RECORD_HEADER_LENGTH_MODIFIED = 24;

  private static final int VERSION_MAJOR = 4;
  private static final int VERSION_MINOR = 6;
  private static final int SNAPLEN = 16;
  private static final int LINK_TYPE = 20;

  /** Above it stand the length of the frame check sequence and reserved bits. */
  private static final int LINK_TYPE_MASK = 0xffff;

  private static final int SECONDS = 0;
  private static final int FRACTION = 4;
  private static final int CAPTURED_LENGTH = 8;
  private static final int ORIGINAL_LENGTH = 12;

  private static final int VERSION_MAJOR_DG_UX = 543;

  /** A cooked capture by the modified libpcap has an Ethernet header more than its snaplen says. */
  private static final int ETHERNET_HEADER_LENGTH = 14;

  private enum LengthOrder {
    CAPTURED_FIRST,
    ORIGINAL_FIRST,
    /** Version 2.3 was written both ways. */
    SMALLER_IS_CAPTURED
  }

  private final String file;
  private final FileNumbers numbers;
  private final int magic;
  private final int recordHeaderLength;
  private int lengthNeeded = FILE_HEADER_LENGTH;
  private @Nullable CaptureInterface captureInterface;
  private LengthOrder lengthOrder = LengthOrder.CAPTURED_FIRST;
  private int snaplen;

  PcapReader(String file, int magic, boolean bigEndian) {
    this.file = file;
    this.magic = magic;
    numbers = new FileNumbers(bigEndian);
    recordHeaderLength =
        magic == MAGIC_MODIFIED ? RECORD_HEADER_LENGTH_MODIFIED : RECORD_HEADER_LENGTH;
  }

  static boolean isMagic(int number) {
    return number == MAGIC_MICROS || number == MAGIC_NANOS || number == MAGIC_MODIFIED;
  }

  @Override
  public int index(PacketBatch batch, int from, int to, long fileOffset)
      throws PcapFormatException {
    if (captureInterface == null) {
      if (to - from < FILE_HEADER_LENGTH) {
        return from;
      }
      captureInterface = readFileHeader(batch.memory(), from);
      lengthNeeded = recordHeaderLength;
      return from + FILE_HEADER_LENGTH;
    }
    return indexRecords(batch, captureInterface, from, to, fileOffset);
  }

  private int indexRecords(
      PacketBatch batch, CaptureInterface captureInterface, int from, int to, long fileOffset)
      throws PcapFormatException {
    byte[] memory = batch.memory();
    long nanosPerUnit = magic == MAGIC_NANOS ? 1 : 1000;
    int record = from;
    while (true) {
      if (to - record < recordHeaderLength) {
        lengthNeeded = recordHeaderLength;
        return record;
      }
      int capturedLength = numbers.i32(memory, record + CAPTURED_LENGTH);
      int originalLength = numbers.i32(memory, record + ORIGINAL_LENGTH);
      if (lengthOrder != LengthOrder.CAPTURED_FIRST
          && isOriginalFirst(capturedLength, originalLength)) {
        int first = capturedLength;
        capturedLength = originalLength;
        originalLength = first;
      }
      if (Integer.compareUnsigned(capturedLength, SNAPLEN_MAX) > 0) {
        throw tooLong(capturedLength, fileOffset + record);
      }
      int recordLength = recordHeaderLength + capturedLength;
      if (to - record < recordLength) {
        lengthNeeded = recordLength;
        return record;
      }
      batch.add(
          captureInterface,
          time(memory, record + SECONDS),
          time(memory, record + FRACTION) * nanosPerUnit,
          record + recordHeaderLength,
          Math.min(capturedLength, snaplen),
          originalLength,
          0);
      record += recordLength;
    }
  }

  /**
   * {@return a time field, signed in a little-endian file and unsigned in a big-endian one: so does
   * libpcap read them on a little-endian machine, and the text of times past 2038 follows}
   */
  private long time(byte[] memory, int at) {
    int value = numbers.i32(memory, at);
    return numbers.isBigEndian() ? value & 0xffff_ffffL : value;
  }

  private boolean isOriginalFirst(int first, int second) {
    return lengthOrder == LengthOrder.ORIGINAL_FIRST || Integer.compareUnsigned(first, second) > 0;
  }

  private CaptureInterface readFileHeader(byte[] memory, int header) throws PcapFormatException {
    int major = numbers.u16(memory, header + VERSION_MAJOR);
    int minor = numbers.u16(memory, header + VERSION_MINOR);
    boolean isDgUx = major == VERSION_MAJOR_DG_UX && minor == 0;
    if (!isDgUx && (major != 2 || minor > 4)) {
      throw new PcapFormatException(
          file, "file header", 0, "version " + major + "." + minor + ", only 2.0 to 2.4 are known");
    }
    if (isDgUx || minor < 3) {
      lengthOrder = LengthOrder.ORIGINAL_FIRST;
    } else if (minor == 3) {
      lengthOrder = LengthOrder.SMALLER_IS_CAPTURED;
    }
    var linkType = new LinkType(numbers.i32(memory, header + LINK_TYPE) & LINK_TYPE_MASK);
    snaplen = numbers.i32(memory, header + SNAPLEN);
    if (snaplen <= 0) {
      snaplen = SNAPLEN_MAX;
    }
    if (magic == MAGIC_MODIFIED && linkType.equals(LinkType.ETHERNET)) {
      snaplen = Math.min(snaplen, Integer.MAX_VALUE - ETHERNET_HEADER_LENGTH);
      snaplen += ETHERNET_HEADER_LENGTH;
    }
    return CaptureInterface.unnamed(linkType, snaplen, magic == MAGIC_NANOS ? 9 : 6);
  }

  private PcapFormatException tooLong(int capturedLength, long recordOffset) {
    long length = Integer.toUnsignedLong(capturedLength);
    return new PcapFormatException(
        file,
        "packet record",
        recordOffset,
        "invalid packet capture length "
            + length
            + ", bigger than "
            + (length > snaplen ? "snaplen of " + snaplen : "maximum of " + SNAPLEN_MAX)
            + "; the file is damaged from here on");
  }

  @Override
  public int lengthNeeded() {
    return lengthNeeded;
  }

  @Override
  public PcapFormatException cut(long recordOffset, int length) {
    return new PcapFormatException(
        file,
        captureInterface == null ? "file header" : "packet record",
        recordOffset,
        "the file ends after " + length + " of " + lengthNeeded + " bytes; it was cut");
  }

  @Override
  public ByteOrder byteOrder() {
    return numbers.byteOrder();
  }

  @Override
  public @Nullable CaptureInterface firstInterface() {
    return captureInterface;
  }
}
