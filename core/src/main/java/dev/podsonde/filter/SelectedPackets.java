package dev.podsonde.filter;

import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import java.io.IOException;

/** The packets of another source that match a filter, up to a number of them (-c). */
public final class SelectedPackets implements PacketSource {
  private final PacketSource source;
  private final PacketFilter filter;
  private final Packet packet = new Packet();
  private long packetsLeft;

  /** Selects at most {@code packetLimit} packets of {@code source}, which it closes in the end. */
  public SelectedPackets(PacketSource source, PacketFilter filter, long packetLimit) {
    this.source = source;
    this.filter = filter;
    packetsLeft = packetLimit;
  }

  @Override
  public boolean read(PacketBatch batch) throws IOException {
    batch.clear();
    while (packetsLeft > 0 && source.read(batch)) {
      boolean nothingCame = batch.size() == 0;
      select(batch);
      if (nothingCame || batch.size() > 0) {
        return true;
      }
    }
    return false;
  }

  private void select(PacketBatch batch) throws IOException {
    int selected = 0;
    for (int i = 0; i < batch.size() && packetsLeft > 0; i++) {
      batch.get(i, packet);
      if (filter.matches(packet)) {
        batch.move(i, selected++);
        packetsLeft--;
      }
    }
    batch.truncate(selected);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
