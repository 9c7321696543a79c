package dev.podsonde.packet;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A window on the captured bytes of one packet, and the only way a decoder reads them.
 *
 * <p>Offsets count from the first captured byte; numbers are in network byte order. The window is
 * the bounds check: the array behind it holds other packets too, and a read outside the window
 * throws {@link TruncatedException} whatever the array holds there. One instance is reused for many
 * packets, so a window says nothing after its next {@link #wrap}.
 */
public final class WireBytes {
  private static final VarHandle NETWORK_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** 1 in each byte. */
  private static final long EACH = 0x0101_0101_0101_0101L;

  private byte[] memory = new byte[0];
  private int start;
  private int length;

  /** Moves the window to {@code length} bytes of {@code memory}, beginning at {@code start}. */
  public void wrap(byte[] memory, int start, int length) {
    Objects.checkFromIndexSize(start, length, memory.length);
    this.memory = memory;
    this.start = start;
    this.length = length;
  }

  /** {@return how many bytes may be read} */
  public int length() {
    return length;
  }

  /**
   * Narrows or restores the window's end.
   *
   * @param newLength the new length; a window never grows past the array behind it
   * @return the length before, with which the caller restores the window
   */
  public int limit(int newLength) {
    Objects.checkFromIndexSize(start, newLength, memory.length);
    int previousLength = length;
    length = newLength;
    return previousLength;
  }

  /** {@return whether {@code count} bytes at {@code offset} lie inside the window} */
  public boolean has(int offset, int count) {
    return (offset | count) >= 0 && count <= length - offset;
  }

  /** Throws {@link TruncatedException} unless {@code count} bytes at {@code offset} may be read. */
  public void require(int offset, int count) {
    if (!has(offset, count)) {
      throw TruncatedException.INSTANCE;
    }
  }

  /** {@return the unsigned byte at {@code offset}} */
  public int u8(int offset) {
    require(offset, 1);
    return memory[start + offset] & 0xff;
  }

  /** {@return the unsigned 16-bit number at {@code offset}} */
  public int u16(int offset) {
    require(offset, 2);
    int at = start + offset;
    return (memory[at] & 0xff) << 8 | (memory[at + 1] & 0xff);
  }

  /** {@return the unsigned 24-bit number at {@code offset}} */
  public int u24(int offset) {
    require(offset, 3);
    int at = start + offset;
    return (memory[at] & 0xff) << 16 | (memory[at + 1] & 0xff) << 8 | (memory[at + 2] & 0xff);
  }

  /** {@return the 32 bits at {@code offset}, as a signed number} */
  public int i32(int offset) {
    require(offset, 4);
    int at = start + offset;
    return memory[at] << 24
        | (memory[at + 1] & 0xff) << 16
        | (memory[at + 2] & 0xff) << 8
        | (memory[at + 3] & 0xff);
  }

  /** {@return the unsigned 32-bit number at {@code offset}} */
  public long u32(int offset) {
    return i32(offset) & 0xffff_ffffL;
  }

  /** {@return the 64 bits at {@code offset}, as a signed number} */
  public long i64(int offset) {
    require(offset, 8);
    return (long) i32(offset) << 32 | u32(offset + 4);
  }

  /**
   * {@return how many of the {@code count} bytes at {@code offset} are printable ASCII, in a row}
   */
  public int printableRun(int offset, int count) {
    require(offset, count);
    int from = start + offset;
    int at = from;
    while (at < from + count && isPrintable(memory[at])) {
      at++;
    }
    return at - from;
  }

  /**
   * Copies the {@code count} bytes at {@code offset} to {@code target}, beginning at {@code index},
   * up to the first that is not printable ASCII. What follows them in {@code target} may change.
   *
   * @return how many were copied
   */
  public int copyPrintable(int offset, byte[] target, int index, int count) {
    require(offset, count);
    int from = start + offset;
    int copied = 0;
    int eightsEnd = Math.min(count, Math.min(memory.length - from, target.length - index) - 7);
    while (copied < eightsEnd) {
      long eight = (long) LONG.get(memory, from + copied);
      LONG.set(target, index + copied, eight);
      // In each byte the highest bit: below a space, DEL, or above. The lowest such byte is right.
      long others = (eight - EACH * ' ' | eight | eight + EACH) & EACH << 7;
      int printable = Long.numberOfTrailingZeros(others) >>> 3;
      copied += printable;
      if (printable < Long.BYTES) {
        return Math.min(copied, count);
      }
    }
    while (copied < count && isPrintable(memory[from + copied])) {
      target[index + copied] = memory[from + copied];
      copied++;
    }
    return Math.min(copied, count);
  }

  private static boolean isPrintable(byte character) {
    return character >= ' ' && character < 0x7f;
  }

  /** Copies {@code count} bytes at {@code offset} to {@code target}, beginning at {@code index}. */
  public void copyTo(int offset, byte[] target, int index, int count) {
    require(offset, count);
    System.arraycopy(memory, start + offset, target, index, count);
  }

  /** {@return the window as memory that may be handed to native code; not to be written to} */
  public MemorySegment asMemory() {
    return MemorySegment.ofArray(memory).asSlice(start, length);
  }

  /** Copies {@code count} bytes at {@code offset} to where {@code target} stands. */
  public void copyTo(int offset, ByteBuffer target, int count) {
    require(offset, count);
    target.put(memory, start + offset, count);
  }

  /**
   * {@return the sum of the unsigned 16-bit numbers in {@code count} bytes at {@code offset}, or a
   * number that is the same modulo 65535; an odd last byte is the upper half of one}
   */
  public long sum16(int offset, int count) {
    require(offset, count);
    int at = start + offset;
    int end = at + count;
    long sum = 0;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long eight = (long) NETWORK_LONG.get(memory, at);
      sum += (eight >>> 32) + (eight & 0xffff_ffffL);
    }
    for (; at < end - 1; at += 2) {
      sum += (memory[at] & 0xff) << 8 | (memory[at + 1] & 0xff);
    }
    return at == end ? sum : sum + ((memory[at] & 0xff) << 8);
  }
}
