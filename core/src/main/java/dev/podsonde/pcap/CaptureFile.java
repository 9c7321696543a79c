package dev.podsonde.pcap;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A pcap or pcapng file being read, plain or compressed, from disk or from a pipe.
 *
 * <p>Bytes are read straight into the batch, as many as it holds, and the packets are found in
 * place; only the record that the end of a batch cuts is copied to the next one. On a pipe a batch
 * is what one read gave, so that a live capture shows its packets at once.
 *
 * <p>A damaged or cut file hands out the packets before the damage, then throws.
 */
public final class CaptureFile implements PacketSource {
  /** A capacity for batches that makes reads few and still lies in a processor's cache. */
  public static final int BATCH_CAPACITY = 1 << 20;

  private static final int BATCH_CAPACITY_MIN = 1 << 16;
  private static final int HEAD_LENGTH = 16;
  private static final int MAGIC_LENGTH = 4;

  private final InputStream in;
  private final FormatReader reader;
  private final HostNames names;
  private final String file;

  /** Bytes read and not yet handed out: the beginning of a record. */
  private byte[] carried;

  private int carriedLength;

  /** Where in the file the first carried byte stood. */
  private long fileOffset;

  private @Nullable IOException failure;

  private CaptureFile(
      InputStream in, String file, byte[] head, FormatReader reader, HostNames names) {
    this.in = in;
    this.file = file;
    this.reader = reader;
    this.names = names;
    carried = head;
    carriedLength = head.length;
  }

