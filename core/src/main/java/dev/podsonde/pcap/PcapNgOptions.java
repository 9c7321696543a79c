package dev.podsonde.pcap;

import java.nio.charset.StandardCharsets;

/** A cursor over the options of one pcapng block; reused from block to block. */
final class PcapNgOptions {
  static final int END = 0;
  static final int COMMENT = 1;
  static final int SECTION_OPERATING_SYSTEM = 3;
  static final int SECTION_APPLICATION = 4;
  static final int INTERFACE_NAME = 2;
  static final int INTERFACE_DESCRIPTION = 3;
  static final int INTERFACE_TIME_RESOLUTION = 9;
  static final int INTERFACE_FILTER = 11;
  static final int INTERFACE_TIME_OFFSET = 14;
  static final int PACKET_FLAGS = 2;
  static final int STATISTICS_START_TIME = 2;
  static final int STATISTICS_END_TIME = 3;
  static final int STATISTICS_RECEIVED = 4;
  static final int STATISTICS_INTERFACE_DROPPED = 5;
  static final int STATISTICS_SYSTEM_DROPPED = 7;

  static final int HEADER_LENGTH = 4;

  /** The first byte of {@code if_filter}: what follows is in the pcap-filter language. */
  static final int FILTER_IS_TEXT = 0;

  private FileNumbers numbers = new FileNumbers(false);
  private byte[] memory = new byte[0];
  private int next;
  private int end;
  private int code;
  private int length;
  private int value;
  private boolean isMalformed;

  void wrap(FileNumbers numbers, byte[] memory, int start, int end) {
    this.numbers = numbers;
    this.memory = memory;
    next = start;
    this.end = end;
    isMalformed = false;
  }

  /** Moves to the next option; false after the last one, or where the list is malformed. */
  boolean next() {
    if (next >= end) {
      return false;
    }
    if (end - next < HEADER_LENGTH) {
      isMalformed = true;
      return false;
    }
    code = numbers.u16(memory, next);
    length = numbers.u16(memory, next + 2);
    value = next + HEADER_LENGTH;
    if (code == END) {
      isMalformed = length != 0;
      next = end;
      return false;
    }
    int paddedLength = padded(length);
    if (paddedLength > end - value) {
      isMalformed = true;
      return false;
    }
    next = value + paddedLength;
    return true;
  }

  /** {@return whether {@link #next} stopped because an option does not fit its block} */
  boolean isMalformed() {
    return isMalformed;
  }

  int code() {
    return code;
  }

  int length() {
    return length;
  }

  int u8() {
    return memory[value] & 0xff;
  }

  int i32() {
    return numbers.i32(memory, value);
  }

  long i64() {
    return numbers.i64(memory, value);
  }

  long highLow() {
    return numbers.highLow(memory, value);
  }

  /** {@return the value as text, without what follows a zero byte, which some writers leave} */
  String text(int skipped) {
    int textLength = 0;
    while (skipped + textLength < length && memory[value + skipped + textLength] != 0) {
      textLength++;
    }
    return new String(memory, value + skipped, textLength, StandardCharsets.UTF_8);
  }

  /** {@return {@code length} rounded up to the 32 bits on which everything in pcapng lies} */
  static int padded(int length) {
    return (length + 3) & ~3;
  }
}
