package dev.podsonde.dns.lookup;

import dev.podsonde.decode.Tcp;
import dev.podsonde.decode.Udp;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What packets to other ports have to do with names: other protocols for them, and DNS on ports
 * that are not read. It is counted only.
 */
final class OtherNameTraffic {
  /** Bounds the ports on which DNS was seen; what comes to more is not counted by port. */
  static final int PORTS_MAX = 16;

  /** NetBIOS Name Service (RFC 1002 §4.2), whose header is that of DNS. */
  private static final int NETBIOS_NAME_PORT = 137;

  /** DNS over TLS (RFC 7858). */
  private static final int TLS_PORT = 853;

  private static final int PACKETS_FROM_START = 4096;
  private static final int PACKET_EVERY = 64;

  /** Fewer messages of one direction may be of another protocol. */
  private static final int MESSAGES_MIN = 5;

  private static final int OPCODE_BITS = 0x7800;
  private static final int FLAGS = 2;
  private static final int QUESTION_COUNT = 4;

  private final NameHash hash;
  private final MessageFacts message = new MessageFacts();
  private final Map<Integer, PortCount> ports = new TreeMap<>();
  private @Nullable PortCount latest;
  private long packets;
  private long netBios;
  private long overTls;
  private long refusedPorts;

  private static final class PortCount {
    final int port;
    long queries;
    long responses;

    PortCount(int port) {
      this.port = port;
    }
  }

  OtherNameTraffic(NameHash hash) {
    this.hash = hash;
  }

  /** Looks at a UDP packet of which neither port is read. */
  void onUdp(Sight sight, int udp, int sourcePort, int destinationPort) {
    if (destinationPort == NETBIOS_NAME_PORT) {
      netBios++;
      return;
    }
    packets++;
    if (packets < PACKETS_FROM_START || packets % PACKET_EVERY == 0) {
      look(sight, udp, sourcePort, destinationPort);
    }
  }

  private void look(Sight sight, int udp, int sourcePort, int destinationPort) {
    int start = udp + Udp.HEADER_LENGTH;
    int end = udp + sight.bytes.u16(udp + Udp.LENGTH);
    boolean isLikely =
        end - start > MessageFacts.HEADER_LENGTH
            && end <= sight.bytes.length()
            && sight.bytes.u16(start + QUESTION_COUNT) == 1
            && (sight.bytes.u16(start + FLAGS) & OPCODE_BITS) == 0;
    if (isLikely && message.read(sight.bytes, start, end, hash) && isDns()) {
      PortCount count = countOf(message.isResponse() ? sourcePort : destinationPort);
      if (count == null) {
        refusedPorts++;
      } else if (message.isResponse()) {
        count.responses++;
      } else {
        count.queries++;
      }
    }
  }

  /** A message that can be read to its last byte, and asks for a name in class IN. */
  private boolean isDns() {
    return !message.isMalformed() && message.nameLength > 1 && message.queryClass() == 1;
  }

  private @Nullable PortCount countOf(int port) {
    if (latest == null || latest.port != port) {
      latest =
          ports.size() < PORTS_MAX ? ports.computeIfAbsent(port, PortCount::new) : ports.get(port);
    }
    return latest;
  }

  /** Looks at a TCP segment of which neither port is read. */
  void onTcp(Sight sight, int tcp, int destinationPort) {
    if (destinationPort == TLS_PORT
        && (sight.bytes.u8(tcp + Tcp.FLAGS) & (Tcp.FLAG_SYN | Tcp.FLAG_ACK)) == Tcp.FLAG_SYN) {
      overTls++;
    }
  }

  void tell(EngineCounters counters) {
    counters.netBios = netBios;
    counters.overTls = overTls;
    counters.refusedPorts = refusedPorts;
    counters.unreadPorts.clear();
    for (PortCount count : ports.values()) {
      if (count.queries >= MESSAGES_MIN && count.responses >= MESSAGES_MIN) {
        counters.unreadPorts.put(count.port, count.queries);
      }
    }
  }
}
