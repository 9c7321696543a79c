package dev.podsonde.dns.lookup;

import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.ipv4With;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.number;
import static dev.podsonde.print.testing.PacketBytes.udp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** DNS messages, and the IPv4 packets of a client (10.0.0.1) and a server (10.0.0.2). */
final class DnsBytes {
  static final int A = 1;
  static final int AAAA = 28;
  static final int CLIENT_PORT = 40_000;
  static final int SOURCE = 12;
  static final int DESTINATION = 16;

  private DnsBytes() {}

  static byte[] name(String name) {
    var wire = new ByteArrayOutputStream();
    for (String label : name.split("\\.", -1)) {
      wire.write(label.length());
      wire.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    wire.write(0);
    return wire.toByteArray();
  }

  static byte[] question(int id, int flags, int answers, String name, int type) {
    return join(
        number(id, 2),
        number(flags, 2),
        hex("0001"),
        number(answers, 2),
        hex("0000 0000"),
        name(name),
        number(type, 2),
        hex("0001"));
  }

  static byte[] query(int id, String name, int type) {
    return question(id, 0x0100, 0, name, type);
  }

  /** {@return a response with one address when RCODE is 0, else without any} */
  static byte[] response(int id, String name, int type, int rcode) {
    if (rcode != 0) {
      return question(id, 0x8180 | rcode, 0, name, type);
    }
    byte[] address =
        type == A ? hex("0004 c0000201") : hex("0010 20010db8000000000000000000000001");
    return join(
        question(id, 0x8180, 1, name, type),
        hex("c00c"),
        number(type, 2),
        hex("0001 0000001e"),
        address);
  }

  /** {@return from client to server} */
  static byte[] toServer(int clientPort, byte[] message) {
    return ipv4(17, udp(clientPort, 53, message));
  }

  /** {@return from server to client} */
  static byte[] toClient(int clientPort, byte[] message) {
    return between("0a000002", "0a000001", ipv4(17, udp(53, clientPort, message)));
  }

  /** {@return the packet with other addresses, in hex} */
  static byte[] between(String source, String destination, byte[] ip) {
    return ipv4With(ipv4With(ip, SOURCE, source), DESTINATION, destination);
  }

  /** {@return the packet with another IP identification} */
  static byte[] identified(int identification, byte[] ip) {
    return ipv4With(ip, 4, "%04x".formatted(identification));
  }
}
