package dev.podsonde.print.testing;

import static dev.podsonde.print.testing.PacketBytes.ethernet;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv6;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.number;
import static dev.podsonde.print.testing.PacketBytes.udp;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** DHCPv6 over UDP in Ethernet frames. */
final class Dhcpv6Messages {
  private static final int CLIENT = 546;
  private static final int SERVER = 547;
  private static final int OPTION_CODES = 140;
  private static final String ADDRESS = "20010db8000000000000000000000001";

  private Dhcpv6Messages() {}

  /** {@return every message type, and relayed messages} */
  static byte[][] messages() {
    Stream<byte[]> types =
        IntStream.range(0, 20)
            .mapToObj(type -> join(number(type, 1), hex("00abcd 0001 0003 0004ab"), new byte[40]));
    Stream<byte[]> others =
        Stream.of(
                "ff 000000",
                "01 0000",
                "0c 00" + ADDRESS + ADDRESS,
                "0c 01" + ADDRESS + ADDRESS + "0009 000a 01 000001 0008 0002 0064 0012 0001 61",
                "0d 01" + ADDRESS + ADDRESS + "0009 0003 07 0000 0012 0001 61",
                "0d 01" + ADDRESS + ADDRESS + "0009 0014 0c" + "00".repeat(19) + "0012 0000",
                "0d 01" + ADDRESS + "00")
            .map(digits -> hex(digits));
    return Stream.concat(types, others).map(Dhcpv6Messages::inUdp).toArray(byte[][]::new);
  }

  /** {@return every option with data of many lengths, and each that has its own form} */
  static byte[][] options() {
    Stream<byte[]> codes =
        IntStream.concat(IntStream.range(0, OPTION_CODES), IntStream.of(0xffff))
            .mapToObj(Dhcpv6Messages::ofManyLengths);
    Stream<byte[]> forms =
        Stream.of(
                option(1, "0001 0001 2a2b2c2d 020000000001") + option(1, "0001 0001 2a2b2c"),
                option(2, "0002 00000009 0102") + option(2, "0002 0000"),
                option(1, "0003 0001 020000000001") + option(1, "0003") + option(1, "0005 00"),
                option(1, "0004" + "ab".repeat(16)) + option(1, "0004 ab") + option(1, "00"),
                option(3, "00000001 00000e10 00001518" + option(5, ADDRESS + "0000003c 00000078")),
                option(4, "00000001" + option(5, ADDRESS + "00".repeat(8) + option(13, "0000"))),
                option(
                    25,
                    "00000001 00000e10 00001518"
                        + option(26, "0000003c 00000078 38" + ADDRESS + option(13, "0006"))),
                option(3, "00".repeat(12) + "0005 0001"),
                option(3, "00".repeat(12) + "0005 00") + option(8, "0001"),
                option(6, "0017 0018 0038 ffff 0000") + option(43, "0001"),
                option(13, "0000")
                    + option(13, "000a 61")
                    + option(13, "000b")
                    + option(13, "0100"),
                option(19, "05") + option(19, "0b") + option(19, "01"),
                option(11, "02 01 00 0000000000000001"),
                option(11, "02 02 01 0000000000000001" + "ab".repeat(20)),
                option(11, "02 01 00 0000000000000001" + "ab".repeat(23)),
                option(11, "02 01 00 0000000000000001" + "ab".repeat(3)),
                option(11, "03 01 00 0000000000000001 01" + "ab".repeat(16)),
                option(11, "03 01 00 0000000000000001 02" + "ab".repeat(16)),
                option(11, "03 01 00 0000000000000001 03" + "ab".repeat(16)),
                option(11, "03 01 00 0000000000000001 02")
                    + option(11, "04 00 00" + "00".repeat(8)),
                option(24, "03737663 0161 00 00 01 62 00") + option(21, ""),
                option(24, "0161 c000") + "03737663 00",
                option(24, "0161 c001"),
                option(24, "0161"),
                option(24, "8161"),
                option(24, "4108ff 00 42 00"),
                option(37, "00000009" + "ab".repeat(12)) + option(18, "cd".repeat(12)),
                option(44, "01" + ADDRESS) + option(44, "02" + ADDRESS + option(8, "0001")),
                option(44, "03" + ADDRESS) + option(45, option(8, "0001") + option(46, "00000001")),
                option(47, ADDRESS + "0102"),
                option(56, "0001 0010" + ADDRESS + "0002 0010" + ADDRESS),
                option(56, "0003 0003 0161 00 0004 0001 00 0001 0001 00"),
                option(56, "0003 0002 0161 00000000"),
                option(56, "0001 0011" + ADDRESS),
                option(64, "0161 0162 00") + option(64, "0361 0162") + option(64, "0161 01"),
                option(64, "02 6100 01 62 00 63") + option(64, "00 0161"),
                option(41, "4745 00 5430 41")
                    + option(42, "4575 726f 7065 ff")
                    + option(112, "6162"),
                option(59, "6162 00 ff 63"),
                option(15, "0002 6162 0001 63") + option(15, "0003 6162") + option(15, "0000 00"),
                option(136, "0002 6162 0009 63"))
            .map(options -> hex(options));
    return Stream.of(codes, forms)
        .flatMap(options -> options)
        .map(options -> inUdp(join(hex("07 000001"), options)))
        .toArray(byte[][]::new);
  }

  /** {@return a lease, to be cut} */
  static byte[][] samples() {
    String address = option(5, ADDRESS + "0000003c 00000078" + option(13, "0000"));
    String options =
        option(1, "0003 0001 020000000001")
            + option(3, "00000001 00000e10 00001518" + address)
            + option(24, "03737663 00");
    String relayed = "0c 01" + ADDRESS + ADDRESS + option(9, "01 000001" + option(8, "0064"));
    return new byte[][] {inUdp(hex("07 abcdef" + options)), inUdp(hex(relayed))};
  }

  private static byte[] ofManyLengths(int code) {
    byte[][] options =
        IntStream.of(0, 1, 2, 3, 4, 5, 16, 17, 24, 25)
            .mapToObj(length -> join(number(code, 2), number(length, 2), data(length)))
            .toArray(byte[][]::new);
    return join(options);
  }

  private static byte[] data(int length) {
    return Arrays.copyOf(hex("00 01 00 0261 ff 00"), length);
  }

  private static String option(int code, String data) {
    return "%04x %04x %s".formatted(code, hex(data).length, data);
  }

  private static byte[] inUdp(byte[] message) {
    return ethernet(0x86dd, ipv6(17, udp(CLIENT, SERVER, message)));
  }
}
