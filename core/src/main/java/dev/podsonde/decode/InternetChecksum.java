package dev.podsonde.decode;

import dev.podsonde.packet.WireBytes;

/**
 * The ones' complement sum of IPv4, TCP, UDP and ICMP (RFC 1071).
 *
 * <p>Partial sums are plain numbers that may be added; {@link #fold} makes 16 bits of them.
 */
public final class InternetChecksum {
  private InternetChecksum() {}

  /** {@return the partial sum of {@code length} bytes; an odd last byte is the upper half} */
  public static long sum(WireBytes bytes, int offset, int length) {
    return bytes.sum16(offset, length);
  }

  /** {@return the checksum over a partial sum; 0 when the sum included a right checksum} */
  public static int fold(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xffff) + (folded >>> 16);
    }
    return (int) ~folded & 0xffff;
  }

  /**
   * {@return what should stand in the checksum field}
   *
   * @param stored what stands there
   * @param computed the checksum over everything, the field included
   */
  public static int expected(int stored, int computed) {
    int sum = stored + computed;
    return (sum & 0xffff) + (sum >> 16);
  }
}
