package dev.podsonde.dns.finding;

import dev.podsonde.dns.RecordType;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.Outcome;
import dev.podsonde.packet.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** T07: queries with EDNS, or of one type, are silently dropped and others answered. */
final class TypeDropped extends Rule {
  private static final int ATTEMPTS_MIN = 5;

  /** All of the one and none of the other is less likely to be chance. */
  private static final int WHOLE_MIN = 3;

  private static final double DIFFERENCE_MIN = 0.5;

  private static final int WAYS_MAX = 256;

  private final Map<Way, Counts> counts = new LinkedHashMap<>();
  private final Evidence evidence;

  /** Others may be treated otherwise for who they are, not for what they ask. */
  private record Way(IpAddress client, IpAddress server) {}

  /** How the queries of one client to one server fared. */
  private static final class Counts {
    final Share edns;
    final Share type;

    Counts(Evidence evidence) {
      edns = new Share(new Tally(evidence));
      type = new Share(new Tally(evidence));
    }
  }

  /** How unusual queries fared, beside the others. */
  private static final class Share {
    final Tally dropped;
    long usual;
    long usualAnswered;
    long unusual;
    long unusualAnswered;

    Share(Tally dropped) {
      this.dropped = dropped;
    }

    void count(boolean isUnusual, boolean isAnswered) {
      usual += isUnusual ? 0 : 1;
      usualAnswered += !isUnusual && isAnswered ? 1 : 0;
      unusual += isUnusual ? 1 : 0;
      unusualAnswered += isUnusual && isAnswered ? 1 : 0;
    }

    Share plus(Share other) {
      var sum = new Share(dropped.plus(other.dropped));
      sum.usual = usual + other.usual;
      sum.usualAnswered = usualAnswered + other.usualAnswered;
      sum.unusual = unusual + other.unusual;
      sum.unusualAnswered = unusualAnswered + other.unusualAnswered;
      return sum;
    }

    boolean differs() {
      boolean isWhole = unusualAnswered == 0 && usualAnswered == usual;
      return Math.min(usual, unusual) >= (isWhole ? WHOLE_MIN : ATTEMPTS_MIN)
          && (double) usualAnswered / usual - (double) unusualAnswered / unusual > DIFFERENCE_MIN;
    }
  }

  TypeDropped(Evidence evidence) {
    super(evidence);
    this.evidence = evidence;
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ANY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    Counts ofWay = isExplained ? null : countsOf(call);
    if (ofWay == null) {
      return false;
    }
    boolean isEdnsDropped = false;
    boolean isTypeDropped = false;
    for (Lookup lookup : call.lookups()) {
      boolean isUnusual = lookup.type() != RecordType.A;
      for (Attempt attempt : lookup.attempts()) {
        boolean isAnswered = attempt.reply() != null;
        if (isAnswered || attempt.outcome() == Outcome.UNANSWERED) {
          boolean hasEdns = attempt.query().hasEdns();
          ofWay.edns.count(hasEdns, isAnswered);
          ofWay.type.count(isUnusual, isAnswered);
          isEdnsDropped |= hasEdns && !isAnswered;
          isTypeDropped |= isUnusual && !isAnswered;
        }
      }
    }
    if (isEdnsDropped) {
      ofWay.edns.dropped.add(call);
    }
    if (isTypeDropped) {
      ofWay.type.dropped.add(call);
    }
    return false;
  }

  private @Nullable Counts countsOf(Call call) {
    var way = new Way(call.client().address(), call.lookups().getFirst().first().server());
    return room.entry(counts, way, WAYS_MAX, _ -> new Counts(evidence));
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    Share edns = sum(ofWay -> ofWay.edns);
    Share type = sum(ofWay -> ofWay.type);
    if (edns != null) {
      drafts.accept(
          draft(edns, "queries with EDNS")
              .fix("Find the middlebox that drops OPT records; until then no options edns0"));
    } else if (type != null) {
      drafts.accept(
          draft(type, "queries for other types than A")
              .fix(
                  "Let the server answer NODATA for types it does not have (in CoreDNS the"
                      + " template plugin), or find the middlebox that drops them"));
    }
  }

  @Override
  boolean coversAll(Tally lost, Census census) {
    Share edns = sum(ofWay -> ofWay.edns);
    Share found = edns == null ? sum(ofWay -> ofWay.type) : edns;
    return found != null && found.dropped.calls() >= lost.calls();
  }

  /** {@return the shares that differ, as one; null when none does} */
  private @Nullable Share sum(Function<Counts, Share> part) {
    Share sum = null;
    for (Counts ofWay : counts.values()) {
      Share share = part.apply(ofWay);
      if (share.differs()) {
        sum = sum == null ? share : sum.plus(share);
      }
    }
    return sum;
  }

  private static Draft draft(Share share, String which) {
    return new Draft("T07", "Dropped for what they ask", share.dropped)
        .confidence(Confidence.HIGH)
        .what(
            "%s are answered %d times of %d, others %d of %d"
                .formatted(
                    which, share.unusualAnswered, share.unusual, share.usualAnswered, share.usual))
        .ruledOut("no random loss: that would not look at the question")
        .ruledOut("no policy: the same clients get replies from the same server")
        .source("https://www.rfc-editor.org/rfc/rfc6891");
  }
}
