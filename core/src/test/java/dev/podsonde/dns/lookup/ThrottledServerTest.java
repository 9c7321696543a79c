package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static dev.podsonde.dns.lookup.DnsBytes.toClient;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Names of the cluster, asked a hundred times a second, of a server that is not always awake. */
class ThrottledServerTest extends Conversations {
  private static final long MILLISECOND = 1_000;
  private static final long PERIOD = 100 * MILLISECOND;

  private final SortedMap<Long, List<byte[]>> packets = new TreeMap<>();

  /** {@code replyTime} tells when the server answers what comes at a time. */
  private void load(int queries, String zone, LongUnaryOperator replyTime) {
    var random = new Random(3);
    long now = 37 * MILLISECOND;
    for (int i = 0; i < queries; i++) {
      now += 1 + random.nextInt(20_000);
      String name = "service%d.%s".formatted(i % 7, zone);
      byte[] reply = toClient(port, response(port, name, A, 0));
      at(now).add(toServer(port, query(port, name, A)));
      at(replyTime.applyAsLong(now) + 200).add(reply);
      port++;
    }
    packets.forEach((time, bytes) -> bytes.forEach(packet -> capture.accept(time, packet)));
    micros = packets.lastKey();
  }

  private List<byte[]> at(long time) {
    return packets.computeIfAbsent(time, _ -> new ArrayList<>());
  }

  /** Asleep for the last 70 ms of each period of that length. */
  private static long awake(long now, long period) {
    long phase = (now + 13 * MILLISECOND) % period;
    return phase < period - 70 * MILLISECOND ? now : now + period - phase;
  }

  @Test
  void serverThatWakesEveryPeriodIsThrottled() {
    load(600, "shop.svc.cluster.local", now -> awake(now, PERIOD));
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("L15");
          assertThat(finding.lostNanos()).isPositive();
        });
  }

  @Test
  void serverThatStandsStillAtOtherTimesIsNotThrottled() {
    load(600, "shop.svc.cluster.local", now -> awake(now, 137 * MILLISECOND));
    assertThat(rules()).isEmpty();
  }

  @Test
  void repliesThatAllTakeAsLongAreNotThrottled() {
    load(600, "shop.svc.cluster.local", now -> now + 45 * MILLISECOND);
    assertThat(rules()).isEmpty();
  }

  @Test
  void namesThatAnUpstreamIsAskedForTellNothing() {
    load(600, "example", now -> awake(now, PERIOD));
    assertThat(rules()).isEmpty();
  }

  @Test
  void fewStallsTellNothing() {
    load(60, "shop.svc.cluster.local", now -> awake(now, PERIOD));
    assertThat(rules()).isEmpty();
  }

  @Test
  void serverThatIsAlwaysAwakeHasNoFinding() {
    load(600, "shop.svc.cluster.local", now -> now);
    assertThat(rules()).isEmpty();
  }
}
