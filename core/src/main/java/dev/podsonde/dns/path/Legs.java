package dev.podsonde.dns.path;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.LookupListener;
import dev.podsonde.dns.lookup.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** How long packets took from one place of capture to the next, and how many were lost there. */
public final class Legs implements LookupListener {
  private static final int LEGS_MAX = 256;
  private static final long NANOS_MAX = 60_000_000_000L;
  private static final int DIGITS = 2;

  /** In the order in which they were met, which is nearly that of the way. */
  private final List<Leg> legs = new ArrayList<>();

  private final Map<Ends, Leg> byEnds = new HashMap<>();
  private long refused;

  /** What takes its time on a leg. */
  public enum Kind {
    QUERY,
    /** From the last sight of the query to the first of the reply: the server, and what is near. */
    SERVER,
    REPLY
  }

  private record Ends(String from, String to, Kind kind) {}

  /**
   * The way between two places.
   *
   * @param from where packets were seen
   * @param to where they were seen next; empty for nowhere
   */
  public record Leg(String from, String to, Kind kind, Histogram nanos, Losses losses) {
    /** {@return how many packets were seen last at its start} */
    public long lost() {
      return losses.count;
    }
  }

  /** Packets that were seen nowhere behind a place. */
  public static final class Losses {
    private long count;
  }

  @Override
  public void onCall(Call call) {
    for (Lookup lookup : call.lookups()) {
      for (Attempt attempt : lookup.attempts()) {
        if (!attempt.queryCopies().isEmpty() || !attempt.replyCopies().isEmpty()) {
          add(attempt);
        }
      }
    }
  }

  private void add(Attempt attempt) {
    Path path = Path.of(attempt);
    add(path.query(), Kind.QUERY);
    if (!path.reply().isEmpty()) {
      record(path.query().getLast(), path.reply().getFirst(), Kind.SERVER);
      add(path.reply(), Kind.REPLY);
      if (!attempt.isReplyBack()) {
        lose(path.reply().getLast(), Kind.REPLY);
      }
    } else if (attempt.outcome() == Outcome.UNANSWERED) {
      lose(path.query().getLast(), Kind.QUERY);
    }
  }

  private void add(List<Step> steps, Kind kind) {
    for (int index = 1; index < steps.size(); index++) {
      record(steps.get(index - 1), steps.get(index), kind);
    }
  }

  private void record(Step from, Step to, Kind kind) {
    Leg leg = of(new Ends(from.place().name(), to.place().name(), kind));
    if (leg != null) {
      leg.nanos.recordValue(Math.clamp(to.timestampNanos() - from.timestampNanos(), 0, NANOS_MAX));
    }
  }

  private void lose(Step last, Kind kind) {
    Leg leg = of(new Ends(last.place().name(), "", kind));
    if (leg != null) {
      leg.losses.count++;
    }
  }

  private @Nullable Leg of(Ends ends) {
    Leg known = byEnds.get(ends);
    if (known == null && legs.size() < LEGS_MAX) {
      known =
          new Leg(ends.from, ends.to, ends.kind, new Histogram(NANOS_MAX, DIGITS), new Losses());
      byEnds.put(ends, known);
      legs.add(known);
    }
    refused += known == null ? 1 : 0;
    return known;
  }

  /** {@return the legs; none when all was captured at one place} */
  public List<Leg> all() {
    return List.copyOf(legs);
  }

  /** {@return packets whose leg was one too many} */
  public long refused() {
    return refused;
  }
}
