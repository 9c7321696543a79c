package dev.podsonde.cluster;

import dev.podsonde.linux.CaptureOptions;
import dev.podsonde.node.NodeMessage;
import dev.podsonde.packet.CaptureStatistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A pod or a node that is being captured: how it fares at the node half. */
final class TrackedTarget {
  private static final long START_MILLIS_MAX = 20_000;

  private final String id;
  private final String name;
  private final String node;
  private final @Nullable PodRef pod;
  private volatile CountDownLatch settled = new CountDownLatch(1);
  private volatile String error = "";
  private volatile boolean isGone;
  private CaptureStatistics before = CaptureStatistics.NONE;
  private CaptureStatistics now = CaptureStatistics.NONE;

  private TrackedTarget(String id, String name, String node, @Nullable PodRef pod) {
    this.id = id;
    this.name = name;
    this.node = node;
    this.pod = pod;
  }

  /** {@return the target that is a pod, which is on a node} */
  static TrackedTarget of(PodRef pod) {
    return new TrackedTarget(pod.uid(), pod.qualifiedName(), pod.node(), pod);
  }

  /** {@return the target that is a node's own network} */
  static TrackedTarget ofNode(String node) {
    String name = "node/" + node;
    return new TrackedTarget(name, name, node, null);
  }

  /** {@return what the node half calls it: the pod's UID, or {@code node/NAME}} */
  String id() {
    return id;
  }

  /** {@return {@code namespace/pod}, or {@code node/NAME}} */
  String name() {
    return name;
  }

  String node() {
    return node;
  }

  /** {@return null when it is a node} */
  @Nullable PodRef pod() {
    return pod;
  }

  /** {@return why the node half does not capture it; empty when it does, or has not said yet} */
  String error() {
    return error;
  }

  /** {@return whether the pod is no more} */
  boolean isGone() {
    return isGone;
  }

  /**
   * {@return the command that has the node half capture it}
   *
   * @param container is named in its description; may be empty
   * @param ownStream a filter for what carries this capture; empty when nothing does
   */
  NodeMessage addMessage(
      CaptureOptions options, int ringLength, String container, String ownStream) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("id", id);
    if (pod == null) {
      fields.put("node", node);
      fields.put("description", "node " + node);
    } else {
      fields.put("pod", pod.uid());
      fields.put("description", pod.description(container));
    }
    fields.put("name", name);
    fields.put("filter", options.filter());
    fields.put("snaplen", Integer.toString(options.snaplen()));
    fields.put("ring", Integer.toString(ringLength));
    fields.put("interfaces", String.join(",", options.interfaceNames()));
    fields.put("exclude", ownStream);
    return new NodeMessage("add", fields);
  }

  /** Notes that its capture runs. */
  void run() {
    settled.countDown();
  }

  /** Notes that the node half cannot capture it. */
  void fail(String why) {
    error = why;
    settled.countDown();
  }

  synchronized void count(NodeMessage event) {
    now =
        new CaptureStatistics(
            event.number("captured"), event.number("received"), event.number("dropped"));
  }

  /** The node half starts anew, and counts from nothing. */
  synchronized void restart() {
    before = before.plus(now);
    now = CaptureStatistics.NONE;
    settled = new CountDownLatch(1);
  }

  /** Notes that the pod is no more. */
  void leave() {
    isGone = true;
  }

  /** Waits until the node half says that the capture runs, or why it does not. */
  void awaitSettled() throws InterruptedException {
    boolean _ = settled.await(START_MILLIS_MAX, TimeUnit.MILLISECONDS);
  }

  /** {@return whether it is captured, or was: then no packet means that none came} */
  boolean isCaptured() {
    boolean isRunning = settled.getCount() == 0 && error.isEmpty();
    return isRunning || !statistics().equals(CaptureStatistics.NONE);
  }

  /** {@return what was counted, over all sessions} */
  synchronized CaptureStatistics statistics() {
    return before.plus(now);
  }
}