  /**
   * Opens the file at {@code path}, which need not be a regular one.
   *
   * @param decompressors formats besides gzip
   * @throws IOException when it cannot be read or is not a capture
   */
  @MustBeClosed
  public static CaptureFile open(Path path, Decompressor... decompressors) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + ": is a directory, not a capture file");
    }
    if (Files.notExists(path)) {
      throw new FileNotFoundException(path + ": no such file");
    }
    var in = new FileInputStream(path.toFile());
    try {
      return open(in, path.toString(), decompressors);
    } catch (IOException | RuntimeException wrong) {
      in.close();
      throw wrong;
    }
  }

  /**
   * Reads a capture from {@code in}, which should have no buffer of its own, and closes it in the
   * end.
   *
   * @param name stands for the file in messages
   * @param decompressors formats besides gzip
   * @throws IOException when it cannot be read or is not a capture
   */
  @MustBeClosed
  public static CaptureFile open(InputStream in, String name, Decompressor... decompressors)
      throws IOException {
    byte[] head = readHead(in);
    InputStream plain = in;
    InputStream decompressed = decompress(in, head, name, decompressors);
    if (decompressed != null) {
      plain = decompressed;
      head = readHead(plain);
    }
    var names = new HostNames();
    return new CaptureFile(plain, name, head, readerFor(head, name, names), names);
  }

  private static byte[] readHead(InputStream in) throws IOException {
    byte[] head = new byte[HEAD_LENGTH];
    int length = 0;
    while (length < MAGIC_LENGTH) {
      int count = in.read(head, length, HEAD_LENGTH - length);
      if (count < 0) {
        break;
      }
      length += count;
    }
    return Arrays.copyOf(head, length);
  }

  /** {@return the decompressed stream; null when {@code head} does not begin a compressed one} */
  private static @Nullable InputStream decompress(
      InputStream in, byte[] head, String name, Decompressor... decompressors) throws IOException {
    if (head.length < MAGIC_LENGTH) {
      return null;
    }
    int magic = new FileNumbers(true).i32(head, 0);
    if (magic >>> 16 == GzipInput.MAGIC) {
      return new GzipInput(withHead(head, in), name);
    }
    for (Decompressor decompressor : decompressors) {
      if (decompressor.isMagic(magic)) {
        return decompressor.open(withHead(head, in), name);
      }
    }
    return null;
  }

  private static InputStream withHead(byte[] head, InputStream in) {
    return new SequenceInputStream(new ByteArrayInputStream(head), in);
  }

  private static FormatReader readerFor(byte[] head, String name, HostNames names)
      throws IOException {
    if (head.length == 0) {
      throw new PcapFormatException(name, "file", 0, "it is empty, not a capture");
    }
    if (head.length >= MAGIC_LENGTH) {
      int magic = new FileNumbers(true).i32(head, 0);
      if (magic == PcapNgBlockType.SECTION_HEADER) {
        return new PcapNgReader(name, names);
      }
      if (PcapReader.isMagic(magic)) {
        return new PcapReader(name, magic, true);
      }
      if (PcapReader.isMagic(Integer.reverseBytes(magic))) {
        return new PcapReader(name, Integer.reverseBytes(magic), false);
      }
    }
    throw new PcapFormatException(
        name,
        "file",
        0,
        "it is not a capture (pcap, pcapng, or gzip or zstd of these), for it starts with "
            + HexFormat.ofDelimiter(" ").formatHex(head));
  }

  /**
   * Reads up to the first description of an interface; a pcap file has it in its header.
   *
   * @throws IOException when the file has none, or fails before it
   */
  public CaptureInterface firstInterface() throws IOException {
    if (reader.firstInterface() == null) {
      var batch = new PacketBatch(BATCH_CAPACITY_MIN);
      advance(batch, true);
    }
    CaptureInterface first = reader.firstInterface();
    if (first == null) {
      throw new PcapFormatException(
          file, "file", 0, "it has no interface description block, so no packets either");
    }
    return first;
  }

  /** {@return the snaplen of the first interface as tcpdump says it: 262144 when without limit} */
  public int snaplen() throws IOException {
    int snaplen = firstInterface().snaplen();
    return snaplen == 0 ? FormatReader.SNAPLEN_MAX : snaplen;
  }

  /** {@return the byte order of its headers: that of the section being read in pcapng} */
  public ByteOrder byteOrder() {
    return reader.byteOrder();
  }

  /** {@return the names that the file gives to addresses; more come as it is read} */
  public HostNames names() {
    return names;
  }

  /** {@return a copy: the last statistics read of each interface; none in pcap} */
  public IdentityHashMap<CaptureInterface, InterfaceStatistics> statistics() {
    return reader instanceof PcapNgReader pcapNg ? pcapNg.statistics() : new IdentityHashMap<>();
  }

  @Override
  public boolean read(PacketBatch batch) throws IOException {
    batch.clear();
    if (failure != null) {
      throw failure;
    }
    try {
      advance(batch, false);
    } catch (IOException wrong) {
      failure = wrong;
      if (batch.size() == 0) {
        throw wrong;
      }
    }
    return batch.size() > 0;
  }

  /**
   * Reads until the batch has packets, the first interface is known when that is enough, or the
   * file ends.
   */
  private void advance(PacketBatch batch, boolean isInterfaceEnough) throws IOException {
    batch.reserve(Math.max(BATCH_CAPACITY_MIN, carriedLength));
    System.arraycopy(carried, 0, batch.memory(), 0, carriedLength);
    int length = carriedLength;
    int record = 0;
    carriedLength = 0;
    while (true) {
      int next = reader.index(batch, record, length, fileOffset);
      boolean isStuck = next == record;
      record = next;
      if (batch.size() > 0 || (isInterfaceEnough && reader.firstInterface() != null)) {
        break;
      }
      if (isStuck) {
        length = moveToFront(batch, record, length);
        record = 0;
        int count = fill(batch, length);
        if (count < 0) {
          if (length > 0) {
            throw reader.cut(fileOffset, length);
          }
          return;
        }
        length += count;
      }
    }
    carry(batch.memory(), record, length);
  }

  private int fill(PacketBatch batch, int length) throws IOException {
    batch.reserve(reader.lengthNeeded());
    byte[] memory = batch.memory();
    return in.read(memory, length, Math.min(memory.length - length, BATCH_CAPACITY));
  }

  private int moveToFront(PacketBatch batch, int record, int length) {
    byte[] memory = batch.memory();
    System.arraycopy(memory, record, memory, 0, length - record);
    fileOffset += record;
    return length - record;
  }

  private void carry(byte[] memory, int record, int length) {
    carriedLength = length - record;
    if (carried.length < carriedLength) {
      carried = new byte[carriedLength];
    }
    System.arraycopy(memory, record, carried, 0, carriedLength);
    fileOffset += record;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
