package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.AAAA;
import static dev.podsonde.dns.lookup.DnsBytes.CLIENT_PORT;
import static dev.podsonde.dns.lookup.DnsBytes.between;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.ipv4With;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.number;
import static dev.podsonde.print.testing.PacketBytes.tcp;
import static dev.podsonde.print.testing.PacketBytes.udp;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.podsonde.dns.finding.Diagnosis;
import dev.podsonde.dns.finding.Evidence;
import dev.podsonde.dns.summary.Summary;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.LinkType;
import java.util.Arrays;

/** Any packets at any times: nothing is thrown, and what holds for all traffic holds. */
class LookupEngineFuzz {
  private static final int[] LINK_TYPES = {0, 1, 101, 108, 113, 276};
  private static final int PACKETS_MAX = 64;

  @FuzzTest
  void packets(FuzzedDataProvider data) {
    var recorder = new CallRecorder();
    long micros = 0;
    var linkType = new LinkType(data.pickValue(LINK_TYPES));
    var captureInterface = CaptureInterface.unnamed(linkType, 0, 9);
    for (int i = 0; i < PACKETS_MAX && data.remainingBytes() > 0; i++) {
      micros = Math.max(0, micros + data.consumeInt(-1_000_000, 30_000_000));
      byte[] packet = data.consumeBytes(data.consumeInt(0, 1_500));
      recorder.accept(captureInterface, micros, packet);
    }
    EngineInvariants.check(recorder.end());
  }

  /** Few ports, IDs and names, so that much of it fits together. */
  @FuzzTest
  void transports(FuzzedDataProvider data) {
    var diagnosis = new Diagnosis(Evidence.NONE, new HostNames());
    var summary = new Summary();
    var recorder = new CallRecorder(diagnosis, summary);
    long micros = 0;
    for (int i = 0; i < PACKETS_MAX && data.remainingBytes() > 0; i++) {
      micros += data.consumeInt(0, 2_000_000);
      byte[] ip = packet(data);
      if (data.consumeInt(0, 7) == 0) {
        ip = ipv4With(ip, 6, "%04x".formatted(data.consumeInt(0, 3) << 13 | data.consumeInt(0, 9)));
      }
      byte[] identified = DnsBytes.identified(data.consumeInt(0, 3), ip);
      recorder.accept(
          micros, data.consumeBoolean() ? identified : between("0a000002", "0a000001", identified));
    }
    EngineInvariants.check(recorder.end());
    assertThat(summary.answered() + summary.unanswered() + summary.icmpErrors() + summary.unknown())
        .isEqualTo(summary.attempts());
    assertThat(diagnosis.findings(recorder.engine))
        .allSatisfy(finding -> assertThat(finding.lostNanos()).isNotNegative());
  }

  private static byte[] packet(FuzzedDataProvider data) {
    int port = CLIENT_PORT + data.consumeInt(0, 2);
    byte[] message = message(data);
    return switch (data.consumeInt(0, 4)) {
      case 0 -> ipv4(17, udp(port, 53, message));
      case 1 -> ipv4(17, udp(53, port, message));
      case 2 -> ipv4(1, join(hex("0303 0000 00000000"), toServer(port, message)));
      case 3 -> ipv4(6, segment(data, port, 53, message));
      default -> ipv4(6, segment(data, 53, port, message));
    };
  }

  private static byte[] segment(FuzzedDataProvider data, int from, int to, byte[] message) {
    byte[] prefixed = join(number(message.length, 2), message);
    byte[] part = Arrays.copyOf(prefixed, data.consumeInt(0, prefixed.length));
    return tcp(from, to, data.consumeInt(0, 99), 0, data.consumeInt(0, 31), "", part);
  }

  private static byte[] message(FuzzedDataProvider data) {
    String name = data.consumeBoolean() ? "a.x.example" : "a.y.x.example";
    int type = data.consumeBoolean() ? A : AAAA;
    return switch (data.consumeInt(0, 3)) {
      case 0 -> query(data.consumeInt(0, 2), name, type);
      case 1 -> response(data.consumeInt(0, 2), name, type, data.consumeInt(0, 5));
      case 2 -> join(response(1, name, type, 0), data.consumeBytes(40));
      default -> data.consumeBytes(data.consumeInt(0, 60));
    };
  }
}
