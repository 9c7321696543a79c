package dev.podsonde.cli;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.cluster.CaptureRequest;
import dev.podsonde.cluster.ClusterCapture;
import dev.podsonde.linux.CaptureOptions;
import dev.podsonde.linux.CaptureSession;
import dev.podsonde.linux.CaptureTarget;
import dev.podsonde.linux.Targets;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The targets of a live capture: on this machine or of a cluster, not both.
 *
 * @param names as given
 * @param arguments what selects pods besides names
 * @param areHere whether they are on this machine
 */
record FeedTargets(List<String> names, ClusterArguments arguments, boolean areHere) {
  private static final List<String> LOCAL_KINDS = List.of("pid", "netns", "container");

  /**
   * Finds out where they are.
   *
   * @param command what to name when there is none
   */
  static FeedTargets of(String command, List<String> names, ClusterArguments arguments)
      throws UsageException {
    long locals = names.stream().filter(FeedTargets::isOnThisMachine).count();
    boolean isInCluster = names.isEmpty() ? arguments.isSelecting() : locals == 0;
    if (isInCluster) {
      return new FeedTargets(names, arguments, false);
    }
    if (names.isEmpty()) {
      throw new UsageException(command + ": no TARGET, and no -l, -A or --field-selector");
    }
    if (arguments.isSelecting()) {
      throw new UsageException("-l, -A, --field-selector: for pods, not for targets here");
    }
    if (arguments.isNamingContainer()) {
      throw new UsageException("-c: names a pod's container; tcpdump's -c stands behind --");
    }
    if (locals < names.size()) {
      throw new UsageException("targets on this machine and targets of a cluster cannot be mixed");
    }
    return new FeedTargets(names, arguments, true);
  }

  private static boolean isOnThisMachine(String target) {
    return target.equals("host")
        || LOCAL_KINDS.stream().anyMatch(kind -> target.startsWith(kind + "/"));
  }

  /** Starts the capture. */
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // the feed closes what it is made of
  CaptureFeed open(CaptureOptions options) throws IOException, UsageException {
    try {
      return areHere ? new LocalFeed(CaptureSession.open(find(), options)) : openCluster(options);
    } catch (IllegalArgumentException noForm) {
      throw new UsageException(String.valueOf(noForm.getMessage()));
    }
  }

  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // the feed closes what it is made of
  private CaptureFeed openCluster(CaptureOptions options) throws IOException, UsageException {
    Signals.onStop(Thread.currentThread()::interrupt); // what was made by then is removed
    try {
      return new ClusterFeed(
          ClusterCapture.open(request(options), note -> System.err.println("podsonde: " + note)));
    } catch (InterruptedIOException stopped) {
      throw Thread.interrupted() ? new StoppedException(stopped) : stopped;
    }
  }

  CaptureRequest request(CaptureOptions options) throws UsageException {
    return arguments.request(names, options);
  }

  private List<CaptureTarget> find() throws IOException {
    Targets targets = new Targets();
    List<CaptureTarget> found = new ArrayList<>();
    for (String name : new LinkedHashSet<>(names)) { // one given twice is one
      found.add(targets.find(name));
    }
    return found;
  }
}
