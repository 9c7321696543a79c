package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.between;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.tcp;
import static dev.podsonde.print.testing.PacketBytes.udp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.dns.finding.Weight;
import org.junit.jupiter.api.Test;

/** Packets about names that are not DNS on a port of DNS. */
class OtherNameTrafficTest extends Conversations {
  private static final int FLAG_SYN = 2;
  private static final int FLAG_RST = 4;

  private void send(int sourcePort, int destinationPort, byte[] payload) {
    capture.accept(micros, ipv4(17, udp(sourcePort, destinationPort, payload)));
    micros += 1_000;
  }

  private void onPort(int serverPort, int count, byte[] behind) {
    for (int i = 0; i < count; i++) {
      send(port, serverPort, join(query(port, "a.example", A), behind));
      byte[] reply = join(response(port, "a.example", A, 0), behind);
      capture.accept(
          micros, between("0a000002", "0a000001", ipv4(17, udp(serverPort, port, reply))));
      next();
    }
  }

  @Test
  void dnsOnAPortThatIsNotReadIsANotice() {
    onPort(10_053, 6, new byte[0]);
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("I10");
          assertThat(finding.weight()).isEqualTo(Weight.NOTICE);
          assertThat(finding.what()).endsWith("port 10053");
        });
  }

  @Test
  void portsThatAreReadAreNotUnusual() {
    onPort(8_053, 6, new byte[0]);
    onPort(1_053, 6, new byte[0]);
    assertThat(rules()).isEmpty();
  }

  @Test
  void whatOnlyBeginsLikeDnsIsNot() {
    onPort(10_053, 20, new byte[1]);
    assertThat(rules()).isEmpty();
  }

  @Test
  void portsBeyondTheLimitAreCounted() {
    for (int i = 0; i <= OtherNameTraffic.PORTS_MAX; i++) {
      onPort(20_000 + i, 5, new byte[0]);
    }
    EngineCounters counters = capture.end().engine.counters();
    assertThat(counters.unreadPorts()).hasSize(OtherNameTraffic.PORTS_MAX);
    assertThat(counters.refusedPorts()).isEqualTo(10);
  }

  private void multicast(int messages) {
    for (int i = 0; i < messages; i++) {
      byte[] packet = ipv4(17, udp(5_353, 5_353, query(0, "printer.local", A)));
      capture.accept(micros, between("0a000001", "e00000fb", packet));
      send(137, 137, query(i, "EIFHEPEPCACACACACACACACACACACACA", 32));
      micros += SECOND;
    }
  }

  @Test
  void noiseThatIsMoreThanDnsIsANotice() {
    answered("a.example");
    multicast(60);
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("I09");
          assertThat(finding.weight()).isEqualTo(Weight.NOTICE);
          assertThat(finding.what()).startsWith("120 messages");
        });
  }

  @Test
  void noiseThatIsLessThanDnsIsNoFinding() {
    for (int i = 0; i < 150; i++) {
      answered("a.example");
    }
    multicast(60);
    assertThat(rules()).isEmpty();
  }

  @Test
  void connectionsForDnsOverTlsAreANotice() {
    capture.accept(micros, ipv4(6, tcp(port, 853, 7, 0, FLAG_SYN, "", new byte[0])));
    assertThat(rules()).containsExactly("I09");
  }

  @Test
  void otherSegmentsAndPortsAreNoDnsOverTls() {
    capture.accept(micros, ipv4(6, tcp(port, 853, 7, 0, FLAG_RST, "", new byte[0])));
    capture.accept(micros, ipv4(6, tcp(port, 443, 7, 0, FLAG_SYN, "", new byte[0])));
    assertThat(rules()).isEmpty();
  }
}
