package dev.podsonde.pcap;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.PacketBatch;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Finds the packets of one file format in bytes that have been read. */
sealed interface FormatReader permits PcapReader, PcapNgReader {
  /** The most bytes of a packet that libpcap takes for sane, and the snaplen that stands for 0. */
  int SNAPLEN_MAX = 262_144;

  /**
   * Adds the packets of all whole records in {@code batch.memory()}, in place. It returns early
   * after the first interface of the file, so that nobody who needs only that waits for packets.
   *
   * @param from where a record starts
   * @param to where the bytes read end
   * @param fileOffset where in the file the memory's first byte stood
   * @return where the first record starts that was not taken; {@code from} when more bytes are
   *     needed to go on, {@link #lengthNeeded} in all
   */
  int index(PacketBatch batch, int from, int to, long fileOffset) throws PcapFormatException;

  /** {@return how long the record is that {@link #index} stopped at, as far as its bytes tell} */
  int lengthNeeded();

  /** {@return what to throw when the file ends after {@code length} bytes of that record} */
  PcapFormatException cut(long recordOffset, int length);

  /** {@return the byte order that the file declared last} */
  ByteOrder byteOrder();

  /** {@return the interface that the file described first; null until it has been read} */
  @Nullable CaptureInterface firstInterface();
}
