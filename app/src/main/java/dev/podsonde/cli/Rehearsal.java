package dev.podsonde.cli;

import dev.podsonde.linux.RehearsalSource;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.CaptureStatistics;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.PacketBatch;
import java.io.IOException;
import java.util.List;

/** A capture of made-up packets, which ends by itself. */
record Rehearsal(RehearsalSource packets, HostNames names) implements CaptureFeed {
  Rehearsal() {
    this(new RehearsalSource(), new HostNames());
  }

  @Override
  public boolean read(PacketBatch batch) throws IOException {
    return packets.read(batch);
  }

  @Override
  public void stop() {}

  @Override
  public List<String> targetNames() {
    return List.of();
  }

  @Override
  public List<CaptureInterface> interfaces() {
    return List.of();
  }

  @Override
  public List<TargetCounts> counts() {
    return List.of();
  }

  @Override
  public CaptureStatistics statistics() {
    return CaptureStatistics.NONE;
  }

  @Override
  public List<String> closingNotes() {
    return List.of();
  }

  @Override
  public void close() {
    packets.close();
  }
}
