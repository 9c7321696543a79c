package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.between;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.dns.finding.Finding;
import dev.podsonde.dns.finding.Places;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.IpAddress;
import dev.podsonde.packet.LinkType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queries that a capture in a cluster saw at some of its places only. */
class QueryLostBeforeTest extends Conversations {
  private static final CaptureInterface CLIENT = place("shop/web:eth0");
  private static final CaptureInterface NODE = place("node/a:uplink");
  private static final CaptureInterface SERVER = place("kube-system/dns-1:eth0");
  private static final CaptureInterface CLIENT_FILE = place("web");
  private static final CaptureInterface NODE_FILE = place("node");
  private static final CaptureInterface SERVER_FILE = place("dns-1");
  private static final String WEB = "0a000001";
  private static final String DNS_1 = "0a000002";
  private static final String SERVICE = "0a600001";
  private static final String UPSTREAM = "c0000201";

  private static final byte[] NO_DNS = {0x45};

  private static CaptureInterface place(String name) {
    return new CaptureInterface(name, "", LinkType.RAW, 0, "", 9);
  }

  @BeforeEach
  void knowTheCluster() {
    names.put(new IpAddress(IpAddress.IPV4_LENGTH, 0, 0x0a00_0002), "kube-system/dns-1");
    diagnosis.know(
        new Places(
            Set.of("shop/web", "node/a", "kube-system/dns-1", "kube-system/dns-2"), Set.of()));
  }

  private void ask(String client, String server, CaptureInterface... way) {
    byte[] query = between(client, server, DnsBytes.toServer(port, query(port, "a.example", A)));
    for (CaptureInterface place : way) {
      capture.accept(place, micros, query);
      micros += 20;
    }
  }

  private void answer(String server, String client, CaptureInterface... way) {
    byte[] reply =
        between(server, client, DnsBytes.toClient(port, response(port, "a.example", A, 0)));
    for (CaptureInterface place : way) {
      capture.accept(place, micros, reply);
      micros += 20;
    }
  }

  private void silent(String client, String server, CaptureInterface... way) {
    ask(client, server, way);
    micros += 5 * SECOND;
    ask(client, server, way);
    micros += 5 * SECOND;
    next();
  }

  private List<Finding> findingsInTheEnd() {
    capture.accept(CLIENT, micros + 20 * SECOND, NO_DNS);
    return findingsNow();
  }

  private void assertFound(String... rules) {
    assertThat(findingsInTheEnd()).extracting(Finding::rule).containsExactly(rules);
  }

  private void readAsFiles(String... files) {
    diagnosis.know(new Places(Set.of(), Set.of(files)));
  }

  @Test
  void podThatSawNothingAtAllIsNamed() {
    silent(WEB, DNS_1, CLIENT, NODE);
    assertThat(findingsInTheEnd())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("L02");
          assertThat(finding.what())
              .isEqualTo(
                  "queries for 10.0.0.2 were last seen at node/a:uplink and never at"
                      + " kube-system/dns-1");
        });
  }

  @Test
  void queryThatLeftItsPodOnlyIsLost() {
    silent(WEB, DNS_1, CLIENT);
    assertFound("L02");
  }

  @Test
  void queryThatCameToTheServersPodIsNotLostBeforeIt() {
    silent(WEB, DNS_1, CLIENT, NODE, SERVER);
    assertFound("L05");
  }

  @Test
  void queryThatLeftTheClusterMayHaveArrived() {
    silent(DNS_1, UPSTREAM, SERVER, NODE);
    assertFound("L05");
  }

  @Test
  void queryForAServiceMayGoToAPodThatIsNotCaptured() {
    silent(WEB, SERVICE, CLIENT, NODE);
    assertFound("L05");
  }

  @Test
  void queryForAServiceWasToGoWhereOthersOfItsSocketWent() {
    ask(WEB, SERVICE, CLIENT, NODE);
    micros += 5 * SECOND;
    ask(WEB, SERVICE, CLIENT, NODE);
    ask(WEB, DNS_1, SERVER);
    answer(DNS_1, WEB, SERVER);
    answer(SERVICE, WEB, NODE, CLIENT);
    next();
    assertThat(findingsInTheEnd())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("L02");
          assertThat(finding.what()).contains("for 10.0.0.2", "never at kube-system/dns-1");
        });
  }

  @Test
  void addressWithoutNameIsWhereItsQueriesWereAnswered() {
    readAsFiles("web", "node", "dns-1");
    ask(WEB, DNS_1, CLIENT_FILE, NODE_FILE, SERVER_FILE);
    answer(DNS_1, WEB, SERVER_FILE, NODE_FILE, CLIENT_FILE);
    next();
    silent(WEB, DNS_1, CLIENT_FILE, NODE_FILE);
    assertThat(findingsInTheEnd())
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("at node and never at dns-1"));
  }

  @Test
  void fileWithoutAnyQueryIsOfAPlaceThatNoneCameTo() {
    readAsFiles("web", "node", "dns-1");
    silent(WEB, SERVICE, CLIENT_FILE, NODE_FILE);
    assertFound("L02");
  }

  @Test
  void fileOfSeveralTargetsIsNotWithoutQueries() {
    readAsFiles("web", "cluster");
    silent(WEB, SERVICE, CLIENT_FILE, place("cluster:node/a:uplink"));
    assertFound("L05");
  }

  @Test
  void fileWithoutAnyQueryIsNotOnTheWayOfWhatAServerAsks() {
    readAsFiles("web", "dns-1", "dns-2");
    ask(WEB, DNS_1, CLIENT_FILE, SERVER_FILE);
    answer(DNS_1, WEB, SERVER_FILE, CLIENT_FILE);
    next();
    silent(DNS_1, UPSTREAM, SERVER_FILE);
    assertFound("L05");
  }

  @Test
  void callsThatAreNotJudgedTeachTheWayToo() {
    var other = new CallRecorder();
    other.accept(SERVER_FILE, 0, between(WEB, DNS_1, DnsBytes.toServer(9, query(9, "b", A))));
    other.accept(SERVER_FILE, 50, DnsBytes.toClient(9, response(9, "b", A, 0)));
    readAsFiles("web", "dns-1");
    diagnosis.learn(other.end().onlyCall());
    silent(WEB, DNS_1, CLIENT_FILE);
    assertFound("L02");
  }
}
