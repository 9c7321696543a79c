package dev.podsonde.print.testing;

import dev.podsonde.decode.InternetChecksum;
import dev.podsonde.packet.WireBytes;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Packets put together from hexadecimal digits and headers around them, innermost first. */
public final class PacketBytes {
  private static final String ETHERNET_ADDRESSES = "0200 0000 0002 0200 0000 0001";

  private PacketBytes() {}

  /** {@return the bytes that the digits in {@code text} stand for; spaces are left out} */
  public static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  /** {@return all bytes of {@code parts}, in order} */
  public static byte[] join(byte[]... parts) {
    var whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  /** {@return an Ethernet frame from 02:00:00:00:00:01 to 02:00:00:00:00:02} */
  public static byte[] ethernet(int type, byte[] payload) {
    return join(hex(ETHERNET_ADDRESSES), number(type, 2), payload);
  }

  /** {@return an IPv4 packet from 10.0.0.1 to 10.0.0.2, with a right checksum} */
  public static byte[] ipv4(int protocol, byte[] payload) {
    return ipv4(protocol, "", payload);
  }

  /** {@return an IPv4 packet with options, which are a multiple of four bytes} */
  public static byte[] ipv4(int protocol, String options, byte[] payload) {
    byte[] optionBytes = hex(options);
    int headerLength = 20 + optionBytes.length;
    byte[] header =
        join(
            number(0x4000 | ((headerLength / 4) << 8), 2),
            number(headerLength + payload.length, 2),
            hex("1234 4000 40"),
            number(protocol, 1),
            hex("0000 0a000001 0a000002"),
            optionBytes);
    put(header, 10, checksum(header));
    return join(header, payload);
  }

  /**
   * {@return {@code ipv4} with bytes of its header replaced, and a checksum that is right again}
   */
  public static byte[] ipv4With(byte[] ipv4, int offset, String replacement) {
    byte[] changed = with(with(ipv4, offset, replacement), 10, "0000");
    byte[] header = new byte[Math.min((changed[0] & 0x0f) * 4, changed.length)];
    System.arraycopy(changed, 0, header, 0, header.length);
    put(changed, 10, checksum(header));
    return changed;
  }

  /** {@return an IPv6 packet from fd00::1 to fd00::2} */
  public static byte[] ipv6(int nextHeader, byte[] payload) {
    return join(
        hex("60000000"),
        number(payload.length, 2),
        number(nextHeader, 1),
        hex("40 fd000000000000000000000000000001 fd000000000000000000000000000002"),
        payload);
  }

  /** {@return a UDP datagram without checksum} */
  public static byte[] udp(int sourcePort, int destinationPort, byte[] payload) {
    return join(
        number(sourcePort, 2),
        number(destinationPort, 2),
        number(8 + payload.length, 2),
        number(0, 2),
        payload);
  }

  /**
   * {@return a TCP segment without checksum}
   *
   * @param flags the low byte of the flags
   * @param options a multiple of four bytes
   */
  public static byte[] tcp(
      int sourcePort,
      int destinationPort,
      long sequence,
      long acknowledgment,
      int flags,
      String options,
      byte[] payload) {
    byte[] optionBytes = hex(options);
    return join(
        number(sourcePort, 2),
        number(destinationPort, 2),
        number(sequence, 4),
        number(acknowledgment, 4),
        number(((20 + optionBytes.length) / 4) << 4, 1),
        number(flags, 1),
        hex("fff0 0000 0000"),
        optionBytes,
        payload);
  }

  /** {@return {@code packet} with the bytes at {@code offset} replaced} */
  public static byte[] with(byte[] packet, int offset, String replacement) {
    byte[] changed = packet.clone();
    byte[] bytes = hex(replacement);
    System.arraycopy(bytes, 0, changed, offset, bytes.length);
    return changed;
  }

  /**
   * {@return an IPv4 packet whose UDP or TCP checksum at {@code offset} behind its 20-byte header
   * is right}
   */
  public static byte[] withIpv4Checksum(byte[] ipv4, int offset) {
    int length = ipv4.length - 20;
    byte[] pseudo = join(copy(ipv4, 12, 8), number(ipv4[9], 2), number(length, 2));
    byte[] changed = with(ipv4, 20 + offset, "0000");
    put(changed, 20 + offset, checksum(join(pseudo, copy(changed, 20, length))));
    return changed;
  }

  /**
   * {@return an IPv6 packet whose checksum at {@code offset} behind its 40-byte header is right,
   * when no extension header is between}
   */
  public static byte[] withIpv6Checksum(byte[] ipv6, int offset) {
    int length = ipv6.length - 40;
    byte[] pseudo = join(copy(ipv6, 8, 32), number(length, 4), number(ipv6[6], 4));
    byte[] changed = with(ipv6, 40 + offset, "0000");
    put(changed, 40 + offset, checksum(join(pseudo, copy(changed, 40, length))));
    return changed;
  }

  /** {@return {@code value} in {@code count} bytes, network byte order} */
  public static byte[] number(long value, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (value >>> ((count - 1 - i) * 8));
    }
    return bytes;
  }

  private static byte[] copy(byte[] bytes, int offset, int count) {
    byte[] part = new byte[count];
    System.arraycopy(bytes, offset, part, 0, count);
    return part;
  }

  private static void put(byte[] bytes, int offset, int value) {
    System.arraycopy(number(value, 2), 0, bytes, offset, 2);
  }

  private static int checksum(byte[] bytes) {
    WireBytes window = new WireBytes();
    window.wrap(bytes, 0, bytes.length);
    return InternetChecksum.fold(InternetChecksum.sum(window, 0, bytes.length));
  }
}
