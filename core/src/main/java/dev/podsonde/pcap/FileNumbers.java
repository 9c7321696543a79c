package dev.podsonde.pcap;

import java.nio.ByteOrder;

/** Reads numbers in the byte order that a file declares; the caller has checked the bounds. */
final class FileNumbers {
  private final boolean bigEndian;

  FileNumbers(boolean bigEndian) {
    this.bigEndian = bigEndian;
  }

  boolean isBigEndian() {
    return bigEndian;
  }

  ByteOrder byteOrder() {
    return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  int u16(byte[] memory, int at) {
    int first = memory[at] & 0xff;
    int second = memory[at + 1] & 0xff;
    return bigEndian ? first << 8 | second : second << 8 | first;
  }

  int i32(byte[] memory, int at) {
    int littleEndian =
        (memory[at] & 0xff)
            | (memory[at + 1] & 0xff) << 8
            | (memory[at + 2] & 0xff) << 16
            | memory[at + 3] << 24;
    return bigEndian ? Integer.reverseBytes(littleEndian) : littleEndian;
  }

  long u32(byte[] memory, int at) {
    return i32(memory, at) & 0xffff_ffffL;
  }

  long i64(byte[] memory, int at) {
    long first = u32(memory, at);
    long second = u32(memory, at + 4);
    return bigEndian ? first << 32 | second : second << 32 | first;
  }

  /** {@return 64 bits that the file holds as two numbers, the upper half first} */
  long highLow(byte[] memory, int at) {
    return (long) i32(memory, at) << 32 | u32(memory, at + 4);
  }
}
