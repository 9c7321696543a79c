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

  private static final int IPV6_GROUPS = 8;

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
    return append(text, 0, text.length);
  }

  /** Appends {@code count} bytes of {@code text}, beginning at {@code from}. */
  public TextBuffer append(byte[] text, int from, int count) {
    ensure(count);
    System.arraycopy(text, from, bytes, length, count);
    length += count;
    return this;
  }

  /** Appends what {@code other} holds from {@code from} up to {@code to}, exclusive. */
  public TextBuffer append(TextBuffer other, int from, int to) {
    ensure(to - from);
    System.arraycopy(other.bytes, from, bytes, length, to - from);
    length += to - from;
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

  /** Appends 32 bits as an unsigned decimal number. */
  public TextBuffer appendUnsigned(int number) {
    return append(number & 0xffff_ffffL);
  }

  /** Appends a decimal number, with spaces in front up to {@code width}. */
  public TextBuffer appendPadded(long number, int width) {
    for (long limit = 10, column = 1; column < width; column++, limit *= 10) {
      if (number < limit) {
        append(' ');
      }
    }
    return append(number);
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

  /** Appends an IPv4 address in dotted-decimal form. */
  public TextBuffer appendIpv4(int address) {
    append(address >>> 24).append('.').append(address >>> 16 & 0xff).append('.');
    return append(address >>> 8 & 0xff).append('.').append(address & 0xff);
  }

  /** Appends the lowest six bytes as an Ethernet address. */
  public TextBuffer appendEthernet(long address) {
    for (int shift = 40; shift > 0; shift -= 8) {
      appendHex(address >>> shift, 2).append(':');
    }
    return appendHex(address, 2);
  }

  /**
   * Appends an IPv6 address in the form of inet_ntop(3): the first longest run of two or more zero
   * groups is {@code ::}, and mapped or compatible IPv4 addresses end dotted.
   */
  public TextBuffer appendIpv6(long high, long low) {
    int runStart = -1;
    int runLength = 1;
    for (int group = 0, start = 0; group < IPV6_GROUPS; group++) {
      if (ipv6Group(high, low, group) != 0) {
        start = group + 1;
      } else if (group + 1 - start > runLength) {
        runStart = start;
        runLength = group + 1 - start;
      }
    }
    for (int group = 0; group < IPV6_GROUPS; group++) {
      if (group == runStart) {
        append(group == 0 ? "::" : ":");
        group += runLength - 1;
        continue;
      }
      if (group == 6 && isIpv4InIpv6(high, low, runStart, runLength)) {
        return appendIpv4((int) low);
      }
      appendHex(ipv6Group(high, low, group));
      if (group < IPV6_GROUPS - 1) {
        append(':');
      }
    }
    return this;
  }

  private static int ipv6Group(long high, long low, int group) {
    return (int) ((group < 4 ? high : low) >>> ((3 - (group & 3)) * 16)) & 0xffff;
  }

  private static boolean isIpv4InIpv6(long high, long low, int runStart, int runLength) {
    return runStart == 0
        && (runLength == 6 || (runLength == 5 && ipv6Group(high, low, 5) == 0xffff));
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
