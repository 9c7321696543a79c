package dev.podsonde.cluster;

import dev.podsonde.linux.CaptureOptions;
import java.time.Duration;
import java.util.List;

/**
 * What to capture in a cluster, and how.
 *
 * @param queries what to look for; whatever any of them names
 * @param isFollowing whether pods that come to match later join
 * @param isClockAligned whether times of other nodes are moved to this machine's clock
 * @param window how long a packet waits for earlier ones of other nodes at most
 */
public record CaptureRequest(
    ClusterOptions cluster,
    List<TargetQuery> queries,
    HelperOptions helper,
    Via via,
    CaptureOptions options,
    boolean isFollowing,
    boolean isClockAligned,
    Duration window) {
  /** Nobody watches these packets come, so a node that is slow may be waited for. */
  private static final Duration PROBE_WINDOW = Duration.ofSeconds(5);

  /** {@return the same for these places alone, with clocks aligned: times there are compared} */
  CaptureRequest of(List<TargetQuery> places) {
    return new CaptureRequest(cluster, places, helper, via, options, false, true, PROBE_WINDOW);
  }
}
