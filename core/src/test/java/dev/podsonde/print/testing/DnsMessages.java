package dev.podsonde.print.testing;

import static dev.podsonde.print.testing.PacketBytes.ethernet;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.number;
import static dev.podsonde.print.testing.PacketBytes.tcp;
import static dev.podsonde.print.testing.PacketBytes.udp;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * DNS in Ethernet frames: every type, opcode, response code and flag, and names that are broken.
 */
final class DnsMessages {
  private static final int DNS = 53;
  private static final int MULTICAST_DNS = 5353;
  private static final int CLIENT = 40_000;
  private static final int RESPONSE = 0x8000;
  private static final int TYPES_MAX = 262;
  private static final int FLAGS_MAX = 0x800;
  private static final int FLAGS_STEP = 0x10;
  private static final int ACK_PUSH = 24;

  /** {@code a.example.}, and the bytes behind it in a query. */
  private static final String NAME = "01 61 07 6578616d706c65 00";

  /** Points to {@link #NAME}, the first name of a message. */
  private static final String POINTER = "c00c";

  private DnsMessages() {}

  /** {@return queries of every type and class} */
  static byte[][] queries() {
    Stream<byte[]> types =
        IntStream.concat(
                IntStream.range(0, TYPES_MAX), IntStream.of(0x7fff, 0x8000, 0x8001, 0xfffe, 0xffff))
            .mapToObj(type -> message(0x0100, 1, 0, 0, 0, question(NAME, type, 1)));
    Stream<byte[]> classes =
        IntStream.of(0, 2, 3, 4, 254, 255, 256, 0x8001)
            .mapToObj(number -> message(0x0100, 1, 0, 0, 0, question(NAME, 28, number)));
    return Stream.concat(types, classes).map(DnsMessages::query).toArray(byte[][]::new);
  }

  /** {@return queries and responses with every opcode, response code, flag and count} */
  static byte[][] headers() {
    byte[] question = question(NAME, 1, 1);
    Stream<byte[]> flags =
        IntStream.iterate(0, flag -> flag < FLAGS_MAX, flag -> flag + FLAGS_STEP)
            .mapToObj(flag -> message(RESPONSE | flag, 1, 0, 0, 0, question));
    Stream<byte[]> codes =
        IntStream.range(0, 16).mapToObj(code -> message(RESPONSE | code, 1, 0, 0, 0, question));
    Stream<byte[]> opcodes =
        IntStream.range(0, 16).mapToObj(opcode -> message(opcode << 11, 1, 0, 0, 0, question));
    Stream<byte[]> extended =
        IntStream.of(1, 16, 17, 18, 19, 20, 21, 22, 23, 24, 255)
            .mapToObj(code ->
                message(RESPONSE | (code & 15), 1, 0, 0, 1, join(question, edns(code >> 4, ""))));
    Stream<byte[]> counts =
        Stream.of(
            message(0x0100, 0, 0, 0, 0, hex("")),
            message(0x0100, 2, 0, 0, 0, join(question, question)),
            message(0x0100, 1, 1, 0, 0, join(question, record(POINTER, 1, "0a000001"))),
            message(0x0100, 1, 0, 2, 3, question),
            message(RESPONSE, 1, 9, 8, 7, question),
            message(RESPONSE, 0, 0, 0, 0, hex("")),
            message(0x2800, 1, 1, 2, 3, question),
            message(RESPONSE | 0x2800, 1, 1, 2, 3, question));
    return Stream.of(
            flags.map(DnsMessages::response),
            codes.map(DnsMessages::response),
            opcodes.map(DnsMessages::query),
            extended.map(DnsMessages::response),
            counts.map(DnsMessages::response))
        .flatMap(stream -> stream)
        .toArray(byte[][]::new);
  }

