package dev.podsonde.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.podsonde.packet.CaptureStatistics;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Captures in network namespaces of its own. Needs root. */
@Timeout(30)
class CaptureSessionIT {
  private static final CaptureOptions DNS = CaptureOptions.DEFAULT.withFilter("udp port 53");
  private static final int EPB_INBOUND_UNICAST = 0b101;
  private static final int EPB_OUTBOUND = 0b10;
  private static final int EPB_CHECKSUM_NOT_READY = 1 << 9;
  private static final int HEADERS_LENGTH = 14 + 20 + 8;

  private WiredNetns wire;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker") // closed after each test
  void makeNetns() throws IOException {
    wire = WiredNetns.create();
  }

  @AfterEach
  void removeNetns() {
    wire.close();
  }

  /** A packet, copied out of its batch. */
  private record Seen(
      String name, LinkType linkType, long nanos, int originalLength, int flags, String hex) {
    static Seen copyOf(Packet packet) {
      byte[] bytes = new byte[packet.bytes().length()];
      packet.bytes().copyTo(0, bytes, 0, bytes.length);
      return new Seen(
          packet.captureInterface().name(),
          packet.captureInterface().linkType(),
          packet.timestampNanos(),
          packet.originalLength(),
          packet.flags(),
          HexFormat.of().formatHex(bytes));
    }

    byte[] bytes() {
      return HexFormat.of().parseHex(hex);
    }

    String payload(int headersLength) {
      byte[] payload = Arrays.copyOfRange(bytes(), headersLength, bytes().length);
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  @Test
  void packetFromThePeerIsCapturedWhole() throws IOException {
    long before = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    List<Seen> seen;
    try (CaptureSession session = open(DNS, wire.serverTarget())) {
      wire.send(53, "hello");
      seen = capture(session, 1);
      assertThat(session.statistics()).isEqualTo(new CaptureStatistics(1, 1, 0));
    }
    assertThat(seen).hasSize(1);
    Seen packet = seen.getFirst();
    assertThat(packet.name).isEqualTo("eth0");
    assertThat(packet.linkType).isEqualTo(LinkType.ETHERNET);
    assertThat(packet.originalLength).isEqualTo(HEADERS_LENGTH + 5);
    assertThat(packet.flags & ~EPB_CHECKSUM_NOT_READY).isEqualTo(EPB_INBOUND_UNICAST);
    assertThat(packet.payload(HEADERS_LENGTH)).isEqualTo("hello");
    assertThat(packet.hex.substring(0, 28))
        .isEqualTo(
            HexFormat.of().formatHex(wire.hardwareAddress(wire.server))
                + HexFormat.of().formatHex(wire.hardwareAddress(wire.client))
                + "0800");
    assertThat(packet.nanos)
        .isBetween(before, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() + 1));
  }

  @Test
  void senderSeesItsPacketsGoOut() throws IOException {
    try (CaptureSession session = open(DNS, wire.clientTarget())) {
      wire.send(53, "hello");
      int flags = capture(session, 1).getFirst().flags;
      assertThat(flags & ~EPB_CHECKSUM_NOT_READY).isEqualTo(EPB_OUTBOUND);
    }
  }

  @Test
  void whatDoesNotMatchIsNeverCounted() throws IOException {
    Thread noise =
        Thread.ofPlatform()
            .start(() -> {
              try {
                WiredNetns.send(wire.client, WiredNetns.SERVER_ADDRESS, 9, "noise", 20_000);
              } catch (IOException failure) {
                throw new AssertionError(failure);
              }
            });
    try (CaptureSession session = open(DNS, wire.serverTarget())) {
      wire.send(53, "hello");
      capture(session, 1);
      assertThat(session.statistics()).isEqualTo(new CaptureStatistics(1, 1, 0));
    } finally {
      join(noise);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 14, 43, 46, 47, 48})
  void snaplenCutsThePacketButNotItsLength(int snaplen) throws IOException {
    try (CaptureSession session = open(DNS.withSnaplen(snaplen), wire.serverTarget())) {
      wire.send(53, "hello");
      Seen packet = capture(session, 1).getFirst();
      assertThat(packet.bytes()).hasSize(Math.min(snaplen, HEADERS_LENGTH + 5));
      assertThat(packet.originalLength).isEqualTo(HEADERS_LENGTH + 5);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "udp port 53, 1000, 48",
    "vlan, 1000, 48",
    "vlan 100 and udp port 53, 1000, 48",
    "vlan 100 and udp port 53, 45, 45",
    "vlan 100 and udp port 53, 15, 15",
    "vlan 100 and udp port 53, 3, 3",
  })
  void vlanTagIsPutBack(String filter, int snaplen, int capturedLength) throws IOException {
    byte[] frame = taggedFrame(0x6064);
    try (CaptureSession session =
        open(CaptureOptions.DEFAULT.withFilter(filter).withSnaplen(snaplen), wire.serverTarget())) {
      wire.sendFrame(frame);
      Seen packet = capture(session, 1).getFirst();
      assertThat(packet.originalLength).isEqualTo(48);
      assertThat(packet.bytes()).isEqualTo(Arrays.copyOf(frame, capturedLength));
    }
  }

  @Test
  void otherVlanDoesNotMatch() throws IOException {
    CaptureOptions options = CaptureOptions.DEFAULT.withFilter("vlan 101 and udp port 53");
    try (CaptureSession session = open(options, wire.serverTarget())) {
      wire.sendFrame(taggedFrame(100));
      wire.sendFrame(taggedFrame(101));
      assertThat(capture(session, 1).getFirst().bytes()).isEqualTo(taggedFrame(101));
      assertThat(session.statistics().received()).isEqualTo(1);
    }
  }

  @Test
  void interfaceThatAppearsLaterIsCaptured() throws IOException {
    try (CaptureSession session = open(DNS, wire.serverTarget())) {
      wire.send(53, "one");
      assertThat(readUntil(session, 1)).hasSize(1);
      try (NetworkLinks links = NetworkLinks.open(wire.server);
          NetworkLinks peerLinks = NetworkLinks.open(wire.client)) {
        links.addVethPair("late0", wire.client, "late1");
        links.addAddress("late0", WiredNetns.ipv4("10.10.0.2"), 24);
        peerLinks.addAddress("late1", WiredNetns.ipv4("10.10.0.1"), 24);
        links.setUp("late0");
        peerLinks.setUp("late1");
      }
      WiredNetns.send(wire.client, "10.10.0.2", 53, "two", 1);
      assertThat(capture(session, 1)).extracting(Seen::name).containsExactly("late0");
    }
  }

  @Test
  void loopbackIsNotDoubled() throws IOException {
    try (CaptureSession session = open(DNS, wire.serverTarget())) {
      WiredNetns.send(wire.server, "127.0.0.1", 53, "hello", 3);
      List<Seen> seen = capture(session, 3);
      assertThat(seen).hasSize(3).extracting(Seen::name).containsOnly("lo");
      assertThat(session.statistics()).isEqualTo(new CaptureStatistics(3, 3, 0));
    }
  }

  @Test
  void namedInterfacesAloneAreCaptured() throws IOException {
    for (List<String> names : List.of(List.of("lo"), List.of("lo", "nothing-else"))) {
      if (names.size() > 1) {
        try (NetworkLinks links = NetworkLinks.open(wire.server)) {
          links.addVethPair("nothing-else", wire.client, "nothing-peer");
        }
      }
      try (CaptureSession session = open(DNS.withInterfaces(names), wire.serverTarget())) {
        wire.send(53, "on eth0");
        WiredNetns.send(wire.server, "127.0.0.1", 53, "on lo", 1);
        assertThat(capture(session, 1)).extracting(Seen::name).containsExactly("lo");
        assertThat(session.statistics().received()).isEqualTo(1);
      }
    }
  }

  @Test
  void missingInterfaceIsToldWithThoseThatExist() {
    assertThatThrownBy(
            () -> {
              try (CaptureSession _ =
                  open(DNS.withInterfaces(List.of("eth9")), wire.serverTarget())) {}
            })
        .hasMessage("no interface eth9 in server, which has lo, eth0");
  }

  @Test
  void captureEndsWithItsOnlyInterface() throws IOException {
    try (CaptureSession session = open(DNS.withInterfaces(List.of("eth0")), wire.serverTarget())) {
      wire.send(53, "last words");
      try (NetworkLinks links = NetworkLinks.open(wire.server)) {
        links.delete("eth0");
      }
      assertThat(readUntil(session, Integer.MAX_VALUE)).hasSize(1);
    }
  }

  @Test
  void packetsThatFoundNoRoomAreCounted() throws IOException {
    CaptureOptions tiny = DNS.withRingLength(CaptureOptions.RING_LENGTH_MIN);
    try (CaptureSession session = open(tiny, wire.serverTarget())) {
      WiredNetns.send(wire.client, WiredNetns.SERVER_ADDRESS, 53, "x".repeat(1400), 500);
      int captured = capture(session, Integer.MAX_VALUE).size();
      CaptureStatistics statistics = session.statistics();
      assertThat(captured).isBetween(1, 200);
      assertThat(statistics.captured()).isEqualTo(captured);
      assertThat(statistics.received()).isEqualTo(500);
      assertThat(statistics.dropped()).isEqualTo(500 - captured);
    }
  }

  @Test
  void twoTargetsAreOneStreamInTheOrderOfTime() throws IOException {
    int count = 300;
    try (CaptureSession session = open(DNS, wire.clientTarget(), wire.serverTarget())) {
      WiredNetns.send(wire.client, WiredNetns.SERVER_ADDRESS, 53, "hello", count);
      List<Seen> seen = capture(session, 2 * count);
      assertThat(seen)
          .hasSize(2 * count)
          .isSortedAccordingTo(Comparator.comparingLong(Seen::nanos));
      assertThat(seen).filteredOn(packet -> packet.name.equals("client:eth0")).hasSize(count);
      assertThat(seen).filteredOn(packet -> packet.name.equals("server:eth0")).hasSize(count);
      assertThat(session.statistics(0)).isEqualTo(new CaptureStatistics(count, count, 0));
    }
  }

  @Test
  void stopEndsAQuietCapture() throws IOException {
    try (CaptureSession session = open(DNS, wire.serverTarget())) {
      Thread.ofPlatform().start(session::stop);
      assertThat(readUntil(session, Integer.MAX_VALUE)).isEmpty();
    }
  }

  @Test
  void tunnelWithoutLinkHeaderIsRaw() throws IOException {
    final int none = 0xfffe;
    Seen packet = captureOnTunnel(none);
    assertThat(packet.linkType).isEqualTo(LinkType.RAW);
    assertThat(packet.name).isEqualTo("tun0");
    assertThat(packet.hex).startsWith("45");
    assertThat(packet.payload(28)).isEqualTo("hello");
  }

  @Test
  void unknownLinkHeaderIsCooked() throws IOException {
    final int localTalk = 773;
    Seen packet = captureOnTunnel(localTalk);
    assertThat(packet.linkType).isEqualTo(LinkType.LINUX_SLL);
    assertThat(packet.originalLength).isEqualTo(16 + 28 + 5);
    assertThat(packet.hex.substring(0, 8)).isEqualTo("00040305");
    assertThat(packet.hex.substring(28, 34)).isEqualTo("080045");
    assertThat(packet.payload(16 + 28)).isEqualTo("hello");
  }

  private Seen captureOnTunnel(int hardwareType) throws IOException {
    int tunnel = wire.server.call(() -> openTunnel(hardwareType));
    try (NetworkLinks links = NetworkLinks.open(wire.server)) {
      links.setUp("tun0");
      links.addAddress("tun0", WiredNetns.ipv4("10.11.0.1"), 24);
      try (CaptureSession session = open(DNS, wire.serverTarget())) {
        WiredNetns.send(wire.server, "10.11.0.9", 53, "hello", 1);
        return capture(session, 1).getFirst();
      }
    } finally {
      Libc.close(tunnel);
    }
  }

  /** Makes {@code tun0} as the kernel's tuntap.rst says; it goes with the descriptor. */
  private static int openTunnel(int hardwareType) throws IOException {
    final int readWrite = 2;
    final long setInterface = 0x4004_54caL; // TUNSETIFF
    final long setLinkType = 0x4004_54cdL; // TUNSETLINK
    final short tunWithoutHeader = 0x1001; // IFF_TUN | IFF_NO_PI
    int descriptor = Libc.open("/dev/net/tun", readWrite);
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment request = scratch.allocate(40, Long.BYTES);
      request.setString(0, "tun0");
      request.set(ValueLayout.JAVA_SHORT, 16, tunWithoutHeader);
      Libc.ioctl("TUNSETIFF", descriptor, setInterface, request);
      Libc.ioctl("TUNSETLINK", descriptor, setLinkType, MemorySegment.ofAddress(hardwareType));
    }
    return descriptor;
  }

