package dev.podsonde.print.testing;

import static dev.podsonde.print.testing.PacketBytes.ethernet;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.tcp;
import static dev.podsonde.print.testing.PacketBytes.udp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** HTTP and other protocols of lines of text, in Ethernet frames. */
final class TextMessages {
  private static final int IPV4 = 0x0800;
  private static final int CLIENT = 40_000;
  private static final int ACK_PUSH = 24;

  private static final String[] METHODS = {
    "GET",
    "get",
    "gEt",
    "GETS",
    "GE",
    "POST",
    "VERSION-CONTROL",
    "BASELINE-CONTROL",
    "CCM_POST",
    "DESCRIBE",
    "SET_PARAMETER",
    "TEARDOWN",
    "INVITE",
    "PUBLISH",
    "PRI",
    "EHLO"
  };

  private TextMessages() {}

  /** {@return first lines of all kinds at the ports of every protocol, and text that is cut} */
  static byte[][] all() {
    Stream<byte[]> methods =
        Arrays.stream(METHODS)
            .flatMap(method ->
                Stream.concat(
                    IntStream.of(21, 25, 43, 80, 554, 8080, 8554)
                        .mapToObj(port -> overTcp(port, method + " / X/1.0\r\n\r\n")),
                    Stream.of(overUdp(method + " / X/1.0\r\n\r\n"))));
    Stream<byte[]> messages =
        Stream.of(
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1  404 Not Found\r\n",
                "HTTP/1.1\t200 OK\r\n",
                "HTTP/1.1 \t200 OK\r\n",
                "HTTP/1.1 200\r\n",
                "HTTP/1.1 200",
                "HTTP/1.1 2000 OK\r\n",
                "HTTP/1.1 20 OK\r\n",
                "HTTP/1.1 2x0 OK\r\n",
                "HTTP/1.1\r\n200 OK\r\n",
                "200 OK\r\n",
                " GET / HTTP/1.1\r\n",
                "\r\nGET / HTTP/1.1\r\n",
                "GET",
                "GET\t/ HTTP/1.1\r\n",
                "GET / HTTP/1.1\nHost: a\n\nbody",
                "GET / HTTP/1.1\r\nHost:\ta\r\n\r\nbody\u00ff",
                "GET / HTTP/1.1\r\nHost: a\rb\r\n",
                "GET / HTTP/1.1\r\nHost: a\r",
                "GET / HTTP/1.1\r",
                "GET /\u007f HTTP/1.1\r\n",
                "G\u00e4T / HTTP/1.1\r\n",
                "G\u0001T / HTTP/1.1\r\n",
                "x".repeat(127) + " 200\r\n",
                "x".repeat(128) + " 200\r\n",
                "x".repeat(129) + " 200\r\n",
                "{\"a\": 1}")
            .map(text -> overTcp(80, text));
    Stream<byte[]> others =
        Stream.of(
            overTcp(CLIENT, "GET / HTTP/1.1\r\n"),
            ethernet(IPV4, ipv4(6, tcp(80, 8554, 1, 1, ACK_PUSH, "", bytes("OPTIONS\r\n")))),
            ethernet(IPV4, ipv4(6, tcp(8554, 80, 1, 1, ACK_PUSH, "", bytes("PLAY\r\n")))),
            ethernet(IPV4, ipv4(6, tcp(80, CLIENT, 1, 1, 4, "", bytes("GET / HTTP/1.1\r\n")))),
            ethernet(IPV4, ipv4(6, tcp(80, CLIENT, 1, 1, ACK_PUSH, "", hex("")))),
            ethernet(IPV4, ipv4(17, join(udp(5060, CLIENT, hex("")), bytes("INVITE")))));
    return Stream.of(methods, messages, others).flatMap(s -> s).toArray(byte[][]::new);
  }

  /** {@return a few messages, to be cut} */
  static byte[][] samples() {
    return new byte[][] {
      overTcp(8080, "GET /a HTTP/1.1\r\nHost: b\r\n\r\n"),
      overTcp(80, "HTTP/1.1 503 Busy\r\n\r\n{}"),
      overTcp(25, "220 a\r\n"),
      overUdp("SIP/2.0 100 Trying\r\n"),
    };
  }

  private static byte[] overTcp(int port, String text) {
    return ethernet(IPV4, ipv4(6, tcp(CLIENT, port, 1, 1, ACK_PUSH, "", bytes(text))));
  }

  private static byte[] overUdp(String text) {
    return ethernet(IPV4, ipv4(17, udp(CLIENT, 5060, bytes(text))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
