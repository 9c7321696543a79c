package dev.podsonde.pcap;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.IpAddress;
import dev.podsonde.packet.Packet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a pcapng file of one section: an interface description for each interface met, packets
 * with flags and comments, names and statistics. Times keep microseconds where the interface has no
 * more, else they have nanoseconds.
 */
public final class PcapNgWriter implements CaptureWriter {
  private static final int TOTAL_LENGTH = 4;
  private static final int BLOCK_OVERHEAD = 12;
  private static final int FLAGS_OPTION_LENGTH = 8;
  private static final int END_OF_OPTIONS_LENGTH = 4;
  private static final int PACKET_FIXED_LENGTH = 32;
  private static final int OPTION_LENGTH_MAX = 0xffff;
  private static final int NAMES_PER_BLOCK_MAX = 256;
  private static final int MICROSECOND_DIGITS = 6;
  private static final int NANOSECOND_DIGITS = 9;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long SECONDS_PER_ERA = 1L << 32;

  private final OutputBuffer output;
  private final HostNames names;
  private final IdentityHashMap<CaptureInterface, Described> interfaces = new IdentityHashMap<>();
  private @Nullable Described last;
  private long namesWritten;

  /** An interface that the file has a description of. */
  private record Described(
      CaptureInterface captureInterface, int id, long ticksPerSecond, long nanosPerTick) {

    long ticks(long seconds, long fractionNanos) {
      // A little-endian pcap file has 2038 to 2106 below zero; here it has room.
      long unsigned = seconds < 0 ? seconds + SECONDS_PER_ERA : seconds;
      return unsigned * ticksPerSecond + fractionNanos / nanosPerTick;
    }

    long ticks(long nanos) {
      return nanos / nanosPerTick;
    }
  }

  PcapNgWriter(OutputBuffer output, String application, HostNames names) throws IOException {
    this.output = output;
    this.names = names;
    writeSectionHeader(application);
  }

  /**
   * Makes or empties the file at {@code path}.
   *
   * @param byteOrder of the section; every reader takes both
   * @param application {@code shb_userappl}: a program and its version
   * @param names are written as they come to be known
   */
  @MustBeClosed
  public static PcapNgWriter create(
      Path path, ByteOrder byteOrder, String application, HostNames names) throws IOException {
    return new PcapNgWriter(
        OutputBuffer.create(path, byteOrder, PcapNgWriter::blockLength), application, names);
  }

  /**
   * Writes to {@code channel}, little-endian, and closes it in the end.
   *
   * @param name stands for the channel in messages
   * @param application {@code shb_userappl}: a program and its version
   * @param names are written as they come to be known
   */
  @MustBeClosed
  public static PcapNgWriter to(
      WritableByteChannel channel, String name, String application, HostNames names)
      throws IOException {
    return new PcapNgWriter(
        OutputBuffer.to(channel, name, PcapNgWriter::blockLength), application, names);
  }

  @Override
  public void declare(CaptureInterface captureInterface) throws IOException {
    describe(captureInterface);
  }

  @Override
  public void write(Packet packet) throws IOException {
    Described seenOn = describe(packet.captureInterface());
    int capturedLength = packet.bytes().length();
    int paddedLength = PcapNgOptions.padded(capturedLength);
    byte[] comments = packet.comment() == null ? Body.EMPTY : comments(packet.comment());
    int length = PACKET_FIXED_LENGTH + paddedLength + optionsLength(packet, comments);
    long ticks = seenOn.ticks(packet.timestampSeconds(), packet.timestampFractionNanos());
    ByteBuffer block = output.reserve(length);
    block.putInt(PcapNgBlockType.ENHANCED_PACKET);
    block.putInt(length);
    block.putInt(seenOn.id);
    block.putInt((int) (ticks >>> 32));
    block.putInt((int) ticks);
    block.putInt(capturedLength);
    block.putInt(packet.originalLength());
    packet.bytes().copyTo(0, block, capturedLength);
    for (int i = capturedLength; i < paddedLength; i++) {
      block.put((byte) 0);
    }
    if (packet.flags() != 0 || comments.length > 0) {
      putOptions(packet, comments, block);
    }
    block.putInt(length);
  }

  private static int optionsLength(Packet packet, byte[] comments) {
    int length = comments.length + (packet.flags() == 0 ? 0 : FLAGS_OPTION_LENGTH);
    return length == 0 ? 0 : length + END_OF_OPTIONS_LENGTH;
  }

