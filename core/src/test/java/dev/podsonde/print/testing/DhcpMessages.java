package dev.podsonde.print.testing;

import static dev.podsonde.print.testing.PacketBytes.ethernet;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.number;
import static dev.podsonde.print.testing.PacketBytes.udp;
import static dev.podsonde.print.testing.PacketBytes.with;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** DHCP and BOOTP over UDP in Ethernet frames. */
final class DhcpMessages {
  private static final int CLIENT = 68;
  private static final int SERVER = 67;
  private static final int OPTION_CODES = 256;
  private static final int CODES_PER_MESSAGE = 8;
  private static final String COOKIE = "63825363";

  /** A request without addresses, host and file name. */
  private static final byte[] HEADER =
      join(hex("01 01 06 00 12345678 0000 0000"), new byte[16], hex("020000000001"), new byte[202]);

  private DhcpMessages() {}

  /** {@return headers with every field, and vendor areas that are not of DHCP} */
  static byte[][] headers() {
    Stream<byte[]> fields =
        Stream.of(
                HEADER,
                with(HEADER, 0, "02"),
                with(HEADER, 0, "03"),
                with(HEADER, 1, "06"),
                with(HEADER, 2, "10"),
                with(HEADER, 1, "20 14 03 00000000 0007 8000"),
                with(HEADER, 10, "7fff"),
                with(HEADER, 12, "0a000001 0a000002 0a000003 0a000004"),
                with(HEADER, 44, "686f7374 ff 01 00 41"),
                with(HEADER, 44, "61".repeat(63)),
                with(HEADER, 44, "61".repeat(64)),
                with(HEADER, 108, "2f626f6f74 00 41"),
                with(HEADER, 108, "62".repeat(128)))
            .map(header -> inUdp(join(header, hex(COOKIE + "350101 ff"))));
    Stream<byte[]> vendorAreas =
        Stream.of(
                "",
                "638253",
                "00000000",
                "00000001 0000",
                "434d5500",
                "434d5500 00000000" + "00000000".repeat(8),
                "434d5500 01000000 ffffff00 0a000001 0a000002 0a000003 0a000004 0a000005 0a000006"
                    + "0a000007",
                "434d5500 02000000 ffffff00 0a000001 0a000002 0a00")
            .map(area -> inUdp(join(HEADER, hex(area))));
    Stream<byte[]> others =
        Stream.of(
            inUdp(hex("01")),
            inUdp(hex("02 01 06 00 12345678 00")),
            join(inUdp(join(HEADER, hex(COOKIE + "350101"))), hex("ff")),
            ethernet(0x0800, ipv4(17, join(udp(SERVER, CLIENT, HEADER), hex(COOKIE + "350105")))));
    return Stream.of(fields, vendorAreas, others).flatMap(s -> s).toArray(byte[][]::new);
  }

  /** {@return every option with data of many lengths, and each that has its own form} */
  static byte[][] options() {
    Stream<byte[]> codes =
        IntStream.iterate(0, code -> code < OPTION_CODES, code -> code + CODES_PER_MESSAGE)
            .mapToObj(first ->
                IntStream.range(first, first + CODES_PER_MESSAGE)
                    .mapToObj(DhcpMessages::ofManyLengths)
                    .toArray(byte[][]::new))
            .map(options -> of(join(options)));
    Stream<byte[]> forms =
        Stream.of(
                "35 01 00" + "35 01 01 35 01 02 35 01 03 35 01 04 35 01 05 35 01 06 35 01 07",
                "35 01 08 35 01 09 35 01 0a 35 01 0b 35 01 0c 35 01 0d 35 01 0e 35 02 01 02",
                "00 00 00 35 01 01 00 ff 00 00",
                "37 09 01 03 06 0f 1a 79 f9 c8 ff",
                "2e 01 01 2e 01 02 2e 01 04 2e 01 08 2e 01 03 2e 02 01 02 2e 01 ff",
                "34 01 00 34 01 01 34 01 02 34 01 03 34 01 04 34 02 01 02",
                "13 01 00 13 01 01 13 01 02 13 02 00 01",
                "02 04 ffff8f80 33 04 ffffffff 33 06 00000e10 0102 39 03 05dc 01",
                "15 08 0a000001 ffffff00 15 10" + "0a000001 0a000002".repeat(2) + "15 04 0a000001",
                "3d 01 00 3d 05 00 61626364 3d 07 01 020000000001 3d 02 06 01 3d 02 07 01",
                "3d 02 0f 01 3d 02 17 01 3d 02 18 01 3d 03 ff 01 02 3d 01 01",
                "51 07 05 00 00 61626364 51 03 0f ff 00 51 04 f0 00 01 61 51 03 00 00 00",
                "52 0a 01 03 657468 02 03 0102ff 52 06 06 01 61 09 01 aa 52 05 05 04 01020304",
                "52 03 01 00 02 52 02 01 05",
                "79 05 00 0a000001 79 0f 18 0a0001 0a000002 10 0a00 0a000003 00",
                "79 0d 20 0a000009 0a000001 08 0a 0a000002 79 05 21 00000000 79 05 18 0a000102",
                "f9 05 00 0a000001 f9 06 08 0a 0a000001",
                "4d 06 02 6162 02 6364 4d 04 00 616263 4d 03 05 6162 4d 02 01 61",
                "8f 09 0002 6162 0003 6364ff 8f 04 0009 6162 8f 03 0000 01 8f 01 00",
                "32 04 0a000005",
                "32 04 0a0000",
                "32 04",
                "32")
            .map(options -> of(hex(options)));
    return Stream.concat(codes, forms).toArray(byte[][]::new);
  }

  /** {@return a lease of a pod, to be cut} */
  static byte[][] samples() {
    byte[] header = with(HEADER, 0, "02");
    String options =
        COOKIE
            + "35 01 05 36 04 0a000001 33 04 00000e10 0f 03 737663 37 03 01 03 06"
            + "79 06 08 0a 0a000001 3d 03 ff 01 02 52 04 01 02 6162 ff";
    return new byte[][] {inUdp(join(with(header, 108, "61 00"), hex(options)))};
  }

  private static byte[] ofManyLengths(int code) {
    byte[][] options =
        IntStream.of(0, 1, 2, 3, 4, 5, 8, 9, 12)
            .mapToObj(length -> join(number(code, 1), number(length, 1), data(length)))
            .toArray(byte[][]::new);
    return join(options);
  }

  private static byte[] data(int length) {
    return Arrays.copyOf(hex("08 0a 01 00 7f 80 ff 02 61 62 03 04"), length);
  }

  private static byte[] of(byte[] options) {
    return inUdp(join(HEADER, hex(COOKIE), options));
  }

  private static byte[] inUdp(byte[] message) {
    return ethernet(0x0800, ipv4(17, udp(CLIENT, SERVER, message)));
  }
}