  /** {@return responses with a record of every type: one that fits, and any bytes} */
  static byte[][] records() {
    Stream<byte[]> any =
        IntStream.range(0, TYPES_MAX)
            .mapToObj(
                type -> answer(type, "0001 0002 03 61 62 63 00 0405 0607 0809 0a0b 0c0d 0e0f"));
    Stream<byte[]> empty = IntStream.range(0, 66).mapToObj(type -> answer(type, ""));
    Stream<byte[]> fit =
        Stream.of(
            answer(1, "0a000001"),
            answer(2, "02 6e73 c00e"),
            answer(5, "05 616c696173 c00e"),
            answer(6, "02 6e73 c00e 04 726f6f74 c00e 00000001 00000e10 00000384 00093a80 0000003c"),
            answer(12, "04 686f7374 c00e"),
            answer(13, "03 783836 05 4c696e7578"),
            answer(15, "000a 02 6d78 c00e"),
            answer(16, "05 68656c6c6f 00 03 22 5c 07"),
            answer(28, "20010db8000000000000000000000001"),
            answer(33, "0001 0002 01bb 04 686f7374 c00e"),
            answer(35, "0001 0002 01 73 04 45325500 00 c00c"),
            answer(38, "00 20010db8000000000000000000000001"),
            answer(38, "40 0000000000000001 c00c"),
            answer(38, "81"),
            answer(39, "c00c"),
            answer(43, "1234 08 02 aabbccdd"),
            answer(46, "0001 08 02 0000003c 5f000000 5e000000 1234 c00c aabb"),
            answer(47, "c00c 0006 4000000000 03"),
            answer(48, "0101 03 08 aabbccdd"),
            answer(52, "03 01 01 aabbccdd"),
            answer(64, "0001 c00c"),
            answer(65, "0001 00 0001 0003 02 6832"),
            answer(250, "08 686d61632d6d6435 00 000050000000 012c 0002 aabb 1234 0010 0000"),
            answer(256, "000a 0001 68747470733a2f2f612f"),
            answer(257, "00 05 6973737565 63612e"));
    return Stream.of(any, empty, fit)
        .flatMap(stream -> stream)
        .map(DnsMessages::response)
        .toArray(byte[][]::new);
  }

  /** {@return queries and responses with EDNS options, whole and too short} */
  static byte[][] extensions() {
    byte[] question = question(NAME, 1, 1);
    Stream<byte[]> versions =
        Stream.of("00", "01", "ff")
            .map(version -> join(hex("00 0029 04d0 00" + version + "8000"), number(0, 2)));
    Stream<byte[]> options =
        IntStream.concat(IntStream.range(0, 21), IntStream.of(26_946, 65_001, 65_535))
            .boxed()
            .flatMap(code ->
                Stream.of("", "00", "0001", "0001 18 00 0a0000", "0002 38 00 20010db80000ff")
                    .map(value -> edns(0, option(code, value))));
    Stream<byte[]> broken =
        Stream.of(
            edns(0, "0003"),
            edns(0, "0003 0008 6162"),
            edns(0, option(3, "6e7331") + option(10, "0102030405060708") + option(12, "00000000")),
            edns(0, option(15, "0016 6e6f74207265616479")),
            hex("00 0029 04d0 0000"),
            hex("01 61 00 0029 04d0 00000000 0000"));
    return Stream.of(versions, options, broken)
        .flatMap(stream -> stream)
        .flatMap(record ->
            Stream.of(
                query(message(0x0100, 1, 0, 0, 1, join(question, record))),
                response(message(RESPONSE, 1, 0, 0, 1, join(question, record)))))
        .toArray(byte[][]::new);
  }

  /** {@return messages whose names do what names must not, or may hardly} */
  static byte[][] names() {
    String longLabel = "3f" + "78".repeat(63);
    return Stream.of(
            "00",
            "01 2a 00",
            "02 415a 00",
            "05 612e625c63 00",
            "04 0020 7fff 00",
            longLabel + "00",
            longLabel.repeat(3) + "3d" + "79".repeat(61) + "00",
            longLabel.repeat(4) + "00",
            "c00c",
            "c00d",
            "c0ff",
            "ffff",
            "01 61 c00c",
            "01 61 c00e",
            "c010 0001 0001",
            "40 00",
            "41 08 aa 00",
            "41 00 00",
            "80 61 00",
            "3f 61",
            "01",
            "")
        .map(name -> join(hex(name), hex("0001 0001")))
        .flatMap(question ->
            Stream.of(
                query(message(0x0100, 1, 0, 0, 0, question)),
                response(
                    message(RESPONSE, 1, 1, 0, 0, join(question, record(POINTER, 5, POINTER))))))
        .toArray(byte[][]::new);
  }

