package dev.podsonde.cli.trace;

import dev.podsonde.cluster.DnsServer;
import dev.podsonde.dns.lookup.Anomaly;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.IcmpError;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.dns.path.Path;
import dev.podsonde.dns.path.Step;
import dev.podsonde.packet.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What became of a lookup, in one sentence: what it yielded, and if that was not well, where its
 * packets were last seen.
 *
 * @param isFault whether anything went wrong on the way
 * @param lastSeen the place where the packet was seen that got lost; empty when none did
 */
public record Verdict(boolean isFault, String lastSeen, String sentence) {
  /** Slower than this, an answer is no good one, whoever is to blame. */
  private static final long SLOW_NANOS = 500_000_000;

  /** {@return the verdict} */
  public static Verdict of(Trace trace) {
    return new Judge(trace).judge();
  }

  private static final class Judge {
    private final Trace trace;
    private String lastSeen = "";

    Judge(Trace trace) {
      this.trace = trace;
    }

    Verdict judge() {
      String trouble = trouble();
      String outcome = outcome();
      String cost =
          "%d %s in %s"
              .formatted(
                  packets(), packets() == 1 ? "query" : "queries", text(trace.durationNanos()));
      if (trouble.isEmpty()) {
        return new Verdict(false, "", "%s: %s%s.".formatted(outcome, cost, answeredBy()));
      }
      String but =
          trace.answers().isEmpty()
              ? ""
              : trace.durationNanos() > SLOW_NANOS ? ", but late" : ", with trouble";
      return new Verdict(true, lastSeen, "%s%s: %s, %s.".formatted(outcome, but, trouble, cost));
    }

    private int packets() {
      return trace.queries().stream().mapToInt(traced -> traced.attempts().size()).sum();
    }

    private String outcome() {
      List<String> answers = trace.answers();
      if (!answers.isEmpty()) {
        return trace.name() + " is " + String.join(", ", answers);
      }
      Query last = trace.queries().getLast().query();
      return last.isNegative()
          ? "%s has no %s record".formatted(trace.name(), last.type())
          : trace.name() + " was not resolved";
    }

    private String answeredBy() {
      Set<String> who = new LinkedHashSet<>();
      for (TracedQuery traced : trace.queries()) {
        for (Attempt attempt : traced.attempts()) {
          if (attempt.reply() != null) {
            who.add(trace.answerer(attempt));
          }
        }
      }
      return who.isEmpty() ? "" : ", answered by " + String.join(" and ", who);
    }

    /** {@return what went wrong first; empty when nothing did} */
    private String trouble() {
      for (TracedQuery traced : trace.queries()) {
        Query query = traced.query();
        if (traced.attempts().isEmpty() && query.reply() == null) {
          return unseen(traced);
        }
        List<Attempt> failed = traced.failed();
        if (!failed.isEmpty()) {
          return failure(query, failed.getFirst());
        }
        if (query.reply() == null) {
          lastSeen = trace.path(traced.attempts().getLast()).last().place().name();
          return "the reply came back to %s, which did not take it: it was dropped inside the pod"
              .formatted(trace.from().qualifiedName());
        }
        if (StubLookup.isServerFailure(query)) {
          return refusal(traced);
        }
      }
      return slowness();
    }

    private String unseen(TracedQuery traced) {
      Query query = traced.query();
      if (query.isTcp()) {
        List<Step> syns = trace.synPath(traced).query();
        lastSeen = syns.isEmpty() ? "" : syns.getLast().place().name();
        return "no TCP connection to %s port %d (%s)%s"
            .formatted(
                query.server(),
                query.port(),
                query.error(),
                syns.isEmpty() ? "" : ": its SYN was last seen at " + lastSeen);
      }
      String reason = query.error().isEmpty() ? "" : " (" + query.error() + ")";
      return "the query for %s left no trace at %s%s: it was dropped inside the pod"
          .formatted(query.name(), trace.from().qualifiedName(), reason);
    }

    private String failure(Query query, Attempt attempt) {
      Path path = trace.path(attempt);
      Step last = path.last();
      IcmpError refusal = attempt.icmpError();
      if (attempt.outcome() == Outcome.UNKNOWN) {
        String loop = loop(); // which is seen, not missed, and makes the gaps
        return loop.isEmpty()
            ? "unknown: no reply to the query for %s, but the capture has gaps"
                .formatted(query.name())
            : loop;
      }
      lastSeen = last.place().name();
      if (refusal != null && attempt.reply() == null) {
        return "refused by %s with ICMP %s; the query was last seen at %s"
            .formatted(trace.who(refusal.source()), kind(refusal), lastSeen);
      }
      for (Anomaly anomaly : attempt.anomalies()) {
        if (anomaly.kind() == Anomaly.Kind.WRONG_SOURCE) {
          return "the reply came from %s instead of %s, which the client does not take"
              .formatted(anomaly.source(), attempt.server());
        }
      }
      IpAddress wrong = attempt.wrongReplySource();
      if (wrong != null) {
        return "the reply came from %s instead of %s, which the client does not take"
            .formatted(wrong, attempt.server());
      }
      if (!path.reply().isEmpty()) {
        return "answered by %s in %s, but the reply never came back to %s: last seen at %s"
            .formatted(
                trace.answerer(attempt),
                text(handlingNanos(path)),
                trace.from().qualifiedName(),
                lastSeen);
      }
      String reached = trace.reached(last);
      if (!reached.isEmpty()) {
        String upstream = upstream(); // which then is where it was seen last
        return upstream.isEmpty()
            ? "the query reached %s, which did not answer".formatted(reached)
            : upstream;
      }
      String stale = stale(attempt, last);
      if (!stale.isEmpty()) {
        return stale;
      }
      boolean isAtPodOnly = path.query().size() == 1;
      return isAtPodOnly
          ? "the query left the pod at %s and was seen nowhere behind it".formatted(lastSeen)
          : "the query left the pod and never reached any DNS pod: last seen at %s"
              .formatted(lastSeen);
    }

