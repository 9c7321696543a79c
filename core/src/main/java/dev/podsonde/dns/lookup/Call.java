package dev.podsonde.dns.lookup;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an application asked for once: A and AAAA, the names that its search list makes of one, all
 * retries and the fallback to TCP, folded together.
 *
 * <p>Reused: valid until the {@link LookupListener} method that gave it returns. {@link #keep} lets
 * it live on.
 */
public final class Call {
  /** Bounds the lookups of one call; one more begins another call. */
  static final int LOOKUPS_MAX = 64;

  private final List<Lookup> lookups = new ArrayList<>(2);
  private final List<TcpConnection> connections = new ArrayList<>(0);
  @Nullable Client client;
  @Nullable Call previousOfName;
  @Nullable Call nextOfName;
  @Nullable Call before;
  @Nullable Call after;
  @Nullable CallQueue queue;
  long key;
  long lastNanos;
  long endedNanos;
  boolean isEarly;
  int baseLength;
  private int unsettledLookups;
  private boolean isKept;
  private boolean isForced;
  private boolean isCutShort;

  Call() {}

  void reset() {
    lookups.clear();
    connections.clear();
    client = null;
    baseLength = 0;
    unsettledLookups = 0;
    isKept = false;
    isForced = false;
    isCutShort = false;
  }

  void add(Lookup lookup) {
    lookups.add(lookup);
    lookup.call = this;
    lookup.isSettled = false;
    unsettledLookups++;
  }

  void add(TcpConnection connection) {
    if (connections.size() < LOOKUPS_MAX) {
      connections.add(connection);
    }
  }

  void force() {
    isForced = true;
    isCutShort = true;
  }

  void cutShort() {
    isCutShort = true;
  }

  boolean isKept() {
    return isKept;
  }

  /**
   * Lets this call, its lookups and its attempts outlive the method that was given it, unchanged.
   * Whoever keeps calls bounds how many.
   */
  public void keep() {
    isKept = true;
  }

  /** {@return who asked} */
  public Client client() {
    if (client == null) {
      throw new IllegalStateException("call was given back");
    }
    return client;
  }

  /** {@return its lookups, at least one, in order of their first attempts} */
  public List<Lookup> lookups() {
    return lookups;
  }

  /** {@return the TCP connections to the server that followed a truncated reply in it} */
  public List<TcpConnection> connections() {
    return connections;
  }

  /** {@return whether a limit ended it before its time} */
  public boolean isForced() {
    return isForced;
  }

  /** {@return whether more might have come: the capture ended, or a limit ended it} */
  public boolean isCutShort() {
    return isCutShort;
  }

  /** {@return whether it began so soon after the capture that a query of it may precede that} */
  public boolean isEarly() {
    return isEarly;
  }

  /**
   * {@return whether the capture, or a limit, ended it so soon after its last packet that the next
   * one may have been on its way}
   */
  public boolean isCutSoon() {
    return isCutShort && waitedNanos() < LookupEngine.END_GRACE_NANOS;
  }

  /** {@return how long the capture went on, without a packet about it, until it ended} */
  public long waitedNanos() {
    return endedNanos - endNanos();
  }

  /** {@return the names it asked, in order; more than one when a search list was walked} */
  public List<QueryName> names() {
    var names = new ArrayList<QueryName>();
    for (Lookup lookup : lookups) {
      if (names.isEmpty() || !names.getLast().isSameAs(lookup.name())) {
        names.add(lookup.name());
      }
    }
    return names;
  }

  /** {@return whether several names were tried for one} */
  public boolean hasSearched() {
    return baseLength > 0;
  }

  /**
   * {@return the name as the application gave it, without a dot at its end; the whole name when no
   * search list was walked}
   */
  public String baseName() {
    QueryName name = lookups.getFirst().name();
    return baseLength > 0 ? name.textBefore(baseLength) : name.text(0);
  }

  /** {@return what was put behind the base name, in order; empty text for the name as it stands} */
  public List<String> searchSuffixes() {
    if (baseLength == 0) {
      return List.of();
    }
    return names().stream().map(name -> name.text(baseLength)).toList();
  }

  /** {@return how many names with something behind the base name it asked} */
  int suffixCount() {
    if (baseLength == 0) {
      return 0;
    }
    int count = 0;
    QueryName before = null;
    for (Lookup lookup : lookups) {
      QueryName name = lookup.name();
      if (name != before && name.wire().length > baseLength + 1) {
        count++;
      }
      before = name;
    }
    return count;
  }

  /** {@return how many queries were sent, copies left out} */
  public int queries() {
    int queries = 0;
    for (Lookup lookup : lookups) {
      queries += lookup.attempts().size();
    }
    return queries;
  }

  /** {@return whether a lookup of it got an answer} */
  public boolean isPositive() {
    for (Lookup lookup : lookups) {
      if (lookup.isPositive()) {
        return true;
      }
    }
    return false;
  }

  /** Looks again at what became of a lookup of this call. */
  void review(Lookup lookup) {
    boolean wasSettled = lookup.isSettled;
    lookup.isSettled = lookup.hasSettled();
    if (wasSettled != lookup.isSettled) {
      unsettledLookups += wasSettled ? 1 : -1;
    }
  }

  /** {@return whether nothing more is due: every attempt ended, and every lookup for good} */
  boolean isQuiet() {
    return unsettledLookups == 0;
  }

  /** {@return when its first query was captured} */
  public long startNanos() {
    return lookups.getFirst().startNanos();
  }

  /** {@return when the last packet about it was captured} */
  public long endNanos() {
    long end = Long.MIN_VALUE;
    for (Lookup lookup : lookups) {
      end = Math.max(end, lookup.endNanos());
    }
    for (TcpConnection connection : connections) {
      end = Math.max(end, connection.lastNanos());
    }
    return end;
  }

  /**
   * {@return the delay that the application felt, as far as packets show it: from the first query
   * to the last answer, or to the last packet when the client still waited then}
   */
  public long delayNanos() {
    long start = startNanos();
    long end = start;
    for (Lookup lookup : lookups) {
      Attempt answered = lookup.answered();
      if (answered == null) {
        return endNanos() - start;
      }
      end = Math.max(end, answered.replyTimestampNanos());
    }
    return end - start;
  }

  /**
   * {@return the time waited for nothing: the most among the lookups of each name, and while
   * connections for the last one failed}
   */
  public long lostNanos() {
    long lost = 0;
    long lostByName = 0;
    QueryName name = lookups.getFirst().name();
    for (Lookup lookup : lookups) {
      if (!lookup.name().isSameAs(name)) {
        lost += lostByName;
        lostByName = 0;
        name = lookup.name();
      }
      lostByName = Math.max(lostByName, lookup.lostNanos());
    }
    if (!connections.isEmpty() && lookups.getLast().answered() == null) {
      lostByName = Math.max(lostByName, endNanos() - lookups.getLast().startNanos());
    }
    return lost + lostByName;
  }
}
