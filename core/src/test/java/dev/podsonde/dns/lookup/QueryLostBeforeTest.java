package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import org.junit.jupiter.api.Test;

/** Queries that a capture in a cluster saw at some of its places only. */
class QueryLostBeforeTest extends Conversations {
  private static final CaptureInterface CLIENT = place("shop/web:eth0");
  private static final CaptureInterface NODE = place("node/a:uplink");
  private static final CaptureInterface SERVER = place("kube-system/dns-1:eth0");
  private static final CaptureInterface OTHER_SERVER = place("kube-system/dns-2:eth0");
  private static final byte[] NO_DNS = {0x45};

  private static CaptureInterface place(String name) {
    return new CaptureInterface(name, "", LinkType.RAW, 0, "", 9);
  }

  private void silent(CaptureInterface... way) {
    byte[] query = toServer(port, query(port, "a.example", A));
    for (int attempt = 0; attempt < 2; attempt++) {
      for (CaptureInterface place : way) {
        capture.accept(place, micros, query);
        micros += 20;
      }
      micros += 5 * SECOND;
    }
    capture.accept(SERVER, micros, NO_DNS);
    capture.accept(OTHER_SERVER, micros, NO_DNS);
    next();
  }

  @Test
  void placesThatItNeverCameToAreNamed() {
    silent(CLIENT, NODE);
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("L02");
          assertThat(finding.what())
              .contains("last seen at node/a:uplink and never at kube-system/dns-1");
        });
  }

  @Test
  void queryThatLeftItsPodOnlyIsLost() {
    silent(CLIENT);
    assertThat(rules()).containsExactly("L02");
  }

  @Test
  void queryThatCameToTheServersPodIsNotLostBeforeIt() {
    silent(CLIENT, NODE, SERVER);
    assertThat(rules()).containsExactly("L05");
  }
}
