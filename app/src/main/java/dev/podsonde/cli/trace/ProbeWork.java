package dev.podsonde.cli.trace;

import dev.podsonde.cluster.DnsProbe;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/** Fills a matrix: all questions in turn, so many a second, and the whole so many times. */
public final class ProbeWork {
  private static final int IN_FLIGHT_MAX = 32;

  private final DnsProbe probe;
  private final Duration timeout;
  private final long intervalNanos;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

  /**
   * Prepares it.
   *
   * @param rate questions a second
   */
  public ProbeWork(DnsProbe probe, Duration timeout, int rate) {
    this.probe = probe;
    this.timeout = timeout;
    intervalNanos = TimeUnit.SECONDS.toNanos(1) / rate;
  }

  /** Asks, and returns when the last answer has come, or its time is up. */
  public void run(ProbeMatrix matrix, int count) throws IOException {
    try {
      long due = System.nanoTime();
      for (int round = 0; round < count && failure.get() == null; round++) {
        for (ProbeMatrix.Table table : matrix.tables()) {
          for (ProbeMatrix.Server server : table.rows().keySet()) {
            for (ProbeMatrix.Way way : table.rows().get(server).keySet()) {
              TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
              due += intervalNanos;
              start(table, server, way);
            }
          }
        }
      }
      inFlight.acquire(IN_FLIGHT_MAX);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    IOException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private void start(ProbeMatrix.Table table, ProbeMatrix.Server server, ProbeMatrix.Way way)
      throws InterruptedException {
    List<Query> cell = table.cell(server, way);
    inFlight.acquire();
    Thread.ofVirtual()
        .start(() -> {
          try {
            Query asked = ask(table.name(), table.type(), server, way);
            synchronized (cell) {
              cell.add(asked);
            }
          } catch (IOException failed) {
            failure.compareAndSet(null, failed);
          } finally {
            inFlight.release();
          }
        });
  }

  private Query ask(String name, int type, ProbeMatrix.Server server, ProbeMatrix.Way way)
      throws IOException {
    Message message = Query.message(name, type);
    if (way.udpPayloadSize() > 0) {
      Query.allow(message, way.udpPayloadSize());
    }
    return StubLookup.exchange(
            probe::exchange,
            List.of(message),
            server.address(),
            server.port(),
            way.isTcp(),
            timeout,
            1)
        .getFirst();
  }

  /** {@return whether a server answers when it is asked from inside a DNS pod instead} */
  public boolean isAnsweredFrom(String pod, ProbeMatrix.Table table, ProbeMatrix.Server server)
      throws IOException {
    Message message = Query.message(table.name(), table.type());
    var exchange =
        new DnsProbe.Exchange(
            server.address(), server.port(), false, List.of(message.toWire()), timeout, 2);
    return !probe.exchangeFrom(pod, exchange).replies().isEmpty();
  }
}
