package dev.podsonde.cli;

import dev.podsonde.cluster.ClusterCapture;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.CaptureStatistics;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.PacketBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A capture in a cluster. Its opener closes it.
 *
 * @param capture the capture
 */
record ClusterFeed(ClusterCapture capture) implements CaptureFeed {
  @Override
  public boolean read(PacketBatch batch) throws IOException {
    return capture.read(batch);
  }

  @Override
  public void stop() {
    capture.stop();
  }

  @Override
  public List<String> targetNames() {
    return capture.targetNames();
  }

  @Override
  public List<CaptureInterface> interfaces() {
    return List.of(); // pods come and go: each interface with its first packet
  }

  @Override
  public List<TargetCounts> counts() {
    return capture.counts().stream()
        .map(counts -> new TargetCounts(counts.prefix(), counts.statistics(), counts.comment()))
        .toList();
  }

  @Override
  public CaptureStatistics statistics() {
    return capture.statistics();
  }

  @Override
  public boolean areCountsLate() {
    return true;
  }

  @Override
  public HostNames names() {
    return capture.names();
  }

  @Override
  public List<String> closingNotes() {
    List<String> notes = new ArrayList<>(capture.clockOffsets());
    if (capture.lateCount() > 0) {
      notes.add(capture.lateCount() + " packets came too late for their place among the others");
    }
    return notes;
  }

  @Override
  public void close() {
    capture.close();
  }
}
