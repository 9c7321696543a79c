package dev.podsonde.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import dev.podsonde.packet.testing.ReplayedPackets;
import dev.podsonde.print.testing.PrintArguments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintPipelineTest {
  private static final int PACKETS = 5_000;

  @ParameterizedTest
  @ValueSource(strings = {"-#n", "-#nt", "-#nttt", "-#nttttt", "-#nSvv", "-#nvvX"})
  void severalWorkersPrintWhatOnePrints(String flags) throws Exception {
    List<String> packets = tcpAndUdp(new SplittableRandom(7));
    String expected = print(new ReplayedPackets(PACKETS, packets), flags, 1);
    assertThat(expected.contains("seq 4:8")).isEqualTo(!flags.contains("S"));
    for (int packetsPerBatch : new int[] {1, 7, 64, 1_000}) {
      for (int workers : new int[] {1, 2, 5}) {
        assertThat(print(new ReplayedPackets(packetsPerBatch, packets), flags, workers))
            .as("%d workers, batches of %d", workers, packetsPerBatch)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void packetsBeforeAFailureOfTheSourceArePrinted() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PacketSource whole = new ReplayedPackets(3, tcpAndUdp(new SplittableRandom(7)).subList(0, 30));
    PacketSource damaged =
        new PacketSource() {
          @Override
          public boolean read(PacketBatch batch) throws IOException {
            if (!whole.read(batch)) {
              throw new IOException("damaged here");
            }
            return true;
          }

          @Override
          public void close() {}
        };
    assertThatThrownBy(() -> pipeline(damaged, "-n", out).run(4))
        .isInstanceOf(IOException.class)
        .hasMessage("damaged here");
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(30);
  }

  @Test
  void aFailingOutputEndsTheRunThoughTheSourceNeverEnds() {
    PacketSource endless =
        new PacketSource() {
          @Override
          public boolean read(PacketBatch batch) {
            return new ReplayedPackets(10, tcpAndUdp(new SplittableRandom(7)).subList(0, 10))
                .read(batch);
          }

          @Override
          public void close() {}
        };
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("reader has gone");
          }
        };
    assertThatThrownBy(() -> pipeline(endless, "-n", closed).run(3))
        .isInstanceOf(IOException.class)
        .hasMessage("reader has gone");
  }

  private static String print(PacketSource source, String flags, int workers)
      throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pipeline(source, flags, out).run(workers);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static PrintPipeline pipeline(PacketSource source, String flags, OutputStream out) {
    return new PrintPipeline(source, PrintArguments.parse(List.of(flags)).options(), out);
  }

  /** Segments of many conversations, each of four bytes and in sequence, among datagrams. */
  private static List<String> tcpAndUdp(SplittableRandom random) {
    List<String> packets = new ArrayList<>();
    int[] sent = new int[50];
    for (int i = 0; i < PACKETS; i++) {
      if (random.nextInt(3) == 0) {
        packets.add(ipv4(17, "c000 c001 000c 0000 01020304"));
      } else {
        int conversation = random.nextInt(sent.length);
        String sequence = "%08x".formatted(0x12345678 + 4 * (sent[conversation]++ == 0 ? 0 : 1));
        packets.add(
            ipv4(
                6,
                "%04x 1000 %s 76543210 5010 ffff 0000 0000 01020304"
                    .formatted(40_000 + conversation, sequence)));
      }
    }
    return packets;
  }

  private static String ipv4(int protocol, String payload) {
    int length = 20 + payload.replace(" ", "").length() / 2;
    return "020000000002 020000000001 0800 4500 %04x 0000 0000 40%02x 0000 0a000001 0a000002"
            .formatted(length, protocol)
        + payload;
  }
}
