package dev.podsonde.cli;

import static java.util.stream.Collectors.toCollection;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
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

  private static final int NANOSECOND_DIGITS = 9;

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
   * comment when there are more. A target that no packet came to is one interface: that nothing
   * came may be what matters.
   */
  void writeTo(CaptureWriter writer) throws IOException {
    for (CaptureFeed.TargetCounts target : feed.counts()) {
      List<Count> ofTarget =
          inOrder.stream()
              .filter(count -> count.captureInterface.name().startsWith(target.prefix()))
              .collect(toCollection(ArrayList::new));
      if (ofTarget.isEmpty()) {
        ofTarget.add(new Count(silent(target.target())));
      }
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

  private static CaptureInterface silent(String name) {
    return new CaptureInterface(name, "", LinkType.ETHERNET, 0, "", NANOSECOND_DIGITS);
  }

  private static long nowNanos() {
    return ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
  }
}
