package dev.podsonde.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.podsonde.linux.CaptureOptions;
import dev.podsonde.linux.CaptureSession;
import dev.podsonde.linux.CaptureTarget;
import dev.podsonde.linux.PodProcess;
import dev.podsonde.linux.PodProcesses;
import dev.podsonde.packet.CaptureStatistics;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.pcap.PcapNgWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One session of the node half: commands in, packets and events out, until it is told to stop, its
 * commands end, or nothing comes for {@link NodeProtocol#SILENCE_SECONDS_MAX} seconds.
 *
 * <p>Commands: {@code add id pod|node name description filter exclude snaplen ring interfaces}
 * captures from one more target, {@code remove id} from one less; {@code clock id} asks for the
 * time; {@code inspect id pod} for what is known of a pod here; {@code resolv-conf id pod} for what
 * its resolver is told; {@code exchange id pod server port transport attempts timeout messages}
 * sends messages of DNS from inside it; {@code alive} says that the other half is there; {@code
 * stop} ends the session in good order.
 *
 * <p>Events: {@code hello version}; {@code added id pid excluded host-network}; {@code failed id
 * error}; {@code counted id captured received dropped}; {@code removed} the same, in the end;
 * {@code clock id nanos}; {@code inspected id pid netns host-network interfaces}; {@code
 * resolv-conf id text}; {@code exchanged id port took replies error}; {@code ended others}, with
 * the number of other sessions that the helper pod has.
 */
public final class NodeSession {
  private static final int COMMANDS_MAX = 4096;
  private static final int BATCH_LENGTH = 1 << 18;
  private static final int BLOCK_TIMEOUT_MILLIS = CaptureOptions.DEFAULT.blockTimeoutMillis();
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** The kernel hands a block over at the second tick of its timer at the latest. */
  private static final long HAND_OVER_NANOS = 2L * BLOCK_TIMEOUT_MILLIS * NANOS_PER_MILLI;

  private static final long COUNT_INTERVAL_NANOS = 1_000_000_000;
  private static final int IDLE_WAIT_MILLIS = 100;
  private static final Path FIRST_PROCESS_NETNS = Path.of("/proc/1/ns/net");

  private final FrameOutput out;
  private final InputStream in;
  private final PodErrands errands;
  private final Path nodeNetns;
  private final BlockingQueue<NodeMessage> commands = new ArrayBlockingQueue<>(COMMANDS_MAX);
  private final Map<String, CaptureTarget> targets = new HashMap<>();
  private final PacketBatch batch = new PacketBatch(BATCH_LENGTH);
  private final Packet packet = new Packet();
  private volatile long lastHeardNanos = System.nanoTime();
  private volatile boolean isInputEnded;
  private long lastCountedNanos = System.nanoTime();

  /**
   * Makes a session.
   *
   * @param in what the other half says
   * @param out goes to the other half
   * @param nodeNetns the network namespace of the node itself
   */
  public NodeSession(InputStream in, OutputStream out, Path nodeNetns) {
    this.in = in;
    this.out = new FrameOutput(out);
    this.nodeNetns = nodeNetns;
    errands = new PodErrands(this.out);
  }

  /**
   * {@return the netns of the node when this process runs in a helper pod: its parent is the shim}
   */
  static Path nodeNetnsFromHelper() {
    return ProcessHandle.current()
        .parent()
        .map(shim -> Path.of("/proc", Long.toString(shim.pid()), "ns", "net"))
        .orElse(FIRST_PROCESS_NETNS);
  }

  /** {@return the netns of the node when this process runs on the node itself} */
  public static Path nodeNetnsFromNode() {
    return FIRST_PROCESS_NETNS;
  }

  /** Runs until the end of the session. */
  public void run() throws IOException {
    Thread.ofPlatform().daemon().name("linking").start(CaptureSession::linkAhead);
    out.event(NodeMessage.of("hello", "version", NodeProtocol.VERSION));
    Thread reader = Thread.ofPlatform().daemon().name("commands").start(this::readCommands);
    try (var session = CaptureSession.ofChangingTargets(BLOCK_TIMEOUT_MILLIS);
        var writer = PcapNgWriter.to(out.packets(), "stream", "podsonde", new HostNames())) {
      writer.flush();
      boolean isStopped = false;
      while (!isStopped) {
        isStopped = obey(session) || isSilent();
        if (!isStopped && !targets.isEmpty()) {
          deliver(session, writer);
        }
      }
      drain(session, writer);
      for (String id : List.copyOf(targets.keySet())) {
        remove(session, id);
      }
    } finally {
      reader.interrupt();
    }
    out.event(NodeMessage.of("ended", "others", HelperIdleness.otherSessions()));
  }

  private boolean isSilent() {
    boolean isOver =
        System.nanoTime() - lastHeardNanos
            > TimeUnit.SECONDS.toNanos(NodeProtocol.SILENCE_SECONDS_MAX);
    return (isInputEnded && commands.isEmpty()) || isOver;
  }

  private void deliver(CaptureSession session, PcapNgWriter writer) throws IOException {
    long beforeNanos = System.currentTimeMillis() * NANOS_PER_MILLI;
    session.read(batch);
    write(writer);
    if (batch.size() == 0) {
      out.heartbeat(beforeNanos - HAND_OVER_NANOS);
    }
    if (System.nanoTime() - lastCountedNanos > COUNT_INTERVAL_NANOS) {
      lastCountedNanos = System.nanoTime();
      for (Map.Entry<String, CaptureTarget> target : targets.entrySet()) {
        int index = session.targets().indexOf(target.getValue());
        out.event(counts("counted", target.getKey(), session.statistics(index)));
      }
    }
  }

  private void write(PcapNgWriter writer) throws IOException {
    for (int index = 0; index < batch.size(); index++) {
      batch.get(index, packet);
      writer.write(packet);
    }
    if (batch.size() > 0) {
      writer.flush();
    }
  }

  private void drain(CaptureSession session, PcapNgWriter writer) throws IOException {
    if (targets.isEmpty()) {
      return;
    }
    session.stop();
    while (session.read(batch)) {
      write(writer);
    }
  }

  /** {@return whether the session is to end} */
  private boolean obey(CaptureSession session) throws IOException {
    NodeMessage command = next();
    while (command != null) {
      switch (command.verb()) {
        case "add" -> add(session, command);
        case "remove" -> remove(session, command.text("id"));
        case "stop" -> {
          return true;
        }
        default -> {} // of a newer half: its hello told both
      }
      command = commands.poll();
    }
    return false;
  }

  private @Nullable NodeMessage next() {
    try {
      return commands.poll(targets.isEmpty() ? IDLE_WAIT_MILLIS : 0, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return NodeMessage.of("stop");
    }
  }

  private void add(CaptureSession session, NodeMessage command) throws IOException {
    String id = command.text("id");
    try {
      Located located = locate(command);
      String filter = command.text("filter");
      String excluded = located.isNode ? OwnStream.exclusion(nodeNetns, command) : "";
      session.add(located.target, options(command).withFilter(combine(filter, excluded)));
      targets.put(id, located.target);
      out.event(
          NodeMessage.of(
              "added",
              "id",
              id,
              "pid",
              located.pid,
              "excluded",
              excluded,
              "host-network",
              located.isNode));
    } catch (IOException failure) {
      out.event(NodeMessage.of("failed", "id", id, "error", String.valueOf(failure.getMessage())));
    }
  }

  private record Located(CaptureTarget target, long pid, boolean isNode) {}

  private Located locate(NodeMessage command) throws IOException {
    String name = command.text("name");
    String description = command.text("description");
    if (command.has("node")) {
      return new Located(new CaptureTarget(name, description, nodeNetns), 0, true);
    }
    PodProcess process = PodProcesses.scan().find(command.text("pod"));
    if (process == null) {
      throw new IOException("no process of " + name + " runs on its node");
    }
    var target = new CaptureTarget(name, description, process.netns());
    return new Located(target, process.pid(), process.isHostNetwork());
  }

  private static String combine(String filter, String excluded) {
    if (excluded.isEmpty()) {
      return filter;
    }
    return filter.isBlank()
        ? "not (" + excluded + ")"
        : "(" + filter + ") and not (" + excluded + ")";
  }

  private static CaptureOptions options(NodeMessage command) {
    CaptureOptions options = CaptureOptions.DEFAULT;
    if (command.number("snaplen") > 0) {
      options = options.withSnaplen((int) command.number("snaplen"));
    }
    if (command.number("ring") > 0) {
      int ringLength = (int) Math.max(command.number("ring"), CaptureOptions.RING_LENGTH_MIN);
      options = options.withRingLength(ringLength);
    }
    String interfaces = command.text("interfaces");
    return interfaces.isEmpty()
        ? options
        : options.withInterfaces(List.of(interfaces.split(",", -1)));
  }

  private void remove(CaptureSession session, String id) throws IOException {
    CaptureTarget target = targets.remove(id);
    if (target != null) {
      out.event(counts("removed", id, session.remove(target)));
    }
  }

  private static NodeMessage counts(String verb, String id, CaptureStatistics counts) {
    return NodeMessage.of(
        verb,
        "id",
        id,
        "captured",
        counts.captured(),
        "received",
        counts.received(),
        "dropped",
        counts.dropped());
  }

  private void readCommands() {
    try (var lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        lastHeardNanos = System.nanoTime();
        answerOrQueue(NodeMessage.parse(line));
      }
    } catch (IOException _) {
      // the other half has gone: the same as an end
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    isInputEnded = true;
  }

  private void answerOrQueue(NodeMessage command) throws IOException, InterruptedException {
    switch (command.verb()) {
      case "alive" -> {}
      case "clock" -> out.event(NodeMessage.of("clock", "id", command.text("id"), "nanos", now()));
      case "inspect" -> out.event(errands.inspect(command));
      case "resolv-conf" -> out.event(errands.resolvConf(command));
      case "exchange" -> errands.exchange(command);
      default -> commands.put(command);
    }
  }

  private static long now() {
    Instant instant = Instant.now();
    return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
  }
}
