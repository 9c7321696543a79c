package dev.podsonde.dns.lookup;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The open calls: finds which one a query belongs to, and ends those that have waited enough. */
final class CallTable {
  /** How long an answered call waits for the rest of its pair, or the next name of its list. */
  static final long QUIET_NANOS = 100_000_000;

  /**
   * How long an unanswered call waits for its next packet: longer than the longest step of a known
   * resolver (20 s: c-ares and Net::DNS double theirs from 5 s on) and of the kernel's SYN (16 s).
   */
  static final long SILENCE_NANOS = 25_000_000_000L;

  /**
   * The same question from another socket within this time is another call: resolvers that do not
   * know how long replies take repeat no query so soon.
   */
  static final long PARALLEL_NANOS = 300_000_000;

  /** Caches know, and repeat sooner a query that is overdue, but not sooner than this. */
  private static final long OVERDUE_MIN_NANOS = 50_000_000;

  /** Bounds the open calls of one client and first label that are looked through. */
  static final int CANDIDATES_MAX = 32;

  private static final int BUCKETS = 1 << 14;
  private static final int FREE_MAX = 1 << 13;
  private static final int TYPE_A = 1;
  private static final int TYPE_AAAA = 28;
  private static final int TYPE_HTTPS = 65;

  private final CallQueue quiet = new CallQueue(QUIET_NANOS);
  private final CallQueue silent = new CallQueue(SILENCE_NANOS);
  private final @Nullable Call[] buckets = new Call[BUCKETS];
  private final ArrayDeque<Call> freeCalls = new ArrayDeque<>();
  private final ArrayDeque<Lookup> freeLookups = new ArrayDeque<>();
  private final NameHash hash;
  private final ReplyDelays replyDelays;
  private final Consumer<Call> end;
  private int size;
  private long forced;

  /** {@code end} is given each call that has ended, then {@link #recycle}s it. */
  CallTable(NameHash hash, ReplyDelays replyDelays, Consumer<Call> end) {
    this.hash = hash;
    this.replyDelays = replyDelays;
    this.end = end;
  }

  int size() {
    return size;
  }

  /** {@return how many calls a limit ended before their time} */
  long forced() {
    return forced;
  }

  /** {@return the lookup that a new query of {@code client} belongs to; made if need be} */
  Lookup lookupFor(Client client, QueryName name, MessageFacts query, int clientPort, long now) {
    long key = key(client, name);
    Call fallback = null;
    int candidates = 0;
    Call call = buckets[bucket(key)];
    for (; call != null && candidates < CANDIDATES_MAX; call = call.nextOfName) {
      candidates++;
      if (call.key != key || !call.client().address().equals(client.address())) {
        continue;
      }
      Lookup same = lookupOf(call, name, query);
      if (same != null) {
        if (isRetry(same, query, clientPort, now)) {
          return same;
        }
      } else if (joins(call, name, query, now)) {
        if (lastPort(call) == clientPort) {
          return addLookup(call, name, query);
        }
        fallback = fallback == null ? call : fallback;
      }
    }
    return addLookup(fallback == null ? open(client, key) : fallback, name, query);
  }

  private long key(Client client, QueryName name) {
    byte[] wire = name.wire();
    long label = wire[0];
    for (int i = 1; i <= wire[0]; i++) {
      label = label * 31 + wire[i];
    }
    return hash.of(label, client.address().low() ^ client.address().high());
  }

  private static int bucket(long key) {
    return (int) (key >>> 32) & BUCKETS - 1;
  }

  private static @Nullable Lookup lookupOf(Call call, QueryName name, MessageFacts query) {
    var lookups = call.lookups();
    for (int i = lookups.size() - 1; i >= 0; i--) {
      Lookup lookup = lookups.get(i);
      if (lookup.type() == query.type()
          && lookup.queryClass() == query.queryClass()
          && lookup.name().isSameAs(name)) {
        return lookup;
      }
    }
    return null;
  }

  private boolean isRetry(Lookup lookup, MessageFacts query, int clientPort, long now) {
    if (lookup.attempts().size() == Lookup.ATTEMPTS_MAX) {
      return false;
    }
    Attempt last = lookup.last();
    if (lookup.isFinal()) {
      return last.isReplyFragmented() && last.query().id() == query.id();
    }
    if (last.query().id() != query.id() && last.clientPort() != clientPort && keepsId(lookup)) {
      return false;
    }
    // Refused over one socket, glibc takes at once another for all that it waits for.
    return last.query().id() == query.id()
        || last.outcome != Outcome.PENDING
        || isGivenUp(now - last.timestampNanos());
  }

  /**
   * {@return whether a client that asks again after this time may have given up the first query}
   */
  boolean isGivenUp(long waitedNanos) {
    return waitedNanos >= PARALLEL_NANOS
        || (waitedNanos >= OVERDUE_MIN_NANOS && replyDelays.isOverdue(waitedNanos));
  }

  /**
   * {@return whether the resolver repeats with the ID it took first, as all but Go do; then another
   * ID is the next call, though this one was never answered}
   */
  private static boolean keepsId(Lookup lookup) {
    List<Attempt> attempts = lookup.attempts();
    if (attempts.size() < 2) {
      return false;
    }
    Attempt before = attempts.get(attempts.size() - 2);
    Attempt last = lookup.last();
    // Over TCP all take the ID of the truncated reply, and what comes at once may be a copy.
    return !last.isTcp()
        && before.query().id() == last.query().id()
        && last.timestampNanos() - before.timestampNanos() >= PARALLEL_NANOS;
  }

