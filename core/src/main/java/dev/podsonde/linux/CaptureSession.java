package dev.podsonde.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.filter.BpfProgram;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.CaptureStatistics;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A capture that runs: the rings of all its targets, read as one stream in the order of time.
 *
 * <p>One thread opens, reads and closes it. Any thread may {@link #stop} it or ask what it counted.
 */
public final class CaptureSession implements PacketSource {
  /** {@code struct pollfd}: descriptor, events, what happened. */
  private static final int POLLFD_LENGTH = 8;

  private static final int POLLFD_EVENTS = 4;
  private static final int POLLFD_RESULT = 6;
  private static final short POLLIN = 1;
  private static final short POLLERR = 8;

  /** Has poll(2) pass over an entry. */
  private static final int NO_DESCRIPTOR = -1;

  /** How long a call of {@link #read} waits at most. */
  private static final int WAIT_MILLIS = 100;

  /** How long until a look whether the turn of packets at hand has come. */
  private static final int WAIT_FOR_TURN_MILLIS = 10;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final List<CaptureTarget> targets = new ArrayList<>();
  private final Arena arena = Arena.ofConfined();
  private final List<PacketRing> rings = new ArrayList<>();
  private final TimeMerge merge;

  /** The kernel hands a block over at the second tick of its timer at the latest. */
  private final int handOverMillis;

  /** Whether targets come and go, and so have their names before their interfaces. */
  private final boolean isChanging;

  private MemorySegment descriptors = MemorySegment.NULL;

  /** Asked by any thread. */
  private final List<CaptureTarget> targetsLost = new CopyOnWriteArrayList<>();

  private volatile boolean isStopRequested;
  private boolean isDraining;
  private long drainDeadlineNanos;

  private CaptureSession(int blockTimeoutMillis, boolean isChanging) {
    this.isChanging = isChanging;
    handOverMillis = 2 * blockTimeoutMillis;
    merge = new TimeMerge(handOverMillis);
  }

  /**
   * Starts to capture.
   *
   * <p>With one target, interfaces have their own names; with several, they are called {@code
   * target:eth0}.
   *
   * @throws dev.podsonde.filter.FilterException when the filter is wrong
   * @throws SyscallException when the kernel refuses, mostly for want of a capability
   */
  @MustBeClosed
  public static CaptureSession open(List<CaptureTarget> targets, CaptureOptions options)
      throws IOException {
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("no target");
    }
    var session = new CaptureSession(options.blockTimeoutMillis(), false);
    try {
      for (CaptureTarget target : targets) {
        session.addRing(target, targets.size() == 1 ? "" : target.name() + ":", options);
      }
      session.listDescriptors();
      return session;
    } catch (IOException | RuntimeException failure) {
      session.close();
      throw failure;
    }
  }

  /**
   * Makes a capture of no target yet: they come and go while it runs, and their interfaces are
   * called {@code target:eth0}.
   *
   * @param blockTimeoutMillis the longest of the options' that targets will be added with
   */
  @MustBeClosed
  public static CaptureSession ofChangingTargets(int blockTimeoutMillis) {
    return new CaptureSession(blockTimeoutMillis, true);
  }

  /**
   * Has the virtual machine link what a capture calls outside of it. The first capture would else
   * wait a tenth of a second for that.
   */
  public static void linkAhead() {
    Libc.linkAhead();
    try {
      var _ = BpfProgram.compile("udp", LinkType.ETHERNET, BpfProgram.SNAPLEN_MAX, true);
    } catch (IOException _) {
      // then the capture's own filter fails in the same way, and says so
    }
  }

  /** Captures from one more target; the reading thread's call. */
  public void add(CaptureTarget target, CaptureOptions options) throws IOException {
    requireChanging();
    addRing(target, target.name() + ":", options);
    listDescriptors();
  }

  /**
   * Captures from the target no more; the reading thread's call. What the kernel still holds of it
   * is given up, so call it when the target is no more, or is not wanted.
   *
   * @return what was counted
   */
  public CaptureStatistics remove(CaptureTarget target) throws IOException {
    requireChanging();
    int index = targets.indexOf(target);
    targets.remove(index);
    try (PacketRing ring = rings.remove(index)) {
      merge.remove(ring);
      listDescriptors();
      return ring.statistics();
    }
  }

  private void requireChanging() {
    if (!isChanging) {
      throw new IllegalStateException("the targets were given when it was opened");
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed with the session
  private void addRing(CaptureTarget target, String prefix, CaptureOptions options)
      throws IOException {
    PacketRing ring = PacketRing.open(target, prefix, options);
    rings.add(ring);
    targets.add(target);
    merge.add(ring);
  }

  private void listDescriptors() {
    long needed = (long) POLLFD_LENGTH * rings.size();
    if (descriptors.byteSize() < needed) {
      descriptors = arena.allocate(2 * needed, Integer.BYTES);
    }
    for (int index = 0; index < rings.size(); index++) {
      long at = (long) POLLFD_LENGTH * index;
      descriptors.set(JAVA_INT, at, rings.get(index).descriptor());
      descriptors.set(JAVA_SHORT, at + POLLFD_EVENTS, POLLIN);
    }
  }

  /**
   * Waits up to a tenth of a second for packets. The end comes after {@link #stop}, or when every
   * target had one interface named and has lost it.
   */
  @Override
  public boolean read(PacketBatch batch) throws IOException {
    if (isStopRequested && !isDraining) {
      beginDrain();
    }
    if (take(batch)) {
      return true;
    }
    if (isDraining && System.nanoTime() - drainDeadlineNanos >= 0) {
      return merge.takeAll(batch);
    }
    waitForPackets();
    take(batch);
    return true;
  }

  private boolean take(PacketBatch batch) throws IOException {
    boolean isAlone = rings.size() == 1 && !isChanging;
    return isAlone ? rings.getFirst().take(batch) : merge.take(batch);
  }

  private void waitForPackets() throws IOException {
    // Rings with packets that wait for their turn would end the wait at once.
    int count = merge.isHolding() ? 0 : rings.size();
    int timeoutMillis = isDraining || merge.isHolding() ? WAIT_FOR_TURN_MILLIS : WAIT_MILLIS;
    if (Libc.poll(descriptors, count, timeoutMillis) == 0) {
      return;
    }
    for (int index = 0; index < rings.size(); index++) {
      long at = (long) POLLFD_LENGTH * index;
      boolean hasError = (descriptors.get(JAVA_SHORT, at + POLLFD_RESULT) & POLLERR) != 0;
      if (hasError && rings.get(index).hasLostItsInterface()) {
        descriptors.set(JAVA_INT, at, NO_DESCRIPTOR);
        targetsLost.add(targets.get(index));
      }
    }
    if (targetsLost.size() == rings.size() && !isChanging) {
      stop();
    }
  }

  /** Ends the capture: {@link #read} still yields what was captured before, then says so. */
  public void stop() {
    isStopRequested = true;
  }

  /** From here on nothing comes in, so draining ends however fast packets arrive. */
  private void beginDrain() throws IOException {
    for (PacketRing ring : rings) {
      ring.quiesce();
    }
    isDraining = true;
    drainDeadlineNanos = System.nanoTime() + handOverMillis * NANOS_PER_MILLI;
  }

  /** {@return what was counted so far, over all targets} */
  public CaptureStatistics statistics() throws IOException {
    CaptureStatistics sum = CaptureStatistics.NONE;
    for (PacketRing ring : rings) {
      sum = sum.plus(ring.statistics());
    }
    return sum;
  }

  /** {@return what was counted so far for the target at {@code index} of those given} */
  public CaptureStatistics statistics(int index) throws IOException {
    return rings.get(index).statistics();
  }

  /** {@return the interfaces that were up at the start; others show with their packets} */
  public List<CaptureInterface> interfaces() {
    return rings.stream().flatMap(ring -> ring.interfaces().stream()).toList();
  }

  /** {@return the targets, in the order given} */
  public List<CaptureTarget> targets() {
    return List.copyOf(targets);
  }

  /** {@return the targets of which one interface was captured, and is no more} */
  public List<CaptureTarget> targetsLost() {
    return List.copyOf(targetsLost);
  }

  @Override
  public void close() {
    rings.forEach(PacketRing::close);
    arena.close();
  }
}
