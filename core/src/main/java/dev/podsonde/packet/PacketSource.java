package dev.podsonde.packet;

import java.io.Closeable;
import java.io.IOException;

/** Where packets come from: a ring in the kernel, a file, a stream. */
public interface PacketSource extends Closeable {
  /**
   * Replaces the content of {@code batch} by the next packets, in the order of the source.
   *
   * @param batch is left with at least one packet, or with none when a live source had nothing for
   *     as long as it waits
   * @return false at the end of the source, and then the batch is empty
   * @throws IOException when the source fails or is not well-formed; packets before the damage have
   *     been handed out by earlier calls
   */
  boolean read(PacketBatch batch) throws IOException;
}
