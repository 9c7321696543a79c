package dev.podsonde.cli;

import dev.podsonde.packet.CaptureStatistics;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One line on a terminal's standard error, written anew every second: how a capture goes. */
final class Progress implements AutoCloseable {
  private final CaptureFeed feed;
  private final String file;
  private final LongSupplier bytes;
  private final long startNanos = System.nanoTime();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final @Nullable Thread thread;

  private Progress(CaptureFeed feed, String file, LongSupplier bytes, boolean isShown) {
    this.feed = feed;
    this.file = file;
    this.bytes = bytes;
    thread = isShown ? Thread.ofPlatform().daemon().name("progress").start(this::show) : null;
  }

  /**
   * Starts to show it; not when standard error is no terminal.
   *
   * @param bytes how many were captured so far
   */
  static Progress start(CaptureFeed feed, String file, LongSupplier bytes) {
    return new Progress(feed, file, bytes, Terminal.isStandardError());
  }

  private void show() {
    try {
      while (!closed.await(1, TimeUnit.SECONDS)) {
        CaptureStatistics statistics = feed.statistics();
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        System.err.printf(
            "\r\033[K%s: %,d packets, %,d bytes, %,d dropped, %d:%02d:%02d",
            file,
            statistics.captured(),
            bytes.getAsLong(),
            statistics.dropped(),
            elapsed.toHours(),
            elapsed.toMinutesPart(),
            elapsed.toSecondsPart());
      }
    } catch (InterruptedException | IOException over) {
      return;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    if (thread != null) {
      awaitLastLine(thread);
      System.err.print("\r\033[K");
    }
  }

  /** After it nothing is written any more, nor asked of the capture, which may be closed next. */
  private static void awaitLastLine(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
