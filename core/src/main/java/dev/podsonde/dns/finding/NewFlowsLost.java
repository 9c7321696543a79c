package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.packet.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * L07: for seconds at a time most new flows vanish, to several servers, while known ones go on; the
 * same questions asked again are answered. A full conntrack table does that, but packets cannot
 * show that it is full.
 */
final class NewFlowsLost extends Rule {
  private static final int SECONDS_KEPT = 64;
  private static final int SERVERS_MIN = 2;
  private static final int FLOWS_MIN = 20;

  /** When a second had so many, one in sixteen stands for all in the next. */
  private static final int FLOWS_MANY = 1_000;

  private static final long LEFT_OUT = 0xf;

  private final KnownSockets sockets = new KnownSockets();
  private final Second[] seconds = new Second[SECONDS_KEPT];
  private final Set<IpAddress> servers = new HashSet<>();
  private final Sums ended = new Sums();

  /** How many attempts began a flow, or went on with one, and were lost. */
  private static class Flows {
    long created;
    long createdLost;
    long known;
    long knownLost;

    void add(Flows other) {
      created += other.created;
      createdLost += other.createdLost;
      known += other.known;
      knownLost += other.knownLost;
    }
  }

  private static final class Second extends Flows {
    private static final int FLOWS_MIN = 10;

    /** The race of A and AAAA (L01) takes one of two at most. */
    private static final double LOST_MIN = 0.6;

    long second;

    /** Which flows are counted: those whose hash has none of these bits. */
    long leftOut;

    boolean isBad() {
      return created >= FLOWS_MIN && createdLost >= LOST_MIN * created;
    }
  }

  /** Seconds when most new flows were lost, hardly any, or some. */
  private static final class Sums {
    final Flows bad = new Flows();
    final Flows good = new Flows();
    final Flows mixed = new Flows();

    void add(Second second) {
      if (second.isBad()) {
        bad.add(second);
      } else {
        (isNearlyNone(second.createdLost, second.created) ? good : mixed).add(second);
      }
    }

    void add(Sums other) {
      bad.add(other.bad);
      good.add(other.good);
      mixed.add(other.mixed);
    }
  }

  NewFlowsLost(Evidence evidence) {
    super(evidence);
    for (int i = 0; i < SECONDS_KEPT; i++) {
      seconds[i] = new Second();
    }
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    boolean isLost = false;
    List<Lookup> lookups = call.lookups();
    for (int i = 0; i < lookups.size(); i++) {
      Lookup lookup = lookups.get(i);
      if (!lookup.isFinal()) {
        continue;
      }
      List<Attempt> attempts = lookup.attempts();
      for (int j = 0; j < attempts.size(); j++) {
        Attempt attempt = attempts.get(j);
        isLost |= !attempt.isTcp() && count(attempt);
      }
    }
    if (isLost) {
      tally.add(call);
    }
    return false;
  }

  /** {@return whether it was lost, being the first of its flow, in a second when most were} */
  private boolean count(Attempt attempt) {
    Second second = secondOf(attempt.timestampNanos() / SECOND);
    if ((attempt.flowHash() & second.leftOut) != 0) {
      return false;
    }
    boolean isKnown = sockets.knows(attempt);
    boolean isLost = attempt.outcome() == Outcome.UNANSWERED && attempt.reply() == null;
    if (attempt.reply() != null) {
      sockets.learn(attempt);
    }
    if (isKnown) {
      second.known++;
      second.knownLost += isLost ? 1 : 0;
      return false;
    }
    second.created++;
    second.createdLost += isLost ? 1 : 0;
    boolean isInBadSecond = isLost && second.isBad();
    if (isInBadSecond && servers.size() < Tally.KEPT_MAX) {
      servers.add(attempt.server());
    }
    return isInBadSecond;
  }

  private Second secondOf(long number) {
    Second second = seconds[(int) (number & SECONDS_KEPT - 1)];
    if (number > second.second) {
      ended.add(second);
      second.leftOut = leftOutAfter(seconds[(int) (number - 1 & SECONDS_KEPT - 1)]);
      second.second = number;
      second.created = 0;
      second.createdLost = 0;
      second.known = 0;
      second.knownLost = 0;
    }
    return second;
  }

  private static long leftOutAfter(Second before) {
    long scale = before.leftOut + 1;
    return (before.created + before.known) * scale > FLOWS_MANY ? LEFT_OUT : 0;
  }

  @Override
  boolean isFound() {
    if (servers.size() < SERVERS_MIN) {
      return false;
    }
    var all = new Sums();
    all.add(ended);
    for (Second second : seconds) {
      all.add(second);
    }
    return all.bad.createdLost >= FLOWS_MIN
        && all.bad.known >= FLOWS_MIN
        && isNearlyNone(all.bad.knownLost, all.bad.known)
        && all.good.created >= FLOWS_MIN
        // Such a stretch begins and ends within a second.
        && all.mixed.createdLost <= all.bad.createdLost / 2;
  }

  private static boolean isNearlyNone(long lost, long of) {
    return lost * 50 <= of;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (!isFound()) {
      return;
    }
    drafts.accept(
        new Draft("L07", "New flows are lost, known ones go on", tally)
            .confidence(Confidence.LOW)
            .what(
                "for seconds most queries of new sockets vanish, to several servers, and those of"
                    + " known sockets are answered")
            .unseen(
                "whether the conntrack table is full: see nf_conntrack_count and nf_conntrack_max"
                    + " in /proc/sys/net/netfilter of the node, and \"table full, dropping packet\""
                    + " in its kernel log")
            .ruledOut("no server or name: the same questions asked again are answered")
            .fix(
                "If the table is full: raise nf_conntrack_max (conntrack.maxPerCore of kube-proxy),"
                    + " NodeLocal DNSCache, shorter timeouts for UDP. If not: what else looks at new"
                    + " flows only, as a policy engine with nfqueue does")
            .source("https://github.com/kubernetes/kubernetes/issues/71261"));
  }
}
