package dev.podsonde.cli;

import dev.podsonde.cluster.DnsProbe;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.pcap.CaptureWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Writes what is captured while a probe works to a file. */
final class ProbeCapture implements Closeable {
  private static final int BATCH_LENGTH = 1 << 18;

  /** For what is still on its way when the last reply has come: the sights of it elsewhere. */
  private static final long SETTLE_MILLIS = 200;

  private final ClusterFeed feed;
  private final FutureTask<Void> work;
  private final Thread thread;

  private ProbeCapture(ClusterFeed feed, String file) {
    this.feed = feed;
    work =
        new FutureTask<>(() -> {
          write(feed, file);
          return null;
        });
    thread = Thread.ofPlatform().daemon().name("capture").start(work);
  }

  /** Starts to write. */
  @SuppressWarnings("MustBeClosedChecker") // the probe closes its capture
  static ProbeCapture start(DnsProbe probe, String file) {
    return new ProbeCapture(new ClusterFeed(probe.capture()), file);
  }

  private static void write(ClusterFeed feed, String file) throws IOException {
    var batch = new PacketBatch(BATCH_LENGTH);
    var packet = new Packet();
    var counts = new InterfaceCounts(feed);
    try (CaptureWriter writer = CaptureOutput.open(file, feed.names())) {
      while (feed.read(batch)) {
        for (int index = 0; index < batch.size(); index++) {
          batch.get(index, packet);
          counts.count(packet);
          writer.write(packet);
        }
      }
      counts.writeTo(writer);
    }
  }

  /** Ends the capture; when it returns, the file is whole. */
  void finish() throws IOException {
    try {
      Thread.sleep(SETTLE_MILLIS);
      feed.stop();
      work.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  @Override
  public void close() {
    feed.stop();
    thread.interrupt();
  }
}
