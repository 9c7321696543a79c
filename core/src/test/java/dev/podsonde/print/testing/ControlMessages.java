package dev.podsonde.print.testing;

import static dev.podsonde.print.testing.PacketBytes.ethernet;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.ipv6;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.number;
import static dev.podsonde.print.testing.PacketBytes.tcp;
import static dev.podsonde.print.testing.PacketBytes.udp;
import static dev.podsonde.print.testing.PacketBytes.withIpv6Checksum;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/** ARP, ICMP and ICMPv6 in Ethernet frames: every type and code, and their options. */
final class ControlMessages {
  private static final int TYPES_MAX = 256;
  private static final int CODES_MAX = 20;
  private static final String TARGET = "fe80000000000000020000fffe000001";

  private ControlMessages() {}

  /** {@return ARP with every operation, and formats of all kinds} */
  static byte[][] arp() {
    String addresses = "020000000001 0a000001 000000000000 0a000002";
    Stream<String> operations =
        IntStream.range(0, 26).mapToObj("0001 0800 06 04 %04x "::formatted).map(s -> s + addresses);
    Stream<String> formats =
        Stream.of(
            "0001 0800 06 04 0001 020000000001 0a000001 0200000000ff 0a000002",
            "0006 0800 06 04 0002 " + addresses,
            "0020 0800 14 04 0001 " + "ab".repeat(20) + "0a000001" + "00".repeat(20) + "0a000002",
            "0001 86dd 06 10 0001 020000000001" + TARGET + "000000000000" + TARGET,
            "0001 0800 00 04 0001 0a000001 0a000002",
            "0001 0800 06 00 0001 020000000001 000000000000",
            "0001 1000 06 04 0001 " + addresses,
            "9999 1234 06 04 0001 " + addresses,
            "0013 0800 14 00 0001 04 14 00 04"
                + "cd".repeat(20)
                + "0a000001"
                + "ef".repeat(20)
                + "0a000002",
            "0013 0800 14 02 0002 04 14 02 04"
                + "cd".repeat(22)
                + "0a000001"
                + "ef".repeat(22)
                + "0a000002");
    return Stream.concat(operations, formats)
        .map(packet -> ethernet(0x0806, hex(packet)))
        .toArray(byte[][]::new);
  }

  /** {@return ICMP of every type and code, quoting a datagram or a segment} */
  static byte[][] icmp() {
    byte[] datagram = ipv4(17, udp(40_000, 53, hex("0102030405060708")));
    byte[] segment = ipv4(6, tcp(40_000, 443, 1, 0, 2, "", hex("")));
    Stream<byte[]> types =
        IntStream.range(0, TYPES_MAX)
            .mapToObj(type -> join(number(type, 1), hex("00 0000 00010002"), datagram));
    Stream<byte[]> codes =
        IntStream.of(3, 5, 9, 11, 12)
            .boxed()
            .flatMap(type ->
                IntStream.range(0, CODES_MAX)
                    .mapToObj(code ->
                        join(
                            number(type, 1),
                            number(code, 1),
                            hex("0000 000005dc"),
                            code % 2 == 0 ? datagram : segment)));
    Stream<byte[]> others =
        Stream.of(
            hex("08 00 0000 0001 0002 00"),
            hex("0d 00 0000 0001 0002 00000001 00000002 00000003"),
            hex("0e 00 0000 0001 0002 0036ee80 80000000 ffffffff"),
            hex("11 00 0000 0001 0002 00000000"),
            hex("12 00 0000 0001 0002 ffffff00"),
            hex("09 00 0000 02 02 0708 0a000001 00000001 0a000002 80000000"),
            hex("0b 00 0000 00110000" + "45".repeat(128) + "2000 0000 0008 01 01 00001105"));
    return Stream.of(types, codes, others)
        .flatMap(stream -> stream)
        .map(message -> ethernet(0x0800, ipv4(1, message)))
        .toArray(byte[][]::new);
  }

