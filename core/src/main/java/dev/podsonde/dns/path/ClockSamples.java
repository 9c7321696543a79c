package dev.podsonde.dns.path;

import dev.podsonde.decode.IpProtocol;
import dev.podsonde.decode.PacketLocator;
import dev.podsonde.decode.Udp;
import dev.podsonde.dns.DnsHeader;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import dev.podsonde.packet.WireBytes;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * When messages of DNS were seen in a capture, known by their bytes, which no address translation
 * changes. When there are many, those are kept whose hash ends in zeros: the same in each capture.
 */
public final class ClockSamples {
  private static final int SAMPLES_MAX = 1 << 14;

  /** Bounds how much of a capture is looked at. */
  private static final long PACKETS_MAX = 1 << 19;

  private static final int DNS_PORT = 53;
  private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
  private static final long FNV_PRIME = 0x100_0000_01b3L;

  private final Map<Long, Long> queries = new HashMap<>();
  private final Map<Long, Long> replies = new HashMap<>();
  private final PacketLocator locator = new PacketLocator();
  private long mask;

  /** Takes those of a capture, or of what precedes its damage. */
  public void readAll(PacketSource source) throws IOException {
    var batch = new PacketBatch(1 << 18);
    var packet = new Packet();
    long packets = 0;
    while (packets < PACKETS_MAX && source.read(batch)) {
      for (int index = 0; index < batch.size(); index++) {
        batch.get(index, packet);
        add(packet);
      }
      packets += batch.size();
    }
  }

  private void add(Packet packet) {
    WireBytes bytes = packet.bytes();
    boolean isWhole =
        locator.locate(bytes, packet.captureInterface().linkType())
            && locator.protocol() == IpProtocol.UDP
            && !locator.isFragment()
            && bytes.has(locator.transport(), Udp.HEADER_LENGTH + DnsHeader.LENGTH);
    if (!isWhole) {
      return;
    }
    int transport = locator.transport();
    int sourcePort = Udp.sourcePort(bytes, transport);
    if (sourcePort != DNS_PORT && Udp.destinationPort(bytes, transport) != DNS_PORT) {
      return;
    }
    int dns = transport + Udp.HEADER_LENGTH;
    boolean isReply = (DnsHeader.flags(bytes, dns) & DnsHeader.QR) != 0;
    long hash = hash(bytes, dns, Math.min(bytes.length(), locator.ipEnd()));
    if ((hash & mask) == 0) {
      Map<Long, Long> samples = isReply ? replies : queries;
      samples.putIfAbsent(hash, packet.timestampNanos());
      while (samples.size() > SAMPLES_MAX) {
        thin();
      }
    }
  }

  private void thin() {
    mask = mask << 1 | 1;
    queries.keySet().removeIf(hash -> (hash & mask) != 0);
    replies.keySet().removeIf(hash -> (hash & mask) != 0);
  }

  private static long hash(WireBytes bytes, int start, int end) {
    long hash = FNV_OFFSET;
    for (int at = start; at < end; at++) {
      hash = (hash ^ bytes.u8(at)) * FNV_PRIME;
    }
    return hash ^ hash >>> 32;
  }

  /** {@return how far this capture's clock is ahead of another's} */
  public ClockDifference minus(ClockSamples other) {
    return ClockDifference.of(
        differences(queries, other.queries), differences(replies, other.replies));
  }

  private static long[] differences(Map<Long, Long> here, Map<Long, Long> there) {
    return here.entrySet().stream()
        .filter(sample -> there.containsKey(sample.getKey()))
        .mapToLong(sample -> sample.getValue() - there.getOrDefault(sample.getKey(), 0L))
        .toArray();
  }
}
