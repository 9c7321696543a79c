package dev.podsonde.cluster;

import org.jspecify.annotations.Nullable;

/** The way in to one node: the session there, and the helper pod that it runs in. */
final class NodeAccess {
  private @Nullable NodeLink link;
  private @Nullable HelperPod helper;
  private long lostNanos;

  /** {@return the session; null before the first, and while the way in is being found anew} */
  synchronized @Nullable NodeLink link() {
    return link;
  }

  /** {@return the helper pod; null when there is none} */
  synchronized @Nullable HelperPod helper() {
    return helper;
  }

  /**
   * {@return when the last session was lost, as {@link System#nanoTime} has it; 0 when none was}
   */
  synchronized long lostNanos() {
    return lostNanos;
  }

  synchronized void enter(NodeLink entered) {
    link = entered;
  }

  /** Notes the end of a session; that of one which has a successor is of no concern any more. */
  synchronized void lose(NodeLink lost) {
    if (lost.equals(link)) {
      link = null;
      lostNanos = System.nanoTime();
    }
  }

  /**
   * When our own pod is found again, it stays ours.
   *
   * @return the one that is left for another; null when there is none
   */
  synchronized @Nullable HelperPod take(HelperPod found) {
    HelperPod before = helper;
    if (before != null && before.name().equals(found.name())) {
      return null;
    }
    helper = found;
    return before;
  }
}
