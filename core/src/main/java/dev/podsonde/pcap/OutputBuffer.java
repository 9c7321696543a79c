package dev.podsonde.pcap;

import dev.podsonde.packet.ReaderGoneException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Collects whole records and hands them over with few system calls. When a write fails, a file is
 * cut after its last whole record, so that what it holds stays valid.
 */
final class OutputBuffer implements Closeable {
  private static final int CAPACITY = 1 << 18;

  /** Tells how long the record is that starts somewhere in a buffer and in the file. */
  interface RecordLength {
    int at(ByteBuffer buffer, int start, long fileOffset);
  }

  private final WritableByteChannel channel;
  private final String name;
  private final @Nullable FileChannel ownFile;
  private final RecordLength recordLength;
  private ByteBuffer buffer;
  private long lengthHandedOver;
  private @Nullable IOException failure;

  /**
   * Makes an empty buffer.
   *
   * @param ownFile is cut when a write to {@code channel} fails; null when that must not be
   * @param byteOrder of the numbers in its records
   */
  OutputBuffer(
      WritableByteChannel channel,
      String name,
      @Nullable FileChannel ownFile,
      ByteOrder byteOrder,
      RecordLength recordLength) {
    this.channel = channel;
    this.name = name;
    this.ownFile = ownFile;
    this.recordLength = recordLength;
    buffer = allocate(CAPACITY, byteOrder);
  }

  /** Makes or empties the file at {@code path}. */
  static OutputBuffer create(Path path, ByteOrder byteOrder, RecordLength recordLength)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING);
    FileChannel ownFile = Files.isRegularFile(path) ? channel : null;
    return new OutputBuffer(channel, path.toString(), ownFile, byteOrder, recordLength);
  }

  static OutputBuffer to(WritableByteChannel channel, String name, RecordLength recordLength) {
    return new OutputBuffer(channel, name, null, ByteOrder.LITTLE_ENDIAN, recordLength);
  }

  ByteOrder byteOrder() {
    return buffer.order();
  }

  String name() {
    return name;
  }

  long length() {
    return lengthHandedOver + buffer.position();
  }

  /**
   * {@return a buffer of {@link #byteOrder} in which a record of {@code length} bytes goes next}
   */
  ByteBuffer reserve(int length) throws IOException {
    if (length > buffer.remaining()) {
      makeRoom(length);
    }
    return buffer;
  }

  private void makeRoom(int length) throws IOException {
    handOver();
    if (length > buffer.capacity()) {
      buffer = allocate(length, byteOrder());
    }
  }

  /** Hands everything over to the operating system. */
  void handOver() throws IOException {
    if (failure != null) {
      throw failure;
    }
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException refused) {
      failure = explain(refused);
      throw failure;
    }
    lengthHandedOver += buffer.position();
    buffer.clear();
  }

  private IOException explain(IOException refused) {
    int written = buffer.position();
    buffer.position(0);
    if (ownFile != null) {
      return cutToWholeRecords(ownFile, refused, written);
    }
    return channel instanceof FileChannel file
        ? ReaderGoneException.explain(name, file, refused)
        : new IOException(name + ": " + refused.getMessage(), refused);
  }

  private IOException cutToWholeRecords(FileChannel file, IOException refused, int written) {
    int whole = 0;
    while (whole < written) {
      int next = whole + recordLength.at(buffer, whole, lengthHandedOver + whole);
      if (next > written) {
        break;
      }
      whole = next;
    }
    long length = lengthHandedOver + whole;
    String reason = name + ": " + refused.getMessage();
    try {
      file.truncate(length);
    } catch (IOException alsoRefused) {
      refused.addSuppressed(alsoRefused);
      return new IOException(reason + "; the end of the file is damaged", refused);
    }
    String rest =
        length == 0
            ? "; nothing was written"
            : "; its first " + length + " bytes are a valid capture";
    return new IOException(reason + rest, refused);
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (failure == null) {
        handOver();
      }
    }
  }

  private static ByteBuffer allocate(int capacity, ByteOrder byteOrder) {
    return ByteBuffer.allocateDirect(capacity).order(byteOrder);
  }
}
