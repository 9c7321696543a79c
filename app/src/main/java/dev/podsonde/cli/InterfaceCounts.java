package dev.podsonde.cli;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.Packet;
import dev.podsonde.pcap.CaptureWriter;
import dev.podsonde.pcap.InterfaceStatistics;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packets counted per interface, and written to a capture file with what the kernel lost. */
final class InterfaceCounts {
  private static final String SHARED = "dropped packets are those of all interfaces of this target";

  private final CaptureFeed feed;
  private final long startNanos = nowNanos();
  private final IdentityHashMap<CaptureInterface, Count> counts = new IdentityHashMap<>();
  private final List<Count> inOrder = new ArrayList<>();
  private @Nullable Count last;

  private static final class Count {
    final CaptureInterface captureInterface;
    long packets;

    Count(CaptureInterface captureInterface) {
      this.captureInterface = captureInterface;
    }
  }

  InterfaceCounts(CaptureFeed feed) {
    this.feed = feed;
    feed.interfaces().forEach(this::of);
  }

  void count(Packet packet) {
    of(packet.captureInterface()).packets++;
  }

  @SuppressWarnings("ReferenceEquality") // interfaces are told apart by identity
  private Count of(CaptureInterface captureInterface) {
    if (last == null || last.captureInterface != captureInterface) {
      last = counts.computeIfAbsent(captureInterface, this::add);
    }
    return last;
  }

  private Count add(CaptureInterface captureInterface) {
    Count count = new Count(captureInterface);
    inOrder.add(count);
    return count;
  }

  /**
   * Writes the statistics of every interface. The kernel counts what it dropped per ring, and a
   * ring serves all interfaces of a target: the number goes to the target's first interface, with a
   * comment when there are more.
   */
  void writeTo(CaptureWriter writer) throws IOException {
    for (CaptureFeed.TargetCounts target : feed.counts()) {
      List<Count> ofTarget =
          inOrder.stream()
              .filter(count -> count.captureInterface.name().startsWith(target.prefix()))
              .toList();
      long dropped = target.statistics().dropped();
      for (int i = 0; i < ofTarget.size(); i++) {
        boolean isShared = i == 0 && ofTarget.size() > 1;
        String shared = isShared ? SHARED : "";
        String separator = shared.isEmpty() || target.comment().isEmpty() ? "" : "; ";
        writer.write(
            ofTarget.get(i).captureInterface,
            new InterfaceStatistics(
                startNanos,
                nowNanos(),
                ofTarget.get(i).packets,
                InterfaceStatistics.UNKNOWN,
                i == 0 ? dropped : InterfaceStatistics.UNKNOWN,
                shared + separator + target.comment()));
      }
    }
  }

  private static long nowNanos() {
    return ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
  }
}
