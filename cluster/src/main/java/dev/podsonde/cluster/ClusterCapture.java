package dev.podsonde.cluster;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.linux.CaptureOptions;
import dev.podsonde.linux.PodProcesses;
import dev.podsonde.node.NodeMessage;
import dev.podsonde.packet.CaptureStatistics;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A capture of pods on any nodes of a cluster, as one stream in the order of time.
 *
 * <p>It looks for what the request names, finds a way in to each node, and has the node half there
 * capture. While it runs it looks again every second: pods that come join, pods that go end, and a
 * way that broke is found anew. {@link #close} removes what it made.
 */
public final class ClusterCapture implements PacketSource {
  private static final long LOOK_INTERVAL_MILLIS = 1_000;
  private static final long END_MILLIS_MAX = 3_000;
  private static final long RETRY_MILLIS_MAX = 5_000;

  /** How long a way in that is being made when the capture ends may hold the end up. */
  private static final long CONNECTING_MILLIS_MAX = 5_000;

  /** Bytes that the kernel may hold on one node, shared by its targets. */
  private static final int RINGS_LENGTH = 16 << 20;

  private static final int RING_LENGTH_MAX = 4 << 20;
  private static final int RING_LENGTH_MIN = 512 << 10;

  private final ApiServer api;
  private final CaptureRequest request;
  private final List<ClusterTargets> targets = new CopyOnWriteArrayList<>();
  private final Consumer<String> notes;
  private final HelperPods helperPods;
  private final AddressNames names = new AddressNames();
  private final Inventory inventory;
  private final StreamMerge merge;
  private final Map<String, NodeAccess> nodes = new ConcurrentHashMap<>();
  private final TrackedTargets tracked = new TrackedTargets();
  private final Map<String, String> comments = new ConcurrentHashMap<>();
  private final CountDownLatch stopping = new CountDownLatch(1);

  private final Answers answers = new Answers();
  private final AtomicLong questions = new AtomicLong();

  /** Threads that may be making something to be removed in the end. */
  private final List<Thread> connecting = new CopyOnWriteArrayList<>();

  /**
   * What was counted for one target.
   *
   * @param prefix what the names of its interfaces begin with
   * @param comment what the file says of them besides: how its node's clock goes; may be empty
   */
  public record TargetCounts(String prefix, CaptureStatistics statistics, String comment) {}

  private ClusterCapture(ApiServer api, CaptureRequest request, Consumer<String> notes) {
    this.api = api;
    this.request = request;
    this.notes = notes;
    request.queries().forEach(query -> targets.add(new ClusterTargets(api, query)));
    helperPods = new HelperPods(api, request.helper(), notes);
    inventory = new Inventory(api, names.inventory());
    merge = new StreamMerge(request.window().toMillis(), request.isClockAligned());
  }

  /**
   * Starts to capture.
   *
   * @param notes is told what happens meanwhile, a line at a time, on any thread
   * @throws IllegalArgumentException when a target has no form of one
   * @throws IOException when nothing was found, or there is no way in to any of it
   */
  @MustBeClosed
  public static ClusterCapture open(CaptureRequest request, Consumer<String> notes)
      throws IOException {
    return open(ApiServer.connect(request.cluster()), request, notes);
  }

  /** The same over a connection, which is closed with the capture, or when it does not start. */
  @MustBeClosed
  static ClusterCapture open(ApiServer api, CaptureRequest request, Consumer<String> notes)
      throws IOException {
    var capture = new ClusterCapture(api, request, notes);
    try {
      capture.start();
      return capture;
    } catch (IOException | RuntimeException failure) {
      boolean wasInterrupted = Thread.interrupted(); // closing has to wait
      capture.close();
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
      throw failure;
    }
  }

  private void start() throws IOException {
    CompletableFuture<JsonNode> helpers = helperPods.list();
    track(targets);
    // Names and the sweep can wait until the way in is being found; packets cannot.
    Thread.ofVirtual().start(inventory::refresh);
    Thread.ofVirtual().start(() -> helperPods.sweep(helpers));
    connectAll(helpers);
    connecting.add(Thread.ofVirtual().name("follow").start(this::follow));
  }

  private void track(List<ClusterTargets> wanted) throws IOException {
    String whyNone = "";
    for (ClusterTargets each : wanted) {
      ClusterTargets.Found found = each.find();
      found.pods().values().forEach(this::track);
      found.nodes().forEach(tracked::addNode);
      if (found.nodes().isEmpty()) {
        whyNone = found.pods().isEmpty() ? each.whyNothing() : whyPending(found);
      }
    }
    if (tracked.isEmpty()) {
      throw new ClusterException(whyNone, 0);
    }
  }

  /** {@return the session on a node; null while there is none} */
  private @Nullable NodeLink link(String node) {
    NodeAccess access = nodes.get(node);
    return access == null ? null : access.link();
  }

  /** Finds a way in to every node that has none yet, and waits until the captures there run. */
  private void connectAll(CompletableFuture<JsonNode> helpers) throws IOException {
    Map<String, Thread> starts = new LinkedHashMap<>();
    Map<String, IOException> failures = new ConcurrentHashMap<>();
    for (String node : tracked.nodes()) {
      if (!nodes.containsKey(node)) {
        starts.put(node, Thread.ofVirtual().start(() -> connectFirst(node, helpers, failures)));
      }
    }
    connecting.addAll(starts.values());
    awaitStart(starts, failures);
  }

  /**
   * Captures from more targets, and returns when that runs.
   *
   * @throws IOException when there is no way in to any target at all
   */
  public void add(TargetQuery query) throws IOException {
    Set<String> before = tracked.ids();
    Set<String> connected = Set.copyOf(nodes.keySet());
    var more = new ClusterTargets(api, query);
    track(List.of(more));
    targets.add(more);
    for (TrackedTarget target : tracked.all()) {
      NodeLink link = link(target.node());
      if (!before.contains(target.id()) && connected.contains(target.node()) && link != null) {
        add(link, target, isLocal(target.node()));
      }
    }
    connectAll(helperPods.list());
  }

  /** {@return a pod that is being captured} */
  PodRef pod(String qualifiedName) throws ClusterException {
    return tracked.pod(qualifiedName);
  }

  /**
   * {@return what the node half answers about a pod that is being captured; has an {@code error}
   * when it cannot}
   */
  NodeMessage ask(PodRef pod, NodeMessage question, long millis) throws IOException {
    NodeLink link = link(pod.node());
    if (link == null) {
      throw new ClusterException("there is no way in to node " + pod.node(), 0);
    }
    String id = "question/" + questions.incrementAndGet();
    Map<String, String> fields = new LinkedHashMap<>(Map.of("id", id, "pod", pod.uid()));
    fields.putAll(question.fields());
    answers.expect(id);
    link.send(new NodeMessage(question.verb(), fields));
    return answers.await(id, millis);
  }

  private void connectFirst(
      String node, CompletableFuture<JsonNode> helpers, Map<String, IOException> failures) {
    try {
      connect(node, helpers);
    } catch (IOException failure) {
      failures.put(node, failure);
    }
  }

  private void awaitStart(Map<String, Thread> starts, Map<String, IOException> failures)
      throws IOException {
    try {
      for (Thread start : starts.values()) {
        start.join();
      }
      for (TrackedTarget target : tracked.all()) {
        if (!failures.containsKey(target.node())) {
          target.awaitSettled();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("starting: interrupted");
    }
    List<String> errors = new ArrayList<>();
    failures.values().forEach(failure -> errors.add(String.valueOf(failure.getMessage())));
    boolean isAnyCaptured = false;
    for (TrackedTarget target : tracked.all()) {
      if (!target.error().isEmpty()) {
        errors.add(target.name() + ": " + target.error());
      } else if (!failures.containsKey(target.node())) {
        isAnyCaptured = true;
      }
    }
    if (!isAnyCaptured) {
      throw new ClusterException(String.join("; ", errors), 0);
    }
    errors.forEach(notes);
  }

  private static String whyPending(ClusterTargets.Found found) {
    PodRef pod = found.pods().values().iterator().next();
    return "pod %s is pending: it has no node yet".formatted(pod.qualifiedName());
  }

  /** {@return whether the pod is on a node, and so can be captured} */
  private boolean track(PodRef pod) {
    inventory.add(pod);
    if (pod.node().isEmpty()) {
      return false;
    }
    tracked.add(pod);
    return true;
  }

  private void connect(String node, CompletableFuture<JsonNode> helpers) throws IOException {
    NodeAccess access = nodes.computeIfAbsent(node, _ -> new NodeAccess());
    boolean isLocal = isLocal(node);
    NodeTransport transport =
        isLocal
            ? new LocalTransport()
            : helperPods.startSession(node, access, helpers, () -> stopping.getCount() == 0);
    var link = new NodeLink(node, transport, new Events());
    access.enter(link);
    merge.add(link);
    for (TrackedTarget target : tracked.on(node)) {
      add(link, target, isLocal);
    }
    link.awaitHello();
    if (stopping.getCount() == 0) {
      link.stop();
    }
  }

  private boolean isLocal(String node) throws IOException {
    if (request.via() != Via.AUTO) {
      return request.via() == Via.LOCAL;
    }
    boolean isRoot = "root".equals(System.getProperty("user.name"));
    PodProcesses here = isRoot ? PodProcesses.scan() : null;
    List<PodRef> pods =
        tracked.on(node).stream().map(TrackedTarget::pod).filter(Objects::nonNull).toList();
    return here != null
        && !pods.isEmpty()
        && pods.stream().allMatch(pod -> here.find(pod.uid()) != null);
  }

  private void add(NodeLink link, TrackedTarget target, boolean isLocal) throws IOException {
    String ownStream = isLocal ? "" : ownStream();
    link.send(
        target.addMessage(request.options(), ringLength(target.node()), container(), ownStream));
  }

  /** {@return what was asked for, else a share of what a node spares for us} */
  private int ringLength(String node) {
    int asked = request.options().ringLength();
    if (asked != CaptureOptions.DEFAULT.ringLength()) {
      return asked;
    }
    int siblings = tracked.on(node).size();
    return Math.clamp(RINGS_LENGTH / Math.max(1, siblings), RING_LENGTH_MIN, RING_LENGTH_MAX);
  }

  private String container() {
    return request.queries().stream().map(TargetQuery::container).findFirst().orElse("");
  }

  /** {@return a filter for the way of our stream between the API server and us} */
  private String ownStream() {
    String host = String.valueOf(api.server().getHost());
    int port = api.server().getPort() < 0 ? 443 : api.server().getPort();
    boolean isAddress =
        host.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':');
    String server = "tcp port " + port;
    return isAddress ? "(host " + host + " and " + server + ")" : server;
  }

  private final class Events implements NodeLink.Listener {
    @Override
    public void onEvent(NodeLink link, NodeMessage event) {
      TrackedTarget target = tracked.get(event.text("id"));
      if (target == null) {
        answers.take(event);
        return;
      }
      switch (event.verb()) {
        case "added" -> {
          if (!event.text("excluded").isEmpty()) {
            notes.accept(
                "%s: uses the node's network; left out is what carries this capture: %s"
                    .formatted(target.name(), event.text("excluded")));
          }
          target.run();
        }
        case "failed" -> target.fail(event.text("error"));
        case "counted", "removed" -> target.count(event);
        default -> {} // of a newer node half
      }
    }

    @Override
    public void onEnd(NodeLink link, String reason) {
      if (reason.isEmpty() || stopping.getCount() == 0) {
        return;
      }
      NodeAccess access = nodes.get(link.node());
      if (access != null) {
        access.lose(link);
      }
    }

    @Override
    public void onProgress() {
      merge.wake();
    }
  }

  /** Looks again and again, until stopped. */
  private void follow() {
    try {
      while (!stopping.await(LOOK_INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (request.isFollowing()) {
          look();
        }
        for (String node : tracked.nodes()) {
          reconnect(node);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    Map<String, PodRef> found = new LinkedHashMap<>();
    for (ClusterTargets each : targets) {
      try {
        found.putAll(each.find().pods());
      } catch (ClusterException absent) {
        if (absent.status() != 404) {
          return; // the API server may be away for a while: what runs goes on
        }
      } catch (IOException _) {
        return;
      }
    }
    for (PodRef pod : found.values()) {
      inventory.add(pod); // a pod may run for a while before the API knows its address
      TrackedTarget known = tracked.get(pod.uid());
      boolean isToRetry = known != null && !known.error().isEmpty();
      if ((known == null || isToRetry) && track(pod)) {
        join(pod);
      }
    }
    for (TrackedTarget target : tracked.all()) {
      if (target.pod() != null && !target.isGone() && !found.containsKey(target.id())) {
        leave(target);
      }
    }
  }

  private void join(PodRef pod) throws InterruptedException {
    TrackedTarget target = tracked.get(pod.uid());
    NodeLink link = link(pod.node());
    if (target == null || link == null) {
      return; // the node is new: the way in to it is found next
    }
    try {
      add(link, target, request.via() == Via.LOCAL || isLocal(pod.node()));
      target.awaitSettled();
      tell(target, "joined the capture on node " + pod.node());
    } catch (IOException _) {
      return; // the link is lost: found anew with this target too
    }
  }

  private void leave(TrackedTarget target) {
    target.leave();
    NodeLink link = link(target.node());
    if (link != null) {
      try {
        link.send(NodeMessage.of("remove", "id", target.id()));
      } catch (IOException _) {
        // the link is lost, and the target with it
      }
    }
    notes.accept(target.name() + ": has gone; its capture ended");
  }

  private void reconnect(String node) throws InterruptedException {
    NodeAccess access = nodes.computeIfAbsent(node, _ -> new NodeAccess());
    if (access.link() != null) {
      return;
    }
    long lostNanos = access.lostNanos();
    if (lostNanos != 0) {
      notes.accept("node %s: the stream broke; finding the way in anew".formatted(node));
    }
    tracked.on(node).forEach(TrackedTarget::restart);
    long retryMillis = 200;
    String lastFailure = "";
    while (stopping.getCount() > 0) {
      try {
        connect(node, helperPods.list());
        tellOfGap(node, lostNanos);
        return;
      } catch (IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (!message.equals(lastFailure)) {
          notes.accept("node %s: %s".formatted(node, message));
        }
        lastFailure = message;
      }
      boolean _ = stopping.await(retryMillis, TimeUnit.MILLISECONDS);
      retryMillis = Math.min(2 * retryMillis, RETRY_MILLIS_MAX);
    }
  }

  private void tellOfGap(String node, long lostNanos) throws InterruptedException {
    for (TrackedTarget target : tracked.on(node)) {
      target.awaitSettled();
      double seconds = (System.nanoTime() - lostNanos) / 1e9;
      tell(
          target,
          lostNanos == 0
              ? "joined the capture on node " + node
              : "gap of %.1f s: the stream from node %s broke".formatted(seconds, node));
    }
  }

  /** Notes it now, and as a comment on the target's next packet. */
  private void tell(TrackedTarget target, String what) {
    notes.accept(target.name() + ": " + what);
    comments.put(target.name() + ":", "podsonde: " + what);
  }

  @Override
  public boolean read(PacketBatch batch) throws IOException {
    batch.clear();
    return merge.read(batch, this::meet) || stopping.getCount() > 0;
  }

  private void meet(Packet packet, PacketBatch batch) {
    names.meet(packet);
    if (!comments.isEmpty()) {
      String comment = comments.remove(packet.captureInterface().target() + ":");
      if (comment != null) {
        batch.commentLast(comment);
      }
    }
  }

  /** Ends the capture: {@link #read} still yields what was captured before, then says so. */
  public void stop() {
    stopping.countDown();
    for (NodeAccess access : nodes.values()) {
      NodeLink link = access.link();
      if (link != null) {
        Thread.ofVirtual().start(link::stop);
      }
    }
  }

  /** {@return the names of the addresses that occurred so far} */
  public HostNames names() {
    return names.occurring();
  }

  /** {@return the names of what is or was captured} */
  public List<String> targetNames() {
    return tracked.all().stream().map(TrackedTarget::name).sorted().toList();
  }

  /** {@return what was counted so far, for each target that is captured} */
  public List<TargetCounts> counts() {
    return tracked.all().stream()
        .filter(TrackedTarget::isCaptured)
        .map(target ->
            new TargetCounts(target.name() + ":", target.statistics(), clockComment(target.node())))
        .toList();
  }

  private String clockComment(String node) {
    NodeLink link = link(node);
    if (link == null || !link.clockOffset().isKnown()) {
      return "";
    }
    return "podsonde: clock of node %s against the capturing machine's: %s, %s"
        .formatted(
            node,
            link.clockOffset(),
            request.isClockAligned() && link.clockOffset().correctionNanos() != 0
                ? "taken from the times"
                : "not taken from the times");
  }

  /** {@return what was counted so far, over all targets} */
  public CaptureStatistics statistics() {
    return counts().stream()
        .map(TargetCounts::statistics)
        .reduce(CaptureStatistics.NONE, CaptureStatistics::plus);
  }

  /** {@return how many packets came too late for their place, and went out all the same} */
  public long lateCount() {
    return merge.lateCount();
  }

  /** {@return what was measured of each node's clock, a line each} */
  public List<String> clockOffsets() {
    List<String> lines = new ArrayList<>();
    nodes.forEach((node, access) -> {
      NodeLink link = access.link();
      if (link != null && link.clockOffset().isKnown()) {
        lines.add("clock of node " + node + ": " + link.clockOffset());
      }
    });
    return lines;
  }

  @Override
  public void close() {
    stop();
    awaitConnecting();
    List<Thread> ends = new ArrayList<>();
    for (NodeAccess access : nodes.values()) {
      ends.add(Thread.ofVirtual().start(() -> end(access)));
    }
    try {
      for (Thread end : ends) {
        end.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    api.close();
  }

  private void awaitConnecting() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECTING_MILLIS_MAX);
    try {
      for (Thread each : connecting) {
        boolean _ = each.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(NodeAccess access) {
    NodeLink link = access.link();
    long others = 0;
    if (link != null) {
      boolean _ = link.awaitEnd(END_MILLIS_MAX);
      others = link.otherSessions();
      link.close();
    }
    HelperPod helper = access.helper();
    if (helper != null) {
      helperPods.leave(helper, others);
    }
  }
}