  /** {@return 10.9.0.1 port 40000 to 10.9.0.2 port 53 under a VLAN tag, two bytes of payload} */
  private byte[] taggedFrame(int tagControl) throws IOException {
    String hex =
        HexFormat.of().formatHex(wire.hardwareAddress(wire.server))
            + HexFormat.of().formatHex(wire.hardwareAddress(wire.client))
            + "8100"
            + HexFormat.of().toHexDigits((short) tagControl)
            + "0800 4500 001e 0000 4000 4011 0000 0a090001 0a090002"
            + "9c40 0035 000a 0000 6869";
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @SuppressWarnings("MustBeClosedChecker") // the tests close it
  private static CaptureSession open(CaptureOptions options, CaptureTarget... targets)
      throws IOException {
    return CaptureSession.open(List.of(targets), options);
  }

  /** {@return all packets captured, stopping when there are {@code expected}} */
  private static List<Seen> capture(CaptureSession session, int expected) throws IOException {
    if (expected == Integer.MAX_VALUE) {
      session.stop();
    }
    List<Seen> seen = readUntil(session, expected);
    session.stop();
    seen.addAll(readUntil(session, Integer.MAX_VALUE));
    return seen;
  }

  private static List<Seen> readUntil(CaptureSession session, int expected) throws IOException {
    List<Seen> seen = new ArrayList<>();
    PacketBatch batch = new PacketBatch(0);
    Packet packet = new Packet();
    while (seen.size() < expected && session.read(batch)) {
      for (int index = 0; index < batch.size(); index++) {
        batch.get(index, packet);
        seen.add(Seen.copyOf(packet));
      }
    }
    return seen;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
