package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import dev.podsonde.dns.lookup.ResolverProfile;
import dev.podsonde.dns.lookup.TcpConnection;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** T01: a reply is truncated and the client does not, or cannot, ask over TCP. */
final class TruncatedWithoutTcp extends Rule {
  private final Tally dropped;
  private final Tally refused;
  private final Tally silent;
  private boolean isOfMusl;
  private int port;

  TruncatedWithoutTcp(Evidence evidence) {
    super(evidence);
    dropped = new Tally(evidence);
    refused = new Tally(evidence);
    silent = new Tally(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.TRUNCATED);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    boolean isWaiting = false;
    boolean isOverTcp = false;
    for (Lookup lookup : call.lookups()) {
      boolean isTruncated = false;
      for (Attempt attempt : lookup.attempts()) {
        MessageFacts reply = attempt.reply();
        isTruncated |= reply != null && reply.isTruncatedResponse();
        isOverTcp |= attempt.isTcp();
      }
      isWaiting |= isTruncated && !lookup.isFinal();
    }
    if (!isWaiting) {
      return false;
    }
    Tally where = whereFailed(call, isOverTcp);
    if (where != null) {
      isOfMusl |= isOfMusl(call);
      where.add(call);
      call.connections().forEach(connection -> where.show(connection.firstFrame()));
      port = call.lookups().getLast().last().serverPort();
    }
    return where != null;
  }

  private @Nullable Tally whereFailed(Call call, boolean isOverTcp) {
    for (TcpConnection connection : call.connections()) {
      if (connection.isUnanswered()) {
        return dropped;
      }
      if (connection.isRefused()) {
        return refused;
      }
    }
    if (isSilentOverTcp(call)) {
      return silent;
    }
    return call.connections().isEmpty() && !isOverTcp && isOverForClient(call) ? tally : null;
  }

  /** {@return whether a query over TCP was not answered until the client ended the connection} */
  private static boolean isSilentOverTcp(Call call) {
    boolean isEndedByClient = false;
    for (TcpConnection connection : call.connections()) {
      long clientEnd = connection.clientEndNanos();
      long serverEnd = connection.serverEndNanos();
      isEndedByClient |=
          clientEnd >= 0
              && (serverEnd < 0 || clientEnd < serverEnd)
              && !connection.isResetByServer()
              && connection.replies() < connection.queries();
    }
    return isEndedByClient;
  }

  /** Resolvers connect at once, or never: a musl gives up, others ask over UDP again. */
  private static boolean isOverForClient(Call call) {
    return !call.isCutSoon() || isOfMusl(call) || isAskedAgain(call);
  }

  private static boolean isAskedAgain(Call call) {
    for (Lookup lookup : call.lookups()) {
      MessageFacts reply = lookup.first().reply();
      if (lookup.attempts().size() > 1 && reply != null && reply.isTruncatedResponse()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfMusl(Call call) {
    return call.client().resolver() == ResolverProfile.MUSL;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    // Some clients do not connect again where they are still waiting for a connection.
    boolean isWaiting = dropped.clients().containsAll(tally.clients());
    if (!tally.isEmpty() && !isWaiting) {
      drafts.accept(withoutTcp(census));
    }
    if (!dropped.isEmpty()) {
      Tally all = isWaiting ? dropped.plus(tally) : dropped;
      drafts.accept(
          draft(all, "connections to TCP port %d get no answer".formatted(port))
              .confidence(Confidence.HIGH)
              .fix(
                  "Allow TCP port "
                      + port
                      + " to the DNS pods as well as UDP, in every NetworkPolicy and firewall"
                      + " between"));
    }
    if (!silent.isEmpty()) {
      drafts.accept(
          draft(silent, "TCP port %d accepts queries and does not answer them".formatted(port))
              .unseen("whether these queries, or their replies, were lost behind this place")
              .fix(
                  "See that long packets get through, as they do over TCP (MTU of the CNI), then the"
                      + " server's load and its limits for TCP"));
    }
    if (!refused.isEmpty()) {
      drafts.accept(
          draft(refused, "TCP port %d is refused".formatted(port))
              .confidence(Confidence.HIGH)
              .fix(
                  "Let the server listen on TCP port "
                      + port
                      + ", and allow it in the service, in every NetworkPolicy and firewall"
                      + " between"));
    }
  }

  private Draft withoutTcp(Census census) {
    Draft draft =
        draft(tally, "the client did not ask again over TCP")
            .fix(
                "musl before 1.2.4 (Alpine before 3.18) cannot: take a newer image. Or make the"
                    + " answer fit: fewer records, EDNS");
    if (census.hasTcp()) {
      return draft;
    }
    draft.unseen("TCP: not one packet of it is in this capture, whose filter may leave it out");
    return isOfMusl ? draft : draft.weight(Weight.NOTICE).confidence(Confidence.LOW);
  }

  private static Draft draft(Tally calls, String what) {
    return new Draft("T01", "Truncated, and TCP does not work", calls)
        .what("the reply was truncated, and " + what)
        .ruledOut("no packet was lost over UDP: the replies are here, with TC set")
        .source("https://www.rfc-editor.org/rfc/rfc7766");
  }
}
