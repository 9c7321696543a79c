package dev.podsonde.dns.summary;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Client;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.LookupListener;
import dev.podsonde.dns.lookup.MessageFacts;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.dns.lookup.QueryName;
import dev.podsonde.packet.IpAddress;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Counts and measures all calls of an engine. One thread feeds and reads it. */
public final class Summary implements LookupListener {
  private static final int SLOW_CALLS_MAX = 20;
  private static final int RCODES = 24;
  private static final long LATENCY_MIN_NANOS = 1_000;
  private static final long LATENCY_MAX_NANOS = 3_600_000_000_000L;
  private static final int LATENCY_DIGITS = 3;

  private final Histogram latency =
      new Histogram(LATENCY_MIN_NANOS, LATENCY_MAX_NANOS, LATENCY_DIGITS);
  private final long[] rcodes = new long[RCODES + 1];
  private final CostTable<QueryName, String> names = new CostTable<>();
  private final CostTable<Client, IpAddress> clients = new CostTable<>();
  private final Timeline timeline = new Timeline();
  private final PriorityQueue<SlowCall> slowCalls =
      new PriorityQueue<>(Comparator.comparingLong(SlowCall::delayNanos));
  private final CallCost cost = new CallCost();
  private long calls;
  private long failedCalls;
  private long lookups;
  private long attempts;
  private long answered;
  private long unanswered;
  private long icmpErrors;
  private long unknown;
  private long retries;
  private long overTcp;
  private long truncated;
  private long lostNanos;
  private long searchedCalls;
  private long searchedQueries;
  private long searchedNeededQueries;

  @Override
  public void onCall(Call call) {
    cost.of(call);
    calls++;
    failedCalls += cost.isFailed ? 1 : 0;
    lostNanos += cost.lostNanos;
    List<Lookup> callLookups = call.lookups();
    for (int i = 0; i < callLookups.size(); i++) {
      List<Attempt> lookupAttempts = callLookups.get(i).attempts();
      lookups++;
      retries += lookupAttempts.size() - 1;
      for (int j = 0; j < lookupAttempts.size(); j++) {
        count(lookupAttempts.get(j));
      }
    }
    if (call.hasSearched()) {
      searchedCalls++;
      searchedQueries += cost.queries;
      searchedNeededQueries += cost.neededQueries;
    }
    names.add(callLookups.getFirst().name(), _ -> call.baseName(), cost);
    clients.add(call.client(), Client::address, cost);
    if (slowCalls.size() < SLOW_CALLS_MAX || cost.delayNanos > slowCalls.element().delayNanos()) {
      slowCalls.add(SlowCall.of(call, cost.delayNanos));
      if (slowCalls.size() > SLOW_CALLS_MAX) {
        slowCalls.remove();
      }
    }
  }

  private void count(Attempt attempt) {
    attempts++;
    overTcp += attempt.isTcp() ? 1 : 0;
    timeline.count(attempt);
    MessageFacts reply = attempt.reply();
    if (reply != null && attempt.outcome() == Outcome.ANSWERED) {
      answered++;
      truncated += reply.isTruncatedResponse() ? 1 : 0;
      rcodes[Math.min(RCODES, reply.rcode())]++;
      latency.recordValue(Math.min(LATENCY_MAX_NANOS, attempt.latencyNanos()));
    } else if (attempt.outcome() == Outcome.ICMP_ERROR) {
      icmpErrors++;
    } else if (attempt.outcome() == Outcome.UNKNOWN) {
      unknown++;
    } else {
      unanswered++;
    }
  }

  /** {@return calls: what applications asked for, retries and search lists folded together} */
  public long calls() {
    return calls;
  }

  /** {@return calls of which the last name got no answer of any kind} */
  public long failedCalls() {
    return failedCalls;
  }

  /** {@return lookups: one name and type of a call each} */
  public long lookups() {
    return lookups;
  }

  /** {@return queries, copies left out} */
  public long attempts() {
    return attempts;
  }

  /** {@return queries that got a reply, whatever it says} */
  public long answered() {
    return answered;
  }

  /** {@return queries that got nothing, though the capture would have seen it} */
  public long unanswered() {
    return unanswered;
  }

  /** {@return queries that drew an ICMP error} */
  public long icmpErrors() {
    return icmpErrors;
  }

  /** {@return queries of which the capture ended, or lost packets, too soon to tell} */
  public long unknown() {
    return unknown;
  }

  /** {@return queries that repeated another one} */
  public long retries() {
    return retries;
  }

  /** {@return queries over TCP} */
  public long overTcp() {
    return overTcp;
  }

  /** {@return replies with TC set} */
  public long truncated() {
    return truncated;
  }

  /** {@return the time that repeating queries cost, over all calls, in nanoseconds} */
  public long lostNanos() {
    return lostNanos;
  }

  /** {@return calls that walked a search list} */
  public long searchedCalls() {
    return searchedCalls;
  }

  /** {@return the queries of these} */
  public long searchedQueries() {
    return searchedQueries;
  }

  /** {@return how many of those queries a trailing dot would have left} */
  public long searchedNeededQueries() {
    return searchedNeededQueries;
  }

  /** {@return times from query to reply in nanoseconds, to three digits; not to be changed} */
  public Histogram latency() {
    return latency;
  }

  /** {@return replies by RCODE, those that occurred; from {@value #RCODES} on as one} */
  public SortedMap<Integer, Long> rcodes() {
    var counts = new TreeMap<Integer, Long>();
    for (int rcode = 0; rcode < rcodes.length; rcode++) {
      if (rcodes[rcode] > 0) {
        counts.put(rcode, rcodes[rcode]);
      }
    }
    return counts;
  }

  /** {@return the names that cost most, the costliest first} */
  public List<Cost<String>> namesCostliest(int count) {
    return names.costliest(count);
  }

  /** {@return the clients whose calls cost most, the costliest first} */
  public List<Cost<IpAddress>> clientsCostliest(int count) {
    return clients.costliest(count);
  }

  /** {@return names and clients whose cost was forgotten to make room, the cheaper ones} */
  public long forgottenCosts() {
    return names.forgotten() + clients.forgotten();
  }

  /** {@return the course of time} */
  public Timeline timeline() {
    return timeline;
  }

  /** {@return the calls that took longest, the longest first} */
  public List<SlowCall> slowCalls() {
    return slowCalls.stream()
        .sorted(Comparator.comparingLong(SlowCall::delayNanos).reversed())
        .toList();
  }
}
