package dev.podsonde.cli;

import dev.podsonde.linux.CaptureSession;
import dev.podsonde.linux.CaptureTarget;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.CaptureStatistics;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.PacketBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A capture on this machine. Its session is its opener's to close.
 *
 * @param session the capture
 * @param names stays empty: this machine knows no names but those of DNS, which is never asked
 */
record LocalFeed(CaptureSession session, HostNames names) implements CaptureFeed {
  LocalFeed(CaptureSession session) {
    this(session, new HostNames());
  }

  @Override
  public boolean read(PacketBatch batch) throws IOException {
    return session.read(batch);
  }

  @Override
  public void stop() {
    session.stop();
  }

  @Override
  public List<String> targetNames() {
    return session.targets().stream().map(CaptureTarget::name).toList();
  }

  @Override
  public List<CaptureInterface> interfaces() {
    return session.interfaces();
  }

  @Override
  public List<TargetCounts> counts() throws IOException {
    List<CaptureTarget> targets = session.targets();
    List<TargetCounts> counts = new ArrayList<>();
    for (int target = 0; target < targets.size(); target++) {
      String prefix = targets.size() == 1 ? "" : targets.get(target).name() + ":";
      counts.add(new TargetCounts(prefix, session.statistics(target), ""));
    }
    return counts;
  }

  @Override
  public CaptureStatistics statistics() throws IOException {
    return session.statistics();
  }

  @Override
  public List<String> closingNotes() {
    return session.targetsLost().stream()
        .map(target -> target.name() + ": the interface has gone, and its capture ended")
        .toList();
  }

  @Override
  public void close() {
    session.close();
  }
}
