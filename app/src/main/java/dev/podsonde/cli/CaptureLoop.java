package dev.podsonde.cli;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.CaptureStatistics;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.ReaderGoneException;
import dev.podsonde.pcap.CaptureWriter;
import dev.podsonde.pcap.RotatingWriter;
import dev.podsonde.pcap.Rotation;
import dev.podsonde.print.PacketPrinter;
import dev.podsonde.print.TextBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Moves packets from a capture to a file and to text until the capture ends. */
final class CaptureLoop {
  private static final long DRAIN_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  private final CaptureFeed feed;
  private final TcpdumpOptions options;
  private final @Nullable String output;
  private final long durationNanos;
  private final InterfaceCounts counts;
  private final PacketBatch batch = new PacketBatch(1 << 18);
  private final Packet packet = new Packet();
  private final TextBuffer text = new TextBuffer();
  private final PacketPrinter printer;
  private final AtomicLong packets = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private long packetsLeft;
  private boolean isListening;

  /**
   * Prepares the capture.
   *
   * @param output what -w names, or null for text only
   */
  CaptureLoop(
      CaptureFeed feed, TcpdumpOptions options, @Nullable String output, long durationNanos) {
    this.feed = feed;
    this.options = options;
    this.output = output;
    this.durationNanos = durationNanos;
    counts = new InterfaceCounts(feed);
    printer = new PacketPrinter(text, options.printOptions(), feed.names());
    packetsLeft = options.packetLimit();
  }

  /** Writes made-up packets to nowhere, so that real ones need not wait for the compiler. */
  static void rehearse() {
    try (var feed = new Rehearsal();
        CaptureWriter nowhere = CaptureOutput.open("/dev/null", feed.names())) {
      TcpdumpOptions options = TcpdumpOptions.parse(List.of());
      new CaptureLoop(feed, options, "", Long.MAX_VALUE)
          .move(nowhere, OutputStream.nullOutputStream());
    } catch (IOException | UsageException _) {
      // then the capture meets the same, and tells
    }
  }

  /** Captures, then prints what was counted. A reader of ours that goes away is a normal end. */
  void run() throws IOException {
    Signals.onStop(feed::stop);
    Signals.onReport(this::report);
    try (OutputStream out = Streams.out()) {
      if (output == null) {
        listen();
        move(null, out);
      } else {
        write(output, out);
      }
    } catch (ReaderGoneException _) {
      // as with `| head`
    } finally {
      if (isListening) { // else nothing was counted, and the error says why
        report();
      }
    }
  }

  private void write(String file, OutputStream out) throws IOException {
    try (CaptureWriter writer =
            CaptureOutput.open(
                file,
                options.rotation(),
                feed.names(),
                ByteOrder.LITTLE_ENDIAN,
                List.of(),
                counts::writeTo);
        Progress _ = Progress.start(feed, file, bytes::get)) {
      for (CaptureInterface captureInterface : feed.interfaces()) {
        writer.declare(captureInterface);
      }
      writer.flush();
      listen();
      move(writer, out);
      counts.writeTo(writer);
    }
  }

  private void listen() {
    isListening = true;
    System.err.printf(
        "podsonde: listening on %s, snapshot length %d bytes%n",
        String.join(", ", feed.targetNames()), options.snaplen());
  }

  private void move(@Nullable CaptureWriter writer, OutputStream out) throws IOException {
    boolean isPrinted = writer == null || options.isPrintedToo();
    boolean isFlushed = "-".equals(output) || options.isPacketBuffered();
    long startNanos = System.nanoTime();
    while (packetsLeft > 0 && feed.read(batch)) {
      take(writer, isPrinted);
      text.drainTo(out);
      if (writer != null && (isFlushed || batch.size() == 0)) {
        writer.flush();
      }
      if (System.nanoTime() - startNanos >= durationNanos || isFinished(writer)) {
        feed.stop();
      }
    }
    if (packetsLeft == 0 && feed.areCountsLate()) {
      drain();
    }
    Rotation rotation = options.rotation();
    if (rotation != null && isFinished(writer)) {
      System.err.println("Maximum file limit reached: " + rotation.fileCount());
    }
  }

  /** Lets the capture end, so that its counts are whole; what still comes is not wanted. */
  private void drain() throws IOException {
    feed.stop();
    long startNanos = System.nanoTime();
    boolean isGoingOn = true;
    while (isGoingOn && System.nanoTime() - startNanos < DRAIN_NANOS_MAX) {
      isGoingOn = feed.read(batch);
    }
  }

  private void take(@Nullable CaptureWriter writer, boolean isPrinted) throws IOException {
    int count = (int) Math.min(batch.size(), packetsLeft);
    packetsLeft -= count;
    long length = 0;
    for (int i = 0; i < count; i++) {
      batch.get(i, packet);
      counts.count(packet);
      length += packet.bytes().length();
      if (writer != null) {
        writer.write(packet);
      }
      if (isPrinted && !options.isCountOnly()) {
        printer.print(packet);
      }
    }
    packets.getAndAdd(count);
    bytes.getAndAdd(length);
  }

  private static boolean isFinished(@Nullable CaptureWriter writer) {
    return writer instanceof RotatingWriter rotating && rotating.isFinished();
  }

  private void report() {
    try {
      CaptureStatistics statistics = feed.statistics();
      System.err.printf(
          "%s captured%n%s received by filter%n%s dropped by kernel%n",
          packets(packets.get()), packets(statistics.received()), packets(statistics.dropped()));
      feed.closingNotes().forEach(note -> System.err.println("podsonde: " + note));
    } catch (IOException unknown) {
      System.err.println("podsonde: " + unknown.getMessage());
    }
  }

  private static String packets(long count) {
    return count + (count == 1 ? " packet" : " packets");
  }
}
