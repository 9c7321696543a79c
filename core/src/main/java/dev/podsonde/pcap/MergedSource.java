package dev.podsonde.pcap;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Captures of one time at several places as one source, in the order of time. The name of a capture
 * becomes part of the names of its interfaces.
 *
 * <p>Where one is damaged, the others go on without it; what was wrong is thrown in the end.
 */
public final class MergedSource implements PacketSource {
  private static final int BATCH_LENGTH = 1 << 18;
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private final List<Part> parts = new ArrayList<>();
  private final PriorityQueue<Part> ready =
      new PriorityQueue<>(Comparator.comparingLong(Part::timestampNanos));
  private boolean isStarted;
  private @Nullable IOException failure;

  /** A capture and the batch read from it, of which some packets are still to come. */
  private static final class Part {
    final String name;
    final PacketSource source;
    final PacketBatch batch = new PacketBatch(CaptureFile.BATCH_CAPACITY);
    final Packet packet = new Packet();
    final IdentityHashMap<CaptureInterface, CaptureInterface> named = new IdentityHashMap<>();
    final long aheadNanos;
    private int index;

    Part(String name, PacketSource source, long aheadNanos) {
      this.name = name;
      this.source = source;
      this.aheadNanos = aheadNanos;
    }

    /** {@return whether there is a packet} */
    boolean next() throws IOException {
      index++;
      if (index >= batch.size()) {
        index = 0;
        if (!source.read(batch)) {
          return false;
        }
      }
      batch.get(index, packet);
      return true;
    }

    long timestampNanos() {
      return packet.timestampNanos() - aheadNanos;
    }

    CaptureInterface captureInterface() {
      return named.computeIfAbsent(packet.captureInterface(), this::rename);
    }

    private CaptureInterface rename(CaptureInterface original) {
      String itsName = original.name().isEmpty() ? name : name + ":" + original.name();
      return new CaptureInterface(
          itsName,
          original.description(),
          original.linkType(),
          original.snaplen(),
          original.filter(),
          original.fractionDigits());
    }
  }

  /**
   * Adds a capture, which is closed with this source.
   *
   * @param name says where it was made
   * @param aheadNanos how far its clock was ahead of the others': taken from its times
   */
  public void add(String name, PacketSource source, long aheadNanos) {
    parts.add(new Part(name, source, aheadNanos));
  }

  @Override
  public boolean read(PacketBatch batch) throws IOException {
    batch.clear();
    if (!isStarted) {
      isStarted = true;
      for (Part part : parts) {
        advance(part);
      }
    }
    int length = 0;
    while (length < BATCH_LENGTH && !ready.isEmpty()) {
      Part part = ready.remove();
      length = copy(part, batch, length);
      advance(part);
    }
    if (batch.size() == 0 && failure != null) {
      throw failure;
    }
    return batch.size() > 0;
  }

  private void advance(Part part) {
    try {
      if (part.next()) {
        ready.add(part);
      }
    } catch (IOException damaged) {
      failure = failure == null ? damaged : failure;
    }
  }

  private static int copy(Part part, PacketBatch batch, int at) {
    int length = part.packet.bytes().length();
    if (at + length > batch.memory().length) {
      batch.reserve(Math.max(2 * batch.memory().length, at + length));
    }
    batch.addCopy(
        part.packet,
        part.captureInterface(),
        Math.floorDiv(part.timestampNanos(), NANOS_PER_SECOND),
        Math.floorMod(part.timestampNanos(), NANOS_PER_SECOND),
        at);
    return at + length;
  }

  @Override
  public void close() throws IOException {
    IOException lastRefusal = null;
    for (Part part : parts) {
      try {
        part.source.close();
      } catch (IOException refused) {
        lastRefusal = refused;
      }
    }
    if (lastRefusal != null) {
      throw lastRefusal;
    }
  }
}
