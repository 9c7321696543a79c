package dev.podsonde.print;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text as bytes, appended to and reused: what printers write to. Nothing here allocates once the
 * buffer has its size.
 */
public final class TextBuffer {
  private static final int CAPACITY_INITIAL = 1 << 16;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int DECIMAL_DIGITS_MAX = 20;

  private byte[] bytes = new byte[CAPACITY_INITIAL];
  private int length;

  /** {@return the number of bytes held} */
  public int length() {
    return length;
  }

  /** Forgets what follows the first {@code newLength} bytes. */
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException("length out of range: " + newLength);
    }
    length = newLength;
  }

  /** Writes all bytes to {@code out} and forgets them. */
  public void drainTo(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
    length = 0;
  }

  /** {@return what is held, as text} */
  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** Appends a character below U+0080, or a raw byte. */
  public TextBuffer append(char character) {
    ensure(1);
    bytes[length++] = (byte) character;
    return this;
  }

  /** Appends ASCII text. */
  public TextBuffer append(String ascii) {
    int count = ascii.length();
    ensure(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) ascii.charAt(i);
    }
    length += count;
    return this;
  }

  /** Appends bytes as they are. */
  public TextBuffer append(byte[] text) {
    ensure(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
    return this;
  }

  /** Appends a signed decimal number. */
  public TextBuffer append(int number) {
    return append((long) number);
  }

  /** Appends a signed decimal number. */
  public TextBuffer append(long number) {
    ensure(DECIMAL_DIGITS_MAX);
    if (number < 0) {
      if (number == Long.MIN_VALUE) {
        return append(Long.toString(number));
      }
      bytes[length++] = '-';
      number = -number;
    }
    int digits = 1;
    for (long rest = number / 10; rest != 0; rest /= 10) {
      digits++;
    }
    putDecimal(number, digits);
    return this;
  }

  /** Appends a decimal number, with zeros in front up to {@code digits}; higher digits are cut. */
  public TextBuffer appendDecimal(long number, int digits) {
    ensure(digits);
    putDecimal(number, digits);
    return this;
  }

  /** Appends a lower-case hexadecimal number without zeros in front. */
  public TextBuffer appendHex(long number) {
    int digits = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(number) + 3) / 4);
    return appendHex(number, digits);
  }

  /** Appends the lowest {@code digits} hexadecimal digits of {@code number}, lower-case. */
  public TextBuffer appendHex(long number, int digits) {
    ensure(digits);
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(int) (number >>> shift) & 0xf];
    }
    return this;
  }

  /**
   * Appends spaces until {@code column} bytes stand after {@code start}; none if they do already.
   */
  public TextBuffer padTo(int start, int column) {
    int count = start + column - length;
    if (count > 0) {
      ensure(count);
      Arrays.fill(bytes, length, length + count, (byte) ' ');
      length += count;
    }
    return this;
  }

  private void putDecimal(long number, int digits) {
    long rest = number;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void ensure(int count) {
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
