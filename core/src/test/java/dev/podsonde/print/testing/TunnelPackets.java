package dev.podsonde.print.testing;

import static dev.podsonde.print.testing.PacketBytes.ethernet;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.ipv4With;
import static dev.podsonde.print.testing.PacketBytes.ipv6;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.number;
import static dev.podsonde.print.testing.PacketBytes.udp;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Packets inside packets, and the extension headers of IPv6, in Ethernet frames. */
final class TunnelPackets {
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int UDP = 17;
  private static final int SOURCE_PORT = 55_555;
  private static final String ADDRESS = "20010db8000000000000000000000001";

  private static final byte[] DATAGRAM = udp(40_000, 5000, hex("0102030405"));
  private static final byte[] INNER = ipv4(UDP, DATAGRAM);
  private static final byte[] INNER6 = ipv6(UDP, DATAGRAM);
  private static final byte[] FRAME = ethernet(IPV4, INNER);

  private TunnelPackets() {}

  /** {@return VXLAN and Geneve} */
  static byte[][] overlays() {
    Stream<byte[]> vxlan =
        Stream.of("08000000 00006400", "00000000 00006400", "ff000000 ffffffff")
            .map(header -> inUdp(4789, join(hex(header), FRAME)));
    Stream<byte[]> geneve =
        Stream.of(
                join(hex("0000 6558 00000a00"), FRAME),
                join(hex("0240 6558 00000a01 0000 80 01 0000000c"), FRAME),
                join(hex("04c0 0800 ffffff00 0102 00 00 0103 01 02 0102030405060708"), INNER),
                join(hex("0100 86dd 00000a00 fff0 01 00"), INNER6),
                join(hex("0100 86dd 00000a00 0104 01 01"), INNER6),
                join(hex("00ff 1234 00000a00"), INNER),
                join(hex("4000 0800 00000a00"), INNER),
                hex("3f00 0800 00000a00"),
                hex("0000 0800"))
            .map(packet -> inUdp(6081, packet));
    Stream<byte[]> others =
        Stream.of(inUdp(4789, hex("0800")), inUdp(6635, join(hex("00064140"), INNER)));
    return Stream.of(vxlan, geneve, others).flatMap(stream -> stream).toArray(byte[][]::new);
  }

  /** {@return GRE with every field, IP in IP, and MPLS} */
  static byte[][] tunnels() {
    Stream<byte[]> gre =
        Stream.of(
                join(hex("0000 0800"), INNER),
                join(hex("b000 0800 abcd 0000 00000064 00000007"), INNER),
                join(hex("2000 6558 00000064"), FRAME),
                join(hex("0000 86dd"), INNER6),
                join(hex("0000 8847 00064140"), INNER),
                join(hex("0000 1234"), INNER),
                join(hex("4000 0800 0000 0004 0800 04 08 0a000003 0a000004 00000000"), INNER),
                join(
                    hex("4000 0800 0000 0002 fffe 02 04 0001 0002 1234 00 02 aabb 00000000"),
                    INNER),
                join(hex("4000 0800 0000 0000 0800 01 08 0a000003 0a000004 00000000"), INNER),
                join(hex("4000 0800 0000 0000 0800 08 04 0a000003 00000000"), INNER),
                hex("3081 1234 0004 0001 00000002 00000003 ff03"),
                hex("2001 880b 0000 0001"),
                hex("1001 1234 00000002"),
                hex("0007 0800"),
                hex("00"))
            .map(packet -> ethernet(IPV4, ipv4(47, packet)));
    Stream<byte[]> inIp =
        Stream.of(
            ethernet(IPV4, ipv4(4, INNER)),
            ethernet(IPV4, ipv4(41, INNER6)),
            ethernet(IPV6, ipv6(4, INNER)),
            ethernet(IPV6, ipv6(41, INNER6)),
            ethernet(IPV6, ipv6(47, join(hex("0000 0800"), INNER))));
    Stream<byte[]> mpls =
        Stream.of(
                join(hex("00064140"), INNER),
                join(hex("00064040 00002140 "), INNER6),
                join(hex("00000140"), INNER),
                join(hex("00001140"), INNER),
                join(hex("00003140"), INNER),
                join(hex("0000f140"), INNER),
                hex("00064140"),
                hex("00064040"),
                hex("0006"),
                join(hex("00064140"), hex("00 01 02 03")))
            .map(packet -> ethernet(0x8847, packet));
    Stream<byte[]> tags =
        Stream.of("8100 0064", "8100 f064 8100 2065", "88a8 1064 8100 0065")
            .map(hex -> join(Arrays.copyOf(FRAME, 12), hex(hex), hex("0800"), INNER));
    return Stream.of(gre, inIp, mpls, tags).flatMap(stream -> stream).toArray(byte[][]::new);
  }