  /** Nearly every packet captured has flags: nothing is allocated for them. */
  private static void putOptions(Packet packet, byte[] comments, ByteBuffer block) {
    block.put(comments);
    if (packet.flags() != 0) {
      block.putShort((short) PcapNgOptions.PACKET_FLAGS);
      block.putShort((short) Integer.BYTES);
      block.putInt(packet.flags());
    }
    block.putInt(0); // opt_endofopt
  }

  @Override
  public void write(CaptureInterface captureInterface, InterfaceStatistics statistics)
      throws IOException {
    Described counted = describe(captureInterface);
    Body body = newBody();
    body.i32(counted.id);
    body.highLow(counted.ticks(Math.max(0, statistics.endNanos())));
    if (!statistics.comment().isEmpty()) {
      body.option(PcapNgOptions.COMMENT, statistics.comment());
    }
    writeTime(body, PcapNgOptions.STATISTICS_START_TIME, counted, statistics.startNanos());
    writeTime(body, PcapNgOptions.STATISTICS_END_TIME, counted, statistics.endNanos());
    writeCount(body, PcapNgOptions.STATISTICS_RECEIVED, statistics.received());
    writeCount(body, PcapNgOptions.STATISTICS_INTERFACE_DROPPED, statistics.droppedByInterface());
    writeCount(body, PcapNgOptions.STATISTICS_SYSTEM_DROPPED, statistics.droppedBySystem());
    body.endOfOptions();
    writeBlock(PcapNgBlockType.INTERFACE_STATISTICS, body);
  }

  private static void writeTime(Body body, int code, Described counted, long nanos) {
    if (nanos != InterfaceStatistics.UNKNOWN) {
      body.optionHeader(code, Long.BYTES);
      body.highLow(counted.ticks(nanos));
    }
  }

  private static void writeCount(Body body, int code, long count) {
    if (count != InterfaceStatistics.UNKNOWN) {
      body.optionHeader(code, Long.BYTES);
      body.i64(count);
    }
  }

  @SuppressWarnings("ReferenceEquality") // interfaces are told apart by identity
  private Described describe(CaptureInterface captureInterface) throws IOException {
    if (last == null || last.captureInterface != captureInterface) {
      Described known = interfaces.get(captureInterface);
      last = known == null ? describeFirst(captureInterface) : known;
    }
    return last;
  }

  private Described describeFirst(CaptureInterface captureInterface) throws IOException {
    int id = interfaces.size();
    if (id == PcapNgReader.INTERFACES_MAX) {
      throw new IOException(
          output.name() + ": more than " + PcapNgReader.INTERFACES_MAX + " interfaces");
    }
    boolean isMicros = captureInterface.fractionDigits() <= MICROSECOND_DIGITS;
    int digits = isMicros ? MICROSECOND_DIGITS : NANOSECOND_DIGITS;
    long ticksPerSecond = isMicros ? 1_000_000 : NANOS_PER_SECOND;
    var described =
        new Described(captureInterface, id, ticksPerSecond, NANOS_PER_SECOND / ticksPerSecond);
    interfaces.put(captureInterface, described);
    writeInterface(captureInterface, digits);
    // Not before: Wireshark's tools take what stands before the first other block for all
    // interfaces.
    writeNewNames();
    return described;
  }

  private void writeSectionHeader(String application) throws IOException {
    Body body = newBody();
    body.i32(PcapNgReader.BYTE_ORDER_MAGIC);
    body.u16(1);
    body.u16(0);
    body.i64(-1);
    body.option(
        PcapNgOptions.SECTION_OPERATING_SYSTEM,
        System.getProperty("os.name") + " " + System.getProperty("os.version"));
    body.option(PcapNgOptions.SECTION_APPLICATION, application);
    body.endOfOptions();
    writeBlock(PcapNgBlockType.SECTION_HEADER, body);
  }

  private void writeInterface(CaptureInterface captureInterface, int digits) throws IOException {
    Body body = newBody();
    body.u16(captureInterface.linkType().value());
    body.u16(0);
    // tcpdump on macOS refuses a snaplen of 0, which here means no limit.
    int snaplen = captureInterface.snaplen();
    body.i32(snaplen == 0 ? FormatReader.SNAPLEN_MAX : snaplen);
    if (!captureInterface.name().isEmpty()) {
      body.option(PcapNgOptions.INTERFACE_NAME, captureInterface.name());
    }
    if (!captureInterface.description().isEmpty()) {
      body.option(PcapNgOptions.INTERFACE_DESCRIPTION, captureInterface.description());
    }
    if (!captureInterface.filter().isEmpty()) {
      body.option(PcapNgOptions.INTERFACE_FILTER, "\0" + captureInterface.filter());
    }
    body.option(PcapNgOptions.INTERFACE_TIME_RESOLUTION, new byte[] {(byte) digits});
    body.endOfOptions();
    writeBlock(PcapNgBlockType.INTERFACE_DESCRIPTION, body);
  }

