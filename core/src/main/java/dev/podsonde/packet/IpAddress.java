package dev.podsonde.packet;

import java.net.InetAddress;

/**
 * An IPv4 or IPv6 address. An IPv4-mapped IPv6 address is an IPv6 address: what stood in a packet
 * is kept.
 *
 * @param length 4 or 16: the bytes it takes in a packet
 * @param high the first 8 bytes of an IPv6 address; 0 for IPv4
 * @param low the last 8 bytes of an IPv6 address; the IPv4 address as an unsigned number
 */
public record IpAddress(int length, long high, long low) {
  public static final int IPV4_LENGTH = 4;
  public static final int IPV6_LENGTH = 16;

  private static final int GROUPS = 8;
  private static final long IPV4_MAX = 0xffff_ffffL;

  /** The upper half of the low 8 bytes of {@code ::ffff:0:0/96}. */
  private static final long IPV4_MAPPED = 0xffffL;

  /** Throws when the numbers are not those of an address of {@code length} bytes. */
  public IpAddress {
    if (length != IPV4_LENGTH && length != IPV6_LENGTH) {
      throw new IllegalArgumentException("address length is neither 4 nor 16: " + length);
    }
    if (length == IPV4_LENGTH && (high != 0 || (low & ~IPV4_MAX) != 0)) {
      throw new IllegalArgumentException("IPv4 address out of range");
    }
  }

  /** {@return the same address as the JDK has it} */
  public static IpAddress of(InetAddress address) {
    byte[] octets = address.getAddress();
    var bytes = new WireBytes();
    bytes.wrap(octets, 0, octets.length);
    return octets.length == IPV4_LENGTH ? ipv4(bytes, 0) : ipv6(bytes, 0);
  }

  /** {@return the 4 bytes at {@code offset} as an address} */
  public static IpAddress ipv4(WireBytes bytes, int offset) {
    return new IpAddress(IPV4_LENGTH, 0, bytes.u32(offset));
  }

  /** {@return the 16 bytes at {@code offset} as an address} */
  public static IpAddress ipv6(WireBytes bytes, int offset) {
    return new IpAddress(IPV6_LENGTH, bytes.i64(offset), bytes.i64(offset + 8));
  }

  /** {@return whether this is an IPv4 address} */
  public boolean isIpv4() {
    return length == IPV4_LENGTH;
  }

  // As a record has them, but for what the virtual machine would make anew at every start.
  @Override
  public boolean equals(Object other) {
    return other instanceof IpAddress address
        && address.low == low
        && address.high == high
        && address.length == length;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(high) + Long.hashCode(low);
  }

  /** {@return the text of RFC 5952; an IPv4-mapped address ends in dotted decimals (§5)} */
  @Override
  public String toString() {
    var text = new StringBuilder();
    if (isIpv4()) {
      appendDotted(text);
    } else if (high == 0 && low >>> 32 == IPV4_MAPPED) {
      text.append("::ffff:");
      appendDotted(text);
    } else {
      appendGroups(text);
    }
    return text.toString();
  }

  private void appendDotted(StringBuilder text) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      text.append(low >>> shift & 0xff).append(shift == 0 ? "" : ".");
    }
  }

  private void appendGroups(StringBuilder text) {
    // The longest run of two or more zero groups, the first of equals, becomes "::" (RFC 5952
    // §4.2).
    int runStart = GROUPS;
    int runLength = 1;
    for (int group = 0; group < GROUPS; group++) {
      int zeros = zeroGroupsAt(group);
      if (zeros > runLength) {
        runStart = group;
        runLength = zeros;
      }
    }
    for (int group = 0; group < GROUPS; group++) {
      if (group == runStart) {
        text.append("::");
        group += runLength - 1;
        continue;
      }
      if (group > 0 && group != runStart + runLength) {
        text.append(':');
      }
      text.append(Integer.toHexString(group(group)));
    }
  }

  private int zeroGroupsAt(int first) {
    int group = first;
    while (group < GROUPS && group(group) == 0) {
      group++;
    }
    return group - first;
  }

  private int group(int index) {
    long half = index < GROUPS / 2 ? high : low;
    return (int) (half >>> ((3 - index % 4) * 16)) & 0xffff;
  }
}
