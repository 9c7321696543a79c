package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.dns.path.Path;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way of a packet that several machines captured. */
class PathTest {
  private static final int PORT = 40_000;
  private static final CaptureInterface CLIENT = place("shop/web:eth0");
  private static final CaptureInterface NODE = place("node/a:uplink");
  private static final CaptureInterface SERVER = place("kube-system/dns:eth0");
  private static final byte[] QUERY = toServer(PORT, query(PORT, "a.example", A));

  private static CaptureInterface place(String name) {
    return new CaptureInterface(name, "", LinkType.RAW, 0, "", 9);
  }

  private static List<String> places(CaptureInterface... asDelivered) {
    var capture = new CallRecorder();
    List<CaptureInterface> way = List.of(CLIENT, NODE, SERVER);
    for (CaptureInterface place : asDelivered) {
      capture.accept(place, 20L * way.indexOf(place), QUERY);
    }
    List<Attempt> attempts = capture.end().attempts();
    assertThat(attempts).hasSize(1);
    return Path.of(attempts.getFirst()).query().stream().map(step -> step.place().name()).toList();
  }

  @Test
  void orderOfDeliveryDoesNotMatter() {
    String[] way = {"shop/web:eth0", "node/a:uplink", "kube-system/dns:eth0"};
    assertThat(places(CLIENT, NODE, SERVER)).containsExactly(way);
    assertThat(places(SERVER, CLIENT, NODE)).containsExactly(way);
    assertThat(places(CLIENT, SERVER, NODE)).containsExactly(way);
    assertThat(places(SERVER, NODE, CLIENT)).containsExactly(way);
  }
}