  /** {@return ICMPv6 of every type, with right checksums} */
  static byte[][] icmp6() {
    byte[] datagram = ipv6(17, udp(40_000, 53, hex("0102030405060708")));
    byte[] segment = ipv6(6, tcp(40_000, 443, 1, 0, 2, "", hex("")));
    Stream<byte[]> types =
        IntStream.range(0, TYPES_MAX)
            .mapToObj(type -> join(number(type, 1), hex("00 0000 00010002"), datagram));
    Stream<byte[]> codes =
        IntStream.of(1, 2, 3, 4, 138)
            .boxed()
            .flatMap(type ->
                IntStream.range(0, 9)
                    .mapToObj(code ->
                        join(
                            number(type, 1),
                            number(code, 1),
                            hex("0000 000005dc"),
                            code % 2 == 0 ? datagram : segment)));
    return Stream.of(types, codes, discovery(), listeners())
        .flatMap(stream -> stream)
        .map(message -> ethernet(0x86dd, withIpv6Checksum(ipv6(58, message), 2)))
        .toArray(byte[][]::new);
  }

  /** {@return a few messages that have something of everything, to be cut} */
  static byte[][] samples() {
    byte[] datagram = ipv4(17, udp(40_000, 53, hex("0102030405060708")));
    byte[] datagram6 = ipv6(17, udp(40_000, 53, hex("0102030405060708")));
    Stream<byte[]> messages =
        Stream.of(
            ethernet(
                0x0806, hex("0001 0800 06 04 0001 020000000001 0a000001 0200000000ff 0a000002")),
            ethernet(0x0800, ipv4(1, join(hex("03 03 0000 00000000"), datagram))),
            ethernet(0x0800, ipv4(1, hex("08 00 0000 0001 0002 00"))),
            ethernet(0x86dd, ipv6(58, join(hex("01 04 0000 00000000"), datagram6))));
    Stream<byte[]> discovery =
        Stream.concat(discovery().limit(3), listeners().skip(3).limit(4))
            .map(message -> ethernet(0x86dd, ipv6(58, message)));
    return Stream.concat(messages, discovery).toArray(byte[][]::new);
  }

  /** Neighbor Discovery (RFC 4861) with all its options. */
  private static Stream<byte[]> discovery() {
    String prefix = "03 04 40 e0 00000e10 ffffffff 00000000 20010db8000000000000000000000000";
    String servers = "19 03 0000 00000e10 20010db8000000000000000000000053";
    String domains = "1f 03 0000 00000e10 01 61 07 6578616d706c65 00 000000000000";
    String bitStrings = "1f 02 0000 00000e10 4108ff 4108fe 00 00";
    String route = "18 02 40 08 00000e10 20010db800000000";
    String link = "01 01 020000000001";
    return Stream.of(
            "85 00 0000 00000000" + link,
            "86 00 0000 40 c0 0708 00007530 000003e8" + link + "05 01 0000 000005dc" + prefix,
            "86 00 0000 40 18 0708 00000000 00000000" + servers + domains + route,
            "86 00 0000 00 00 0000 00000000 00000000 07 01 0000 00000064 08 01 0000 00010002",
            "87 00 0000 00000000" + TARGET + link,
            "87 00 0000 00000000" + TARGET + "0e 01 aabbccddeeff",
            "88 00 0000 e0000000" + TARGET + "02 01 020000000002",
            "88 00 0000 00000000" + TARGET + "02 00 020000000002",
            "89 00 0000 00000000" + TARGET + TARGET + "04 02 000000000000 6000000000000000",
            "89 00 0000 00000000" + TARGET + TARGET + "02 09 020000000002",
            "86 00 0000 00 00 0000 00000000 00000000" + bitStrings)
        .map(PacketBytes::hex);
  }

  /** Multicast Listener Discovery (RFC 2710, RFC 3810). */
  private static Stream<byte[]> listeners() {
    String group = "ff020000000000000000000000000016";
    String source = "20010db8000000000000000000000001";
    return Stream.of(
            "82 00 0000 03e8 0000" + group,
            "83 00 0000 0000 0000" + group,
            "84 00 0000 0000 0000" + group,
            "82 00 0000 83e8 0000" + group + "0a 8d 0001" + source,
            "82 00 0000 03e8 0000" + group + "00 00 0000",
            "82 00 0000 03e8 0000" + group + "00 00 0009" + source,
            "8f 00 0000 0000 0002" + "01 00 0001" + group + source + "04 00 0000" + group,
            "8f 00 0000 0000 0001" + "09 00 0002" + group + source,
            "8f 00 0000 0000 0003" + "05 00 0000" + group)
        .map(PacketBytes::hex);
  }
}
