package dev.podsonde.dns.summary;

import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.RecordType;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.packet.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * One of the calls that took longest.
 *
 * @param name the name as the application gave it
 * @param client who asked
 * @param startNanos when its first query was captured, in nanoseconds since 1970
 * @param delayNanos from there to its last packet
 * @param steps its attempts in order of capture, the first {@value #STEPS_MAX}
 */
public record SlowCall(
    String name, IpAddress client, long startNanos, long delayNanos, List<Step> steps) {
  private static final int STEPS_MAX = 32;

  /**
   * One attempt.
   *
   * @param question name and type
   * @param server who was asked
   * @param offsetNanos time since the start of the call
   * @param latencyNanos time to the reply; -1 without one
   * @param outcome the RCODE, or what became of it otherwise
   * @param frame number of the query packet
   */
  public record Step(
      String question,
      IpAddress server,
      long offsetNanos,
      long latencyNanos,
      String outcome,
      long frame) {}

  static SlowCall of(Call call, long delayNanos) {
    var steps = new ArrayList<Step>();
    for (Lookup lookup : call.lookups()) {
      String type =
          Objects.requireNonNullElse(RecordType.name(lookup.type()), "TYPE" + lookup.type());
      for (Attempt attempt : lookup.attempts()) {
        steps.add(
            new Step(
                lookup.name() + " " + type,
                attempt.server(),
                attempt.timestampNanos() - call.startNanos(),
                attempt.latencyNanos(),
                outcome(attempt),
                attempt.frame()));
      }
    }
    steps.sort(Comparator.comparingLong(Step::frame));
    return new SlowCall(
        call.baseName(),
        call.client().address(),
        call.startNanos(),
        delayNanos,
        steps.stream().limit(STEPS_MAX).toList());
  }

  private static String outcome(Attempt attempt) {
    MessageFacts reply = attempt.reply();
    if (reply == null || attempt.outcome() != Outcome.ANSWERED) {
      return switch (attempt.outcome()) {
        case ICMP_ERROR -> "ICMP error";
        case CONNECTION_CLOSED -> "connection closed";
        case UNKNOWN, PENDING -> "unknown";
        case ANSWERED, UNANSWERED -> "no reply";
      };
    }
    return Rcode.name(reply.rcode())
        + (reply.isTruncatedResponse() ? ", truncated" : "")
        + (attempt.isTcp() ? ", TCP" : "");
  }
}