  /** {@return what has the port of DNS without being a whole message} */
  static byte[][] fragmentsOverTcp() {
    byte[] query = message(0x0100, 1, 0, 0, 0, question(NAME, 1, 1));
    byte[] response = answer(1, "0a000001");
    return Stream.of(
            prefixed(query),
            join(prefixed(query), prefixed(query)),
            prefixed(response),
            join(prefixed(response), hex("00")),
            join(number(response.length + 1, 2), response),
            join(number(5, 2), response),
            hex("00"),
            hex("0000"),
            hex("0001 12"),
            hex("000c 1234 0100"))
        .flatMap(payload -> Stream.of(segment(CLIENT, DNS, payload), segment(DNS, CLIENT, payload)))
        .toArray(byte[][]::new);
  }

  /** {@return multicast DNS (RFC 6762), with its bits in the classes} */
  static byte[][] multicast() {
    byte[] name = hex("04 686f7374 05 6c6f63616c 00");
    byte[] question = join(name, hex("0001 8001"));
    byte[] flushed = join(name, hex("0001 8001 00000078 0004 0a000001"));
    byte[] shared = join(name, hex("000c 0001 00001194 0002 c00c"));
    return Stream.of(
            message(0, 1, 0, 0, 0, question),
            message(0, 2, 1, 0, 0, join(question, question, shared)),
            message(0, 1, 0, 1, 0, join(question, flushed)),
            message(0x8400, 0, 2, 0, 0, join(flushed, shared)),
            message(0x8400, 0, 1, 0, 1, join(flushed, join(name, hex("002f 8001 00000078 0000")))))
        .map(message -> ethernet(0x0800, ipv4(17, udp(MULTICAST_DNS, MULTICAST_DNS, message))))
        .toArray(byte[][]::new);
  }

  /** {@return a few messages that have something of everything, to be cut} */
  static byte[][] samples() {
    byte[] question = question(NAME, 1, 1);
    byte[] signed = record(POINTER, 46, "0001 08 02 0000003c 5f000000 5e000000 1234 c00c aabb");
    byte[] mail = record(POINTER, 15, "000a 02 6d78 c00e");
    byte[] text = record(POINTER, 16, "05 68656c6c6f");
    return new byte[][] {
      query(message(0x0120, 1, 0, 0, 1, join(question, edns(0, option(10, "0102030405060708"))))),
      response(message(0x8583, 1, 0, 1, 0, join(question, authority()))),
      response(message(0x8180, 1, 3, 0, 1, join(question, signed, mail, text, edns(1, "")))),
      segment(DNS, CLIENT, prefixed(answer(33, "0001 0002 01bb 04 686f7374 c00e")))
    };
  }

  private static byte[] authority() {
    return record(
        "c00e", 6, "02 6e73 c00e 04 726f6f74 c00e 00000001 00000e10 00000384 00093a80 0000003c");
  }

  private static byte[] query(byte[] message) {
    return ethernet(0x0800, ipv4(17, udp(CLIENT, DNS, message)));
  }

  private static byte[] response(byte[] message) {
    return ethernet(0x0800, ipv4(17, udp(DNS, CLIENT, message)));
  }

  private static byte[] segment(int from, int to, byte[] payload) {
    return ethernet(0x0800, ipv4(6, tcp(from, to, 1, 1, ACK_PUSH, "", payload)));
  }

  private static byte[] prefixed(byte[] message) {
    return join(number(message.length, 2), message);
  }

  private static byte[] message(
      int flags, int questions, int answers, int authorities, int additionals, byte[] body) {
    return join(
        hex("1234"),
        number(flags, 2),
        number(questions, 2),
        number(answers, 2),
        number(authorities, 2),
        number(additionals, 2),
        body);
  }

  private static byte[] question(String name, int type, int recordClass) {
    return join(hex(name), number(type, 2), number(recordClass, 2));
  }

  private static byte[] answer(int type, String data) {
    return message(
        RESPONSE, 1, 1, 0, 0, join(question(NAME, type, 1), record(POINTER, type, data)));
  }

  private static byte[] record(String name, int type, String data) {
    byte[] bytes = hex(data);
    return join(hex(name), number(type, 2), hex("0001 00000e10"), number(bytes.length, 2), bytes);
  }

  private static byte[] edns(int extendedCode, String options) {
    byte[] bytes = hex(options);
    return join(
        hex("00 0029 04d0"),
        number(extendedCode, 1),
        hex("00 0000"),
        number(bytes.length, 2),
        bytes);
  }

  private static String option(int code, String value) {
    return "%04x%04x%s".formatted(code, hex(value).length, value);
  }
}
