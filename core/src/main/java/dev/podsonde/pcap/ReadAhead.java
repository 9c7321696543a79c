package dev.podsonde.pcap;

import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Another source that is read one batch ahead, on a thread of its own, while whoever asks for the
 * packets works on those before. One thread asks.
 */
public final class ReadAhead implements PacketSource {
  private final PacketSource source;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("read-ahead")::unstarted);
  private final PacketBatch ahead = new PacketBatch(CaptureFile.BATCH_CAPACITY);
  private Future<Boolean> next;

  /** Starts to read {@code source}, which is closed with this. */
  public ReadAhead(PacketSource source) {
    this.source = source;
    next = thread.submit(() -> source.read(ahead));
  }

  @Override
  public boolean read(PacketBatch batch) throws IOException {
    batch.clear();
    boolean isMore = await(next);
    if (isMore) {
      batch.exchange(ahead);
      next = thread.submit(() -> source.read(ahead));
    }
    return isMore;
  }

  private static boolean await(Future<Boolean> read) throws IOException {
    try {
      return read.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(interrupted);
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException bug -> throw bug;
        case Error fatal -> throw fatal;
        case null, default -> throw new IllegalStateException(failed);
      }
    }
  }

  /** Closes the source at once, even while a read waits for more of it. */
  @Override
  public void close() throws IOException {
    thread.shutdownNow();
    source.close();
  }
}
