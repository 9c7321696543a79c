package dev.podsonde.dns.lookup;

import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.packet.WireBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpStreamTest {
  private static final byte[] FIRST = prefixed(DnsBytes.query(1, "a.example", DnsBytes.A));
  private static final byte[] SECOND = prefixed(DnsBytes.query(2, "b.example", DnsBytes.AAAA));
  private static final byte[] BOTH = join(FIRST, SECOND);

  private final TcpStream stream = new TcpStream(new TcpBudget());
  private final List<Integer> ids = new ArrayList<>();

  @Test
  void severalMessagesInOneSegment() {
    stream.begin(100);
    accept(100, BOTH);
    assertThat(ids).containsExactly(1, 2);
  }

  @Test
  void oneMessageOverManySegments() {
    stream.begin(100);
    for (int i = 0; i < BOTH.length; i++) {
      accept(100 + i, new byte[] {BOTH[i]});
    }
    assertThat(ids).containsExactly(1, 2);
  }

  @Test
  void sequenceNumbersWrap() {
    stream.begin(-5);
    accept(-5, Arrays.copyOf(BOTH, 20));
    accept(15, Arrays.copyOfRange(BOTH, 20, BOTH.length));
    assertThat(ids).containsExactly(1, 2);
  }

  @Test
  void retransmittedDataIsReadOnce() {
    stream.begin(100);
    accept(100, FIRST);
    accept(100, FIRST);
    accept(100, BOTH);
    assertThat(ids).containsExactly(1, 2);
  }

  @Test
  void captureThatStartsInTheMiddleFindsAMessage() {
    accept(100, Arrays.copyOfRange(FIRST, 9, FIRST.length));
    accept(100 + FIRST.length - 9, SECOND);
    assertThat(ids).containsExactly(2);
    assertThat(stream.refusedBytes()).isEqualTo(FIRST.length - 9);
  }

  @Test
  void dataFarAheadIsRefused() {
    stream.begin(100);
    accept(100 + TcpStream.BUFFER_MAX - FIRST.length, FIRST);
    assertThat(stream.refusedBytes()).isZero();
    stream.begin(100);
    accept(101 + TcpStream.BUFFER_MAX - FIRST.length, FIRST);
    assertThat(stream.refusedBytes()).isEqualTo(FIRST.length);
  }

  @Test
  void stretchesBehindAGapAreBounded() {
    stream.begin(100);
    for (int i = 1; i <= TcpStream.STRETCHES_MAX; i++) {
      accept(100 + 2 * i, new byte[1]);
    }
    assertThat(stream.refusedBytes()).isZero();
    accept(100 + 2 * TcpStream.STRETCHES_MAX + 2, new byte[1]);
    assertThat(stream.refusedBytes()).isPositive();
  }

  @Test
  void streamsTogetherHoldNoMoreThanTheBudget() {
    var budget = new TcpBudget();
    assertThat(budget.take(TcpBudget.BYTES_MAX)).isTrue();
    var poor = new TcpStream(budget);
    poor.begin(100);
    byte[] half = Arrays.copyOf(FIRST, 10);
    poor.accept(100, window(half), 0, half.length, (_, _, _) -> {});
    assertThat(poor.refusedBytes()).isEqualTo(half.length);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyOrderAndOverlapGivesTheSameMessages(long seed) {
    var random = new Random(seed);
    stream.begin(0);
    List<int[]> segments = new ArrayList<>();
    for (int from = 0; from < BOTH.length; ) {
      int to = Math.min(BOTH.length, from + 10 + random.nextInt(20));
      segments.add(new int[] {Math.max(0, from - random.nextInt(5)), to});
      from = to;
    }
    Collections.shuffle(segments, random);
    for (int[] segment : segments) {
      accept(segment[0], Arrays.copyOfRange(BOTH, segment[0], segment[1]));
    }
    assertThat(ids).containsExactly(1, 2);
    assertThat(stream.refusedBytes()).isZero();
  }

  private void accept(int sequence, byte[] data) {
    stream.accept(
        sequence,
        window(data),
        0,
        data.length,
        (bytes, start, end) -> {
          assertThat(bytes.has(start, end - start)).isTrue();
          ids.add(bytes.u16(start));
        });
  }

  private static WireBytes window(byte[] data) {
    var bytes = new WireBytes();
    bytes.wrap(data, 0, data.length);
    return bytes;
  }

  private static byte[] prefixed(byte[] message) {
    return join(number(message.length, 2), message);
  }
}
