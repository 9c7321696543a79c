package dev.podsonde.cluster;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * The helper pods of one capture: found or made where a way in needs one, removed when it ends.
 *
 * @param notes is told of those made and removed, a line each
 */
record HelperPods(ApiServer api, HelperOptions options, Consumer<String> notes) {

  /** Asks for those there are, without waiting. */
  CompletableFuture<JsonNode> list() {
    return HelperPod.list(api, options.namespace());
  }

  /** Removes what commands that were killed left behind, as far as that is allowed. */
  void sweep(CompletableFuture<JsonNode> present) {
    try {
      HelperPod.collect(api, present, true)
          .forEach(pod -> notes.accept("removed helper pod %s, which was over".formatted(pod)));
    } catch (IOException _) {
      return; // whoever may not list or delete them has learnt so from the way in
    }
  }

  /**
   * {@return a session of the node half in a pod on the node, which {@code access} has from now on}
   *
   * @param present the answer to {@link #list}
   * @param isStopping ends the wait for a pod that was made
   */
  NodeTransport startSession(
      String node,
      NodeAccess access,
      CompletableFuture<JsonNode> present,
      BooleanSupplier isStopping)
      throws IOException {
    HelperPod helper = HelperPod.obtain(api, node, options, present);
    HelperPod left = access.take(helper);
    if (left != null && left.isOurs()) {
      delete(left);
    }
    if (helper.isOurs()) {
      notes.accept(
          "made helper pod %s/%s on node %s".formatted(helper.namespace(), helper.name(), node));
    }
    helper.awaitRunning(api, isStopping);
    return helper.startSession(api);
  }

  /** Gives up a pod after our session; if we made it, it goes, unless others use it. */
  void leave(HelperPod helper, long otherSessions) {
    if (!helper.isOurs()) {
      return;
    }
    if (otherSessions > 0) {
      notes.accept(
          "helper pod %s/%s stays for %d other sessions, and ends by itself"
              .formatted(helper.namespace(), helper.name(), otherSessions));
    } else {
      delete(helper);
    }
  }

  private void delete(HelperPod helper) {
    try {
      helper.delete(api);
    } catch (IOException failure) {
      notes.accept(
          "helper pod %s/%s stays, and ends by itself: %s"
              .formatted(helper.namespace(), helper.name(), failure.getMessage()));
    }
  }
}
