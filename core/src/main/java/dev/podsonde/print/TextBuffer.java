package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;
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
  private static final int DECIMAL_DIGITS_MAX = 10;

  /** With a dot after the last octet too, which is not kept. */
  private static final int IPV4_LENGTH_MAX = 16;

  private static final int IPV6_GROUPS = 8;

  /** The two decimal digits of 0 to 99. */
  private static final byte[] DECIMAL_TENS = new byte[100];

  private static final byte[] DECIMAL_ONES = new byte[100];

  static {
    for (int i = 0; i < 100; i++) {
      DECIMAL_TENS[i] = (byte) ('0' + i / 10);
      DECIMAL_ONES[i] = (byte) ('0' + i % 10);
    }
  }

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

  /** {@return a copy of what follows the first {@code start} bytes} */
  byte[] copyFrom(int start) {
    return Arrays.copyOfRange(bytes, start, length);
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
  @SuppressWarnings("deprecation") // drops the upper half of each character: there is none in ASCII
  public TextBuffer append(String ascii) {
    int count = ascii.length();
    ensure(count);
    ascii.getBytes(0, count, bytes, length);
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

  /** Appends {@code count} bytes of a packet as they are. */
  public TextBuffer append(WireBytes packet, int offset, int count) {
    ensure(count);
    packet.copyTo(offset, bytes, length, count);
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

  /**
   * Appends {@code count} bytes of a packet as far as they are printable ASCII.
   *
   * @return how many those are, in a row
   */
  int appendPrintable(WireBytes packet, int offset, int count) {
    ensure(count);
    int run = packet.copyPrintable(offset, bytes, length, count);
    length += run;
    return run;
  }

  /** Appends a signed decimal number. */
  public TextBuffer append(int number) {
    if (number < 0) {
      return append((long) number);
    }
    ensure(DECIMAL_DIGITS_MAX);
    byte[] text = bytes;
    int at = length;
    if (number < 10_000) {
      at = putShort(text, at, number);
    } else if (number < 100_000_000) {
      at = putShort(text, at, number / 10_000);
      at = putFour(text, at, number % 10_000);
    } else {
      at = putShort(text, at, number / 100_000_000);
      at = putFour(text, at, number / 10_000 % 10_000);
      at = putFour(text, at, number % 10_000);
    }
    length = at;
    return this;
  }

  /** Puts a number of one to four digits. */
  private static int putShort(byte[] text, int index, int number) {
    int at = index;
    int pair = number;
    if (number >= 100) {
      int upper = number / 100;
      if (upper >= 10) {
        text[at++] = DECIMAL_TENS[upper];
      }
      text[at++] = DECIMAL_ONES[upper];
      pair = number - upper * 100;
    }
    if (number >= 10) {
      text[at++] = DECIMAL_TENS[pair];
    }
    text[at++] = DECIMAL_ONES[pair];
    return at;
  }

  /** Puts a number as four digits. */
  private static int putFour(byte[] text, int index, int number) {
    int upper = number / 100;
    int lower = number - upper * 100;
    text[index] = DECIMAL_TENS[upper];
    text[index + 1] = DECIMAL_ONES[upper];
    text[index + 2] = DECIMAL_TENS[lower];
    text[index + 3] = DECIMAL_ONES[lower];
    return index + 4;
  }

  /** Appends a signed decimal number. */
  public TextBuffer append(long number) {
    if (number >= 0 && number <= Integer.MAX_VALUE) {
      return append((int) number);
    }
    return append(Long.toString(number));
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

  /**
   * Appends a decimal number, with zeros in front up to {@code digits}; higher digits are cut.
   *
   * @param number not negative
   */
  public TextBuffer appendDecimal(int number, int digits) {
    ensure(digits);
    int rest = number;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
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
    byte[] text = bytes;
    int at = length;
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      text[at++] = HEX[(int) (number >>> shift) & 0xf];
    }
    length = at;
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
    ensure(IPV4_LENGTH_MAX);
    byte[] text = bytes;
    int at = length;
    for (int shift = 24; shift >= 0; shift -= 8) {
      at = putShort(text, at, address >>> shift & 0xff);
      text[at++] = '.';
    }
    length = at - 1;
    return this;
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

  private void ensure(int count) {
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