  /** {@return IPv6 with extension headers and their options} */
  static byte[][] extensions() {
    Stream<byte[]> options =
        Stream.of(
                "11 00 05 02 0000 01 00",
                "11 00 00 00 00 00 00 00",
                "11 00 1e 04 01020304",
                "11 00 05 01 00 01 01 00",
                "11 00 01 09 00000000",
                "11 00 c2 04 00000010",
                "11 01 c2 04 00010000 00 01 04 00000000 00",
                "11 02 c9 10" + ADDRESS + "01 02 0000")
            .map(header -> join(hex(header), DATAGRAM))
            .flatMap(packet -> Stream.of(ipv6(0, packet), ipv6(60, packet)));
    Stream<byte[]> routes =
        Stream.of(
                "11 02 00 01 00000000" + ADDRESS,
                "11 02 02 01 00000001" + ADDRESS,
                "11 03 00 01 00000000" + ADDRESS + "0000000000000000",
                "11 04 04 01 01 00 0000" + ADDRESS + ADDRESS,
                "11 02 04 00 00 08 1234" + ADDRESS,
                "11 01 04 00 00 00 0000 0000000000000000",
                "11 00 09 00 00000000")
            .map(header -> ipv6(43, join(hex(header), DATAGRAM)));
    Stream<byte[]> others =
        Stream.of(
            ipv6(44, join(hex("11 00 0001 0000abcd"), DATAGRAM)),
            ipv6(44, join(hex("11 00 05a8 0000abcd"), DATAGRAM)),
            ipv6(44, hex("11 00 0000 0000")),
            ipv6(59, hex("")),
            ipv6(60, join(hex("00 00 01 04 00000000"), hex("11 00 01 04 00000000"), DATAGRAM)),
            join(hex("6ff12345"), Arrays.copyOfRange(ipv6(UDP, DATAGRAM), 4, 61)),
            join(hex("40000000"), Arrays.copyOfRange(ipv6(UDP, DATAGRAM), 4, 61)),
            ipv4With(INNER, 0, "65"),
            jumbogram());
    Stream<byte[]> protocols = IntStream.range(140, 256).mapToObj(next -> ipv6(next, hex("0102")));
    return Stream.of(options, routes, others, protocols)
        .flatMap(stream -> stream)
        .map(packet -> ethernet(IPV6, packet))
        .toArray(byte[][]::new);
  }

  /** {@return a few packets that have something of everything, to be cut} */
  static byte[][] samples() {
    byte[] option = hex("3c 00 05 02 0000 01 00");
    byte[] route = join(hex("2c 02 00 01 00000000"), hex(ADDRESS));
    byte[] fragment = hex("11 00 0001 0000abcd");
    return new byte[][] {
      overlays()[0],
      overlays()[4],
      tunnels()[1],
      tunnels()[6],
      ethernet(0x8847, join(hex("00064040 00002140 "), INNER6)),
      ethernet(IPV6, ipv6(0, join(option, hex("2b 00 01 04 00000000"), route, fragment, DATAGRAM)))
    };
  }

  private static byte[] jumbogram() {
    byte[] packet = ipv6(0, join(hex("11 00 c2 04"), number(70_000, 4), DATAGRAM));
    packet[4] = 0;
    packet[5] = 0;
    return packet;
  }

  private static byte[] inUdp(int port, byte[] packet) {
    return ethernet(IPV4, ipv4(UDP, udp(SOURCE_PORT, port, packet)));
  }
}