  private void writeNewNames() throws IOException {
    long changes = names.changes();
    if (changes == namesWritten) {
      return;
    }
    List<Body> blocks = new ArrayList<>();
    names.forEachSince(
        namesWritten,
        (address, name) -> {
          if (blocks.isEmpty() || blocks.getLast().names == NAMES_PER_BLOCK_MAX) {
            blocks.add(newBody());
          }
          blocks.getLast().name(address, name);
        });
    namesWritten = changes;
    for (Body body : blocks) {
      body.endOfOptions();
      writeBlock(PcapNgBlockType.NAME_RESOLUTION, body);
    }
  }

  private byte[] comments(String comment) {
    Body options = newBody();
    writeComment(options, comment);
    return options.toByteArray();
  }

  /**
   * Several comments come joined by line ends; only when too long for one are they parted again.
   */
  private static void writeComment(Body options, String comment) {
    boolean isLong = comment.length() > OPTION_LENGTH_MAX / 3;
    for (String part : isLong ? comment.split("\n", -1) : new String[] {comment}) {
      options.option(PcapNgOptions.COMMENT, part);
    }
  }

  private Body newBody() {
    return new Body(output.byteOrder());
  }

  private void writeBlock(int type, Body body) throws IOException {
    byte[] content = body.toByteArray();
    int length = BLOCK_OVERHEAD + content.length;
    ByteBuffer block = output.reserve(length);
    block.putInt(type).putInt(length).put(content).putInt(length);
  }

  static int blockLength(ByteBuffer buffer, int start, long fileOffset) {
    return buffer.getInt(start + TOTAL_LENGTH);
  }

  @Override
  public long length() {
    return output.length();
  }

  @Override
  public void flush() throws IOException {
    writeNewNames();
    output.handOver();
  }

  @Override
  public void close() throws IOException {
    try (output) {
      writeNewNames();
    }
  }

  /** What stands inside a block that is written rarely. */
  private static final class Body {
    static final byte[] EMPTY = {};
    private static final int NAME_IPV4 = 1;
    private static final int NAME_IPV6 = 2;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final boolean isBigEndian;
    private int names;

    Body(ByteOrder byteOrder) {
      isBigEndian = byteOrder.equals(ByteOrder.BIG_ENDIAN);
    }

    void u16(int value) {
      int first = isBigEndian ? value >>> 8 : value;
      int second = isBigEndian ? value : value >>> 8;
      bytes.write(first);
      bytes.write(second);
    }

    void i32(int value) {
      u16(isBigEndian ? value >>> 16 : value);
      u16(isBigEndian ? value : value >>> 16);
    }

    void i64(long value) {
      i32((int) (isBigEndian ? value >>> 32 : value));
      i32((int) (isBigEndian ? value : value >>> 32));
    }

    void highLow(long value) {
      i32((int) (value >>> 32));
      i32((int) value);
    }

    void optionHeader(int code, int length) {
      u16(code);
      u16(length);
    }

    void option(int code, String text) {
      byte[] value = text.getBytes(UTF_8);
      option(code, Arrays.copyOf(value, Math.min(value.length, OPTION_LENGTH_MAX)));
    }

    void option(int code, byte[] value) {
      optionHeader(code, value.length);
      padded(value);
    }

    void endOfOptions() {
      optionHeader(PcapNgOptions.END, 0);
    }

    void name(IpAddress address, String name) {
      names++;
      byte[] text = name.getBytes(UTF_8);
      ByteBuffer entry = ByteBuffer.allocate(address.length() + text.length + 1);
      entry.order(ByteOrder.BIG_ENDIAN);
      if (address.isIpv4()) {
        entry.putInt((int) address.low());
      } else {
        entry.putLong(address.high()).putLong(address.low());
      }
      entry.put(text);
      optionHeader(address.isIpv4() ? NAME_IPV4 : NAME_IPV6, entry.capacity());
      padded(entry.array());
    }

    byte[] toByteArray() {
      return bytes.toByteArray();
    }

    private void padded(byte[] value) {
      bytes.writeBytes(value);
      bytes.writeBytes(new byte[-value.length & 3]);
    }
  }
}