  private static boolean joins(Call call, QueryName name, MessageFacts query, long now) {
    if (call.lookups().size() == Call.LOOKUPS_MAX) {
      return false;
    }
    QueryName latest = call.lookups().getLast().name();
    if (latest.isSameAs(name)) {
      return isAddressType(query.type()) && isAddressType(call.lookups().getLast().type());
    }
    if (now - call.lastNanos > QUIET_NANOS || !isAddressType(query.type())) {
      return false;
    }
    return hasFailed(call, latest) && isNextOfSearch(call, latest, name);
  }

  private static boolean isAddressType(int type) {
    return type == TYPE_A || type == TYPE_AAAA || type == TYPE_HTTPS;
  }

  /** {@return whether all lookups of the latest name have ended, and without an answer} */
  private static boolean hasFailed(Call call, QueryName latest) {
    var lookups = call.lookups();
    for (int i = lookups.size() - 1; i >= 0; i--) {
      Lookup lookup = lookups.get(i);
      if (!lookup.name().isSameAs(latest)) {
        break;
      }
      if (lookup.isPositive() || lookup.last().outcome == Outcome.PENDING) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return whether both names are one base name with different ends}
   *
   * <p>The suffixes of a search list either shorten (shop.svc.cluster.local, svc.cluster.local) or
   * are of different zones; two names that differ in the middle are two names.
   */
  private static boolean isNextOfSearch(Call call, QueryName latest, QueryName next) {
    int common = latest.commonLabelsLength(next);
    if (common == 0) {
      return false;
    }
    if (call.baseLength > 0) {
      return common >= call.baseLength;
    }
    if (latest.restEndsWith(next, common)
        || next.restEndsWith(latest, common)
        || latest.hasOtherTopLabel(next)) {
      call.baseLength = common;
      return true;
    }
    return false;
  }

  private static int lastPort(Call call) {
    return call.lookups().getLast().last().clientPort();
  }

  private Lookup addLookup(Call call, QueryName name, MessageFacts query) {
    Lookup lookup = freeLookups.pollLast();
    if (lookup == null) {
      lookup = new Lookup();
    }
    lookup.name = name;
    lookup.type = query.type();
    lookup.queryClass = query.queryClass();
    call.add(lookup);
    return lookup;
  }

  private Call open(Client client, long key) {
    Call call = freeCalls.pollLast();
    if (call == null) {
      call = new Call();
    }
    call.client = client;
    call.key = key;
    int bucket = bucket(key);
    Call next = buckets[bucket];
    call.previousOfName = null;
    call.nextOfName = next;
    if (next != null) {
      next.previousOfName = call;
    }
    buckets[bucket] = call;
    silent.append(call);
    size++;
    return call;
  }

  /** Notes that something happened to the lookup at {@code now}. */
  void touch(Lookup lookup, long now) {
    lookup.call().review(lookup);
    touch(lookup.call(), now);
  }

  /** Notes that something happened in the call at {@code now}, to none of its lookups. */
  void touch(Call call, long now) {
    call.lastNanos = now;
    CallQueue queue = call.queue;
    if (queue != null) {
      queue.remove(call);
      (call.isQuiet() ? quiet : silent).append(call);
    }
  }

  /** Ends the calls that have waited enough. */
  void expire(long now) {
    Call call = quiet.expired(now);
    while (call != null) {
      close(call);
      call = quiet.expired(now);
    }
    call = silent.expired(now);
    while (call != null) {
      close(call);
      call = silent.expired(now);
    }
  }

  /** Ends the call that was touched longest ago, to make room. */
  void forceOldest() {
    Call oldest = silent.first() != null ? silent.first() : quiet.first();
    if (oldest != null) {
      force(oldest);
    }
  }

  void force(Call call) {
    forced++;
    call.force();
    close(call);
  }

  /** Ends all calls. */
  void closeAll() {
    for (Call call = quiet.first(); call != null; call = quiet.first()) {
      close(call);
    }
    for (Call call = silent.first(); call != null; call = silent.first()) {
      call.cutShort();
      close(call);
    }
  }

  private void close(Call call) {
    CallQueue queue = call.queue;
    if (queue != null) {
      queue.remove(call);
    }
    Call previous = call.previousOfName;
    Call next = call.nextOfName;
    if (previous == null) {
      buckets[bucket(call.key)] = next;
    } else {
      previous.nextOfName = next;
    }
    if (next != null) {
      next.previousOfName = previous;
    }
    call.previousOfName = null;
    call.nextOfName = null;
    size--;
    end.accept(call);
  }

  /** Takes back a call that nobody keeps. */
  void recycle(Call call) {
    for (Lookup lookup : call.lookups()) {
      lookup.reset();
      if (freeLookups.size() < FREE_MAX) {
        freeLookups.addLast(lookup);
      }
    }
    call.reset();
    if (freeCalls.size() < FREE_MAX) {
      freeCalls.addLast(call);
    }
  }
}