    /** {@return what is wrong when a service's address was translated to no endpoint of it} */
    private String stale(Attempt attempt, Step last) {
      String to = last.destination().toString();
      for (DnsServer server : trace.servers()) {
        boolean isEndpoint =
            server.endpoints().stream().anyMatch(endpoint -> endpoint.address().equals(to));
        if (server.address().equals(attempt.server().toString())
            && !server.service().isEmpty()
            && !isEndpoint
            && !to.equals(server.address())) {
          return "the query was sent on to %s, which is no endpoint of %s: last seen at %s"
              .formatted(to, server.service(), lastSeen);
        }
      }
      return "";
    }

    private static String kind(IcmpError error) {
      boolean isPort = error.isIpv6() ? error.code() == 4 : error.code() == 3;
      boolean isProhibited = error.isIpv6() ? error.code() == 1 : error.code() >= 9;
      return isPort
          ? "port unreachable"
          : isProhibited
              ? "administratively prohibited"
              : "type %d code %d".formatted(error.type(), error.code());
    }

    /** {@return the time between the last sight of the query and the first of the reply} */
    private static long handlingNanos(Path path) {
      return path.reply().getFirst().timestampNanos() - path.query().getLast().timestampNanos();
    }

    private String refusal(TracedQuery traced) {
      Attempt attempt = traced.attempts().isEmpty() ? null : traced.attempts().getLast();
      String who = attempt == null ? traced.query().server() : trace.answerer(attempt);
      String upstream = upstream();
      return "%s answered %s after %s%s"
          .formatted(
              who,
              traced.query().status(),
              text(attempt == null ? traced.query().afterNanos() : attempt.latencyNanos()),
              upstream.isEmpty() ? "" : ": " + upstream);
    }

    /** {@return who was asked by a DNS pod in vain; empty when nobody was} */
    private String upstream() {
      List<Attempt> silent = unansweredUpstream();
      if (silent.isEmpty()) {
        return "";
      }
      Attempt first = silent.getFirst();
      lastSeen = trace.path(first).last().place().name();
      if (returnsToItsClient(first)) {
        return asksItself(first);
      }
      long times = silent.stream().filter(first::hasServerOf).count();
      return "%s asked %s %s, and got no answer"
          .formatted(
              trace.asker(first.client()),
              trace.who(first.server()),
              times == 1 ? "once" : times + " times");
    }

    /** {@return which DNS pod was asked by itself; empty when none was seen to be} */
    private String loop() {
      for (Attempt attempt : unansweredUpstream()) {
        if (returnsToItsClient(attempt)) {
          lastSeen = trace.path(attempt).last().place().name();
          return asksItself(attempt);
        }
      }
      return "";
    }

    private List<Attempt> unansweredUpstream() {
      List<Attempt> silent = new ArrayList<>();
      for (Call call : trace.upstream()) {
        for (Lookup lookup : call.lookups()) {
          lookup.attempts().stream().filter(each -> each.reply() == null).forEach(silent::add);
        }
      }
      return silent;
    }

    private boolean returnsToItsClient(Attempt attempt) {
      List<Step> steps = trace.path(attempt).query();
      return !steps.isEmpty() && steps.getLast().destination().equals(attempt.client());
    }

    private String asksItself(Attempt attempt) {
      return trace.asker(attempt.client()) + " asks itself: a forwarding loop";
    }

    private String slowness() {
      for (TracedQuery traced : trace.queries()) {
        for (Attempt attempt : traced.attempts()) {
          if (attempt.latencyNanos() > SLOW_NANOS) {
            return slowness(attempt);
          }
        }
      }
      return "";
    }

    private String slowness(Attempt attempt) {
      Path path = trace.path(attempt);
      for (Call call : trace.upstream()) {
        for (Lookup lookup : call.lookups()) {
          Attempt asked = lookup.last();
          if (asked.latencyNanos() > SLOW_NANOS) {
            return "slow: %s waited %s for %s"
                .formatted(
                    trace.asker(asked.client()),
                    text(asked.latencyNanos()),
                    trace.who(asked.server()));
          }
        }
      }
      long handling = handlingNanos(path);
      return handling > SLOW_NANOS
          ? "slow: %s took %s to answer".formatted(trace.answerer(attempt), text(handling))
          : "slow: %s on the way".formatted(text(attempt.latencyNanos()));
    }
  }

  static String text(long nanos) {
    return nanos >= 1_000_000_000
        ? "%.1f s".formatted(nanos / 1e9)
        : nanos >= 10_000_000 ? "%.0f ms".formatted(nanos / 1e6) : "%.2f ms".formatted(nanos / 1e6);
  }
}
