package dev.podsonde.cluster;

import dev.podsonde.node.FrameInput;
import dev.podsonde.node.NodeMessage;
import dev.podsonde.node.NodeProtocol;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.pcap.CaptureFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A session with the node half of one node: a thread reads what comes from it, another says that we
 * are there and measures the node's clock.
 */
final class NodeLink implements Closeable {
  /**
   * Bounds what waits to be taken. Events come behind packets in one stream: while a capture
   * starts, nobody takes packets yet, and events must get through all the same.
   */
  private static final int BATCHES_MAX = 32;

  private static final int BATCH_CAPACITY = 1 << 16;
  private static final long HELLO_MILLIS_MAX = 15_000;
  private static final int CLOCK_ROUND_TRIPS = 8;
  private static final long CLOCK_INTERVAL_MILLIS = 50;
  private static final long KEEP_ALIVE_MILLIS =
      TimeUnit.SECONDS.toMillis(NodeProtocol.KEEP_ALIVE_SECONDS);

  /** Who is told what happens on the node. */
  interface Listener {
    void onEvent(NodeLink link, NodeMessage event);

    /** No more comes; the reason is empty when it was told to stop. */
    void onEnd(NodeLink link, String reason);

    /** A batch waits, or time has gone on. */
    void onProgress();
  }

  private final String node;
  private final NodeTransport transport;
  private final Listener listener;
  private final BlockingQueue<PacketBatch> filled = new ArrayBlockingQueue<>(BATCHES_MAX);
  private final BlockingQueue<PacketBatch> empty = new ArrayBlockingQueue<>(BATCHES_MAX);
  private final Map<String, Long> clockQuestions = new ConcurrentHashMap<>();
  private final CountDownLatch hello = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicLong progressNanos = new AtomicLong(Long.MIN_VALUE);
  private volatile ClockOffset clockOffset = ClockOffset.UNKNOWN;
  private volatile long otherSessions;
  private int made; // by the thread that reads
  private volatile boolean isStopping;
  private volatile boolean isEnded;
  private volatile String failure = "";

  NodeLink(String node, NodeTransport transport, Listener listener) {
    this.node = node;
    this.transport = transport;
    this.listener = listener;
    Thread.ofPlatform().daemon().name("from " + node).start(this::read);
    Thread.ofPlatform().daemon().name("to " + node).start(this::keepAlive);
  }

  String node() {
    return node;
  }

  ClockOffset clockOffset() {
    return clockOffset;
  }

  /** {@return how many other sessions its helper pod had when this one ended; 0 before} */
  long otherSessions() {
    return otherSessions;
  }

  /** {@return up to when all packets have been handed over} */
  long progressNanos() {
    return isEnded ? Long.MAX_VALUE : progressNanos.get();
  }

  /** {@return the next batch, to be given back; null when none waits} */
  @Nullable PacketBatch poll() {
    return filled.poll();
  }

  void giveBack(PacketBatch batch) {
    empty.add(batch);
  }

  boolean isOver() {
    return isEnded && filled.isEmpty();
  }

  void send(NodeMessage command) throws IOException {
    transport.send(command.line());
  }

  /** Waits until the node half has said that it is there, and that it speaks as we do. */
  void awaitHello() throws IOException {
    try {
      if (!hello.await(HELLO_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
        throw new ClusterException("the node half on " + node + " does not start", 0);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(node);
    }
    if (!failure.isEmpty()) {
      throw new ClusterException(failure, 0);
    }
  }

  /** Tells the node half to end in good order. */
  void stop() {
    isStopping = true;
    try {
      send(NodeMessage.of("stop"));
    } catch (IOException _) {
      transport.close(); // it has gone already
    }
  }

  boolean awaitEnd(long millis) {
    try {
      return ended.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void read() {
    String reason = "";
    try (CaptureFile file =
        CaptureFile.open(new FrameInput(transport.input(), new Frames()), node)) {
      PacketBatch batch = takeEmpty();
      while (file.read(batch)) {
        if (batch.size() > 0) {
          filled.put(batch);
          listener.onProgress();
          batch = takeEmpty();
        }
      }
    } catch (IOException broken) {
      reason = String.valueOf(broken.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    end(reason);
  }

  /** Most links get by with few, so each is made when it is needed first. */
  private PacketBatch takeEmpty() throws InterruptedException {
    PacketBatch batch = empty.poll();
    if (batch == null && made < BATCHES_MAX) {
      made++;
      return new PacketBatch(BATCH_CAPACITY);
    }
    return batch == null ? empty.take() : batch;
  }

  private void end(String reason) {
    String said = transport.errorText();
    String why = !said.isEmpty() ? said : reason.isEmpty() ? "the stream ended" : reason;
    if (failure.isEmpty() && hello.getCount() > 0) {
      failure = "no session on node " + node + ": " + why;
    }
    isEnded = true;
    hello.countDown();
    ended.countDown();
    listener.onEnd(this, isStopping ? "" : why);
    listener.onProgress();
  }

  private final class Frames implements FrameInput.Listener {
    @Override
    public void onHeartbeat(long nanos) {
      progressNanos.set(nanos);
      listener.onProgress();
    }

    @Override
    public void onEvent(NodeMessage event) {
      switch (event.verb()) {
        case "hello" -> greet(event.number("version"));
        case "clock" -> measure(event);
        case "ended" -> otherSessions = event.number("others");
        default -> listener.onEvent(NodeLink.this, event);
      }
    }
  }

  private void greet(long version) {
    if (version != NodeProtocol.VERSION) {
      failure =
          "the helper on node %s speaks version %d, this podsonde version %d: use one build of both (--image)"
              .formatted(node, version, NodeProtocol.VERSION);
    }
    hello.countDown();
  }

  private void measure(NodeMessage answer) {
    Long sent = clockQuestions.remove(answer.text("id"));
    if (sent != null) {
      clockOffset = clockOffset.or(sent, answer.number("nanos"), nowNanos());
    }
  }

  private void askClock(long trip) throws IOException {
    String id = Long.toString(trip);
    clockQuestions.clear(); // one that was not answered by now tells nothing any more
    clockQuestions.put(id, nowNanos());
    send(NodeMessage.of("clock", "id", id));
  }

  /** Any line says that we are there; that which asks for the time says most. */
  private void keepAlive() {
    try {
      hello.await();
      long trip = 0;
      do {
        askClock(trip);
        trip++;
      } while (!ended.await(
          trip < CLOCK_ROUND_TRIPS ? CLOCK_INTERVAL_MILLIS : KEEP_ALIVE_MILLIS,
          TimeUnit.MILLISECONDS));
    } catch (IOException _) {
      transport.close(); // the reader learns of it, and says so
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static long nowNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000 + now.getNano();
  }

  @Override
  public void close() {
    isStopping = true;
    transport.close();
  }
}
