package dev.podsonde.print.testing;

import static dev.podsonde.print.testing.PacketBytes.ethernet;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.number;
import static dev.podsonde.print.testing.PacketBytes.udp;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** NTP over UDP in Ethernet frames. */
final class NtpMessages {
  private static final int CLIENT = 40_000;

  /** Poll, precision, root delay and dispersion, reference ID. */
  private static final String FIELDS = "06 ec 0000 1234 0000 abcd 47505300";

  private static final String REFERENCE = "ed0a5f00 00000000";
  private static final String ORIGIN = "ed0a5f13 80000000";
  private static final String RECEIVE = "ed0a5f13 c0000000";
  private static final String TRANSMIT = "ed0a5f14 40000001";
  private static final String TIMES = REFERENCE + ORIGIN + RECEIVE + TRANSMIT;

  private NtpMessages() {}

  /** {@return every first byte, stratum and poll interval; times of all kinds; control messages} */
  static byte[][] all() {
    Stream<byte[]> firstBytes =
        IntStream.range(0, 256).mapToObj(first -> message(first, "01" + FIELDS + TIMES));
    Stream<byte[]> strata =
        IntStream.of(0, 1, 2, 15, 16, 61, 62, 63, 64, 255)
            .mapToObj("%02x"::formatted)
            .map(stratum -> message(0x24, stratum + FIELDS + TIMES));
    Stream<byte[]> intervals =
        IntStream.of(0, 1, 30, 31, 32, 127, 128, 224, 225, 226, 255)
            .mapToObj("%02x"::formatted)
            .map(poll -> message(0x24, "02" + poll + FIELDS.substring(2) + TIMES));
    String zero = "0".repeat(16);
    Stream<byte[]> times =
        Stream.of(
                zero + zero + zero + TRANSMIT,
                zero + TRANSMIT + RECEIVE + ORIGIN,
                zero + TRANSMIT + TRANSMIT + "ed0a5f14 40000000",
                zero + "00000000 00000001" + "00000000 ffffffff" + "ffffffff ffffffff",
                "00000001 00000000"
                    + "7fffffff 00000000"
                    + "80000000 00000000"
                    + "83aa7e80 00000000",
                "83aa7e7f 00000000" + "ed0a5f14 c0000000" + "ed0a5f15 40000000" + ORIGIN)
            .map(timestamps -> message(0x23, "02" + FIELDS + timestamps));
    Stream<byte[]> authenticated =
        IntStream.of(1, 4, 8, 20, 24, 28)
            .mapToObj(length -> message(0x23, "02" + FIELDS + TIMES + "a5".repeat(length)));
    Stream<byte[]> control =
        Stream.of(
                "02 0001 0000 0000 0000 0000",
                "82 0001 0615 0002 0000 0004 61626364",
                "e1 ffff 8000 ffff ffff 0004 61626364 00000000",
                "42 0001 0000 0000 0000 0004 616263",
                "02 0001 0000")
            .map(fields -> message(0x26, fields));
    Stream<byte[]> others =
        Stream.of(message(0x23, ""), message(0x23, "02 06"), inUdp(hex("")), longerThanItsPacket());
    return Stream.of(firstBytes, strata, intervals, times, authenticated, control, others)
        .flatMap(messages -> messages)
        .toArray(byte[][]::new);
  }

  /** {@return a few messages, to be cut} */
  static byte[][] samples() {
    return new byte[][] {
      message(0x24, "02" + FIELDS + TIMES + "00000001" + "5a".repeat(20)),
      message(0x26, "82 0001 0615 0002 0000 0004 61626364"),
      message(0x23, "01" + FIELDS),
    };
  }

  private static byte[] longerThanItsPacket() {
    byte[] whole = message(0x23, "02" + FIELDS);
    return Arrays.copyOf(whole, whole.length - 4);
  }

  private static byte[] message(int first, String rest) {
    return inUdp(join(number(first, 1), hex(rest)));
  }

  private static byte[] inUdp(byte[] message) {
    return ethernet(0x0800, ipv4(17, udp(CLIENT, 123, message)));
  }
}
