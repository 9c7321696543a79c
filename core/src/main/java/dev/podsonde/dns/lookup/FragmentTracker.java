package dev.podsonde.dns.lookup;

import dev.podsonde.decode.PacketLocator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which fragments of which datagrams were seen. The bytes are not put together: the first fragment
 * says what the message is, the others only whether all of it arrived.
 */
final class FragmentTracker {
  /** Bounds the datagrams that are followed; the oldest is forgotten for a new one. */
  static final int DATAGRAMS_MAX = 4096;

  /** Bounds the fragments of one datagram: 64 KiB in pieces of 1280 bytes are 52. */
  static final int FRAGMENTS_MAX = 64;

  /** Linux gives up on a datagram after this time (ipfrag_time in ip(7)). */
  static final long LIFE_NANOS = 30_000_000_000L;

  private record Key(
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow,
      int identification) {}

  /** A datagram of which fragments were seen. */
  static final class Datagram {
    private final long startNanos;
    private final int[] starts = new int[FRAGMENTS_MAX];
    private final int[] ends = new int[FRAGMENTS_MAX];
    private int count;
    private int length = -1;

    /** The attempt that its first fragment answers, and the frame of that fragment. */
    @Nullable Attempt attempt;

    long firstFrame;

    private Datagram(long startNanos) {
      this.startNanos = startNanos;
    }

    private void add(int start, int end, boolean isLast) {
      if (isLast) {
        length = end;
      }
      if (count < FRAGMENTS_MAX) {
        starts[count] = start;
        ends[count] = end;
        count++;
      }
    }

    boolean isComplete() {
      int covered = 0;
      for (int i = 0; i < count && length > covered; i++) {
        for (int piece = 0; piece < count; piece++) {
          if (starts[piece] <= covered) {
            covered = Math.max(covered, ends[piece]);
          }
        }
      }
      return length >= 0 && covered >= length;
    }
  }

  private final Map<Key, Datagram> datagrams = new LinkedHashMap<>();
  private long refused;
  private boolean hasLaterFragments;

  /** {@return the datagram that the fragment at hand is of, the fragment counted in} */
  Datagram add(PacketLocator fragment, long nowNanos) {
    var key =
        new Key(
            fragment.sourceHigh(),
            fragment.sourceLow(),
            fragment.destinationHigh(),
            fragment.destinationLow(),
            fragment.identification());
    Datagram datagram = datagrams.get(key);
    if (datagram == null || nowNanos - datagram.startNanos > LIFE_NANOS) {
      datagrams.remove(key);
      makeRoom();
      datagram = new Datagram(nowNanos);
      datagrams.put(key, datagram);
    }
    int start = fragment.fragmentOffset();
    hasLaterFragments |= start > 0;
    int end = start + fragment.ipEnd() - fragment.transport();
    datagram.add(start, end, !fragment.hasMoreFragments());
    return datagram;
  }

  private void makeRoom() {
    if (datagrams.size() == DATAGRAMS_MAX) {
      Iterator<Datagram> oldest = datagrams.values().iterator();
      oldest.next();
      oldest.remove();
      refused++;
    }
  }

  /** {@return whether any but first fragments are captured: a filter for ports leaves them out} */
  boolean hasLaterFragments() {
    return hasLaterFragments;
  }

  int size() {
    return datagrams.size();
  }

  /** {@return how many datagrams were forgotten to make room} */
  long refused() {
    return refused;
  }
}
