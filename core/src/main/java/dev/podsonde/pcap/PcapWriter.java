package dev.podsonde.pcap;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.Packet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes a pcap file: one link type, no names, no statistics. Its times have nanoseconds when those
 * of the first interface have, else microseconds.
 */
public final class PcapWriter implements CaptureWriter {
  private static final int CAPTURED_LENGTH = 8;
  private static final int NANOS_PER_MICROSECOND = 1000;
  private static final int MICROSECOND_DIGITS = 6;
  private static final long SECONDS_MAX = 0xffff_ffffL;

  private final OutputBuffer output;
  private @Nullable LinkType linkType;
  private @Nullable CaptureInterface lastInterface;
  private int snaplen;
  private long nanosPerUnit = NANOS_PER_MICROSECOND;

  private PcapWriter(OutputBuffer output) {
    this.output = output;
  }

  /**
   * Makes or empties the file at {@code path}.
   *
   * @param byteOrder of the headers; every reader takes both
   */
  @MustBeClosed
  public static PcapWriter create(Path path, ByteOrder byteOrder) throws IOException {
    return new PcapWriter(OutputBuffer.create(path, byteOrder, PcapWriter::recordLength));
  }

  /**
   * Writes to {@code channel} and closes it in the end.
   *
   * @param name stands for the channel in messages
   */
  @MustBeClosed
  public static PcapWriter to(WritableByteChannel channel, String name) {
    return new PcapWriter(OutputBuffer.to(channel, name, PcapWriter::recordLength));
  }

  @Override
  public void declare(CaptureInterface captureInterface) throws IOException {
    if (linkType == null) {
      writeFileHeader(captureInterface);
    } else if (!linkType.equals(captureInterface.linkType())) {
      throw new IOException(
          output.name()
              + ": a pcap file has one link type, but packets come with "
              + linkType.value()
              + " and "
              + captureInterface.linkType().value()
              + "; write pcapng, to a name that ends in .pcapng");
    }
    lastInterface = captureInterface;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // interfaces are told apart by identity
  public void write(Packet packet) throws IOException {
    if (packet.captureInterface() != lastInterface) {
      declare(packet.captureInterface());
    }
    long seconds = packet.timestampSeconds();
    int capturedLength = packet.bytes().length();
    if (seconds < Integer.MIN_VALUE || seconds > SECONDS_MAX || capturedLength > snaplen) {
      throw unfit(seconds, capturedLength);
    }
    ByteBuffer record = output.reserve(PcapReader.RECORD_HEADER_LENGTH + capturedLength);
    record.putInt((int) seconds);
    record.putInt((int) (packet.timestampFractionNanos() / nanosPerUnit));
    record.putInt(capturedLength);
    record.putInt(packet.originalLength());
    packet.bytes().copyTo(0, record, capturedLength);
  }

  private IOException unfit(long seconds, int capturedLength) {
    String problem =
        capturedLength > snaplen
            ? "a packet of " + capturedLength + " bytes exceeds the file's snaplen of " + snaplen
            : "a time of " + seconds + " seconds does not fit 32 bits";
    return new IOException(
        output.name() + ": " + problem + "; write pcapng, to a name that ends in .pcapng");
  }

  private void writeFileHeader(CaptureInterface captureInterface) throws IOException {
    boolean isNanos = captureInterface.fractionDigits() > MICROSECOND_DIGITS;
    nanosPerUnit = isNanos ? 1 : NANOS_PER_MICROSECOND;
    // tcpdump on macOS refuses a snaplen of 0, which here means no limit.
    snaplen =
        captureInterface.snaplen() == 0 ? FormatReader.SNAPLEN_MAX : captureInterface.snaplen();
    linkType = captureInterface.linkType();
    ByteBuffer header = output.reserve(PcapReader.FILE_HEADER_LENGTH);
    header.putInt(isNanos ? PcapReader.MAGIC_NANOS : PcapReader.MAGIC_MICROS);
    header.putShort((short) 2).putShort((short) 4);
    header.putLong(0);
    header.putInt(snaplen);
    header.putInt(linkType.value());
  }

  private static int recordLength(ByteBuffer buffer, int start, long fileOffset) {
    return fileOffset == 0
        ? PcapReader.FILE_HEADER_LENGTH
        : PcapReader.RECORD_HEADER_LENGTH + buffer.getInt(start + CAPTURED_LENGTH);
  }

  @Override
  public void write(CaptureInterface captureInterface, InterfaceStatistics statistics) {}

  @Override
  public long length() {
    return output.length();
  }

  @Override
  public void flush() throws IOException {
    output.handOver();
  }

  @Override
  public void close() throws IOException {
    try (output) {
      if (linkType == null) {
        declare(CaptureInterface.unnamed(LinkType.ETHERNET, 0, MICROSECOND_DIGITS));
      }
    }
  }
}
