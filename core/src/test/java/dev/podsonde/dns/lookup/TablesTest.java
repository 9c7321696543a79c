package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.CLIENT_PORT;
import static dev.podsonde.dns.lookup.DnsBytes.between;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static dev.podsonde.dns.lookup.DnsBytes.toClient;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.ipv4With;
import static dev.podsonde.print.testing.PacketBytes.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the tables do at their limits. */
class TablesTest {
  private final NameHash hash = new NameHash();

  @Test
  void busyNameStaysWhenManyOthersPass() {
    var names = new NameTable();
    QueryName busy = intern(names, "busy.example");
    for (int i = 0; i < 1_000; i++) {
      busy.count();
    }
    for (int i = 0; i < 3 * NameTable.NAMES_MAX; i++) {
      intern(names, "n" + i + ".example").count();
    }
    assertThat(names.size()).isLessThanOrEqualTo(NameTable.NAMES_MAX);
    assertThat(names.forgotten()).isPositive();
    assertThat(intern(names, "busy.example")).isSameAs(busy);
    assertThat(names.mostAsked(1)).containsExactly(busy);
  }

  @Test
  void countOfANameThatCameLateIsNeverTooLow() {
    var names = new NameTable();
    for (int i = 0; i < 2 * NameTable.NAMES_MAX; i++) {
      intern(names, "n" + i + ".example").count();
    }
    QueryName late = intern(names, "late.example");
    late.count();
    assertThat(late.queries() - late.queriesOverestimated()).isEqualTo(1);
  }

  @Test
  void clientsAreBounded() {
    var clients = new ClientTable(hash);
    for (int i = 0; i < 3 * ClientTable.CLIENTS_MAX; i++) {
      clients.get(4, 0, 0x0a000000L + i).count();
    }
    assertThat(clients.size()).isLessThanOrEqualTo(ClientTable.CLIENTS_MAX);
    assertThat(clients.forgotten()).isPositive();
  }

  @Test
  void datagramsOfWhichFragmentsAreMissingAreBounded() {
    var recorder = new CallRecorder();
    for (int i = 0; i <= FragmentTracker.DATAGRAMS_MAX; i++) {
      byte[] packet = toServer(CLIENT_PORT, query(1, "a.example", A));
      recorder.accept(i, DnsBytes.identified(i, ipv4With(packet, 6, "0010")));
    }
    assertThat(recorder.engine.counters().refusedFragments()).isEqualTo(1);
  }

  @Test
  void repliesThatWaitForTheirQueryAreBounded() {
    var recorder = new CallRecorder();
    for (int i = 0; i <= EarlyReplies.REPLIES_MAX; i++) {
      recorder.accept(i, toClient(CLIENT_PORT, response(i, "a.example", A, 0)));
    }
    assertThat(recorder.engine.counters().refusedEarlyReplies()).isEqualTo(1);
    assertThat(recorder.strays).hasSize(1);
    assertThat(recorder.end().strays).hasSize(EarlyReplies.REPLIES_MAX + 1);
  }

  @Test
  void connectionsAreBounded() {
    var recorder = new CallRecorder();
    for (int i = 0; i <= TcpConnections.CONNECTIONS_MAX; i++) {
      byte[] syn = tcp(1024 + i, 53, i, 0, 2, "", new byte[0]);
      recorder.accept(i, ipv4(6, syn));
    }
    assertThat(recorder.engine.counters().refusedConnections()).isEqualTo(1);
    assertThat(recorder.connections).hasSize(1);
  }

  @Test
  void sightsOfOpenQueriesAreBoundedTogether() {
    var recorder = new CallRecorder();
    List<CaptureInterface> places =
        Stream.generate(() -> CaptureInterface.unnamed(LinkType.RAW, 0, 9))
            .limit(1 + Attempt.EVIDENCE_MAX)
            .toList();
    int roomFor = EvidenceBudget.ITEMS_MAX / Attempt.EVIDENCE_MAX;
    for (int i = 0; i <= roomFor; i++) {
      seeEverywhere(recorder, places, i, i);
    }
    assertThat(recorder.engine.counters().refusedEvidence()).isEqualTo(Attempt.EVIDENCE_MAX);
    seeEverywhere(recorder, places, 60_000_000, roomFor + 1); // when the others have ended
    assertThat(recorder.engine.counters().refusedEvidence()).isEqualTo(Attempt.EVIDENCE_MAX);
  }

  private static void seeEverywhere(
      CallRecorder recorder, List<CaptureInterface> places, long micros, int number) {
    byte[] query = query(number, "n" + number + ".example", A);
    byte[] packet = DnsBytes.identified(1 + number, toServer(CLIENT_PORT, query));
    places.forEach(place -> recorder.accept(place, micros, packet));
  }

  @Test
  void openQueriesAreBounded() {
    var engine = new LookupEngine(List.of());
    var feed = new CallRecorder(engine);
    for (int i = 0; i <= AttemptTable.ATTEMPTS_MAX; i++) {
      feed.accept(i, toServer(1024 + i, query(i, "n" + i + ".example", A)));
    }
    assertThat(engine.counters().forcedCalls()).isEqualTo(1);
  }

  @Test
  void answersToRememberAreForgottenInTime() {
    var answers = new RecentAnswers();
    answers.put(7, 3, 1_000);
    assertThat(answers.frame(7, 1_000 + RecentAnswers.LIFE_NANOS - 1)).isEqualTo(3);
    assertThat(answers.frame(7, 1_000 + RecentAnswers.LIFE_NANOS)).isZero();
    assertThat(answers.frame(8, 1_000)).isZero();
  }

  @Test
  void lettersAreLoweredAndNothingElse() {
    byte[] memory = new byte[256 + NameHash.SLACK];
    for (int i = 0; i < 256; i++) {
      memory[i] = (byte) i;
    }
    assertThat(NameHash.lowerCase(memory, 256)).isTrue();
    for (int i = 0; i < 256; i++) {
      int expected = i >= 'A' && i <= 'Z' ? i + 32 : i;
      assertThat(memory[i] & 0xff).isEqualTo(expected);
    }
    assertThat(NameHash.lowerCase(memory, 256)).isFalse();
  }

  @Test
  void clientsWithTheSamePortAndIdAreToldApart() {
    var recorder = new CallRecorder();
    byte[] packet = toServer(CLIENT_PORT, query(1, "a.example", A));
    recorder.accept(0, packet);
    recorder.accept(10, between("0a000009", "0a000002", packet));
    assertThat(recorder.end().calls).hasSize(2);
  }

  private QueryName intern(NameTable names, String text) {
    byte[] wire = DnsBytes.name(text);
    byte[] memory = Arrays.copyOf(wire, wire.length + NameHash.SLACK);
    return names.intern(hash.of(memory, wire.length), memory, wire.length);
  }
}
