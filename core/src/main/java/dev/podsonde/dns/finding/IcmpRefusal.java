package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Anomaly;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.IcmpError;
import dev.podsonde.dns.lookup.ResolverProfile;
import dev.podsonde.packet.IpAddress;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * P01, P02, P05 and T04: an ICMP error quotes the query, and its code says why; for T04 the reply,
 * too.
 */
final class IcmpRefusal extends Rule {
  private static final int UNREACHABLE = 3;
  private static final int UNREACHABLE_V6 = 1;

  private final DeadBackend deadBackend;
  private final DeadNameserver deadNameserver;
  private final Silence silence;
  private final Tally prohibited;
  private final Tally host;
  private final Tally tooBig;
  private long delayMaxNanos;
  private boolean isFromServer = true;
  private boolean isHanging;
  private String codes = "";
  private @Nullable IpAddress translated;

  private enum Reason {
    PORT,
    PROHIBITED,
    HOST,
    TOO_BIG;

    static @Nullable Reason of(IcmpError error) {
      if (error.isPacketTooBig()) {
        return TOO_BIG;
      }
      return error.isIpv6() ? ofVersion6(error) : ofVersion4(error);
    }

    private static @Nullable Reason ofVersion4(IcmpError error) {
      if (error.type() != UNREACHABLE) {
        return null;
      }
      return switch (error.code()) {
        case 2, 3 -> PORT;
        case 9, 10, 13 -> PROHIBITED;
        default -> HOST;
      };
    }

    private static @Nullable Reason ofVersion6(IcmpError error) {
      if (error.type() != UNREACHABLE_V6) {
        return null;
      }
      return switch (error.code()) {
        case 4 -> PORT;
        case 1, 5, 6 -> PROHIBITED;
        default -> HOST;
      };
    }
  }

  /**
   * Leaves to {@code deadBackend} what that one finds, and takes over from {@code deadNameserver}
   * and {@code silence} what servers kept waiting that refuse others: ICMP errors are rationed.
   */
  IcmpRefusal(
      Evidence evidence, DeadBackend deadBackend, DeadNameserver deadNameserver, Silence silence) {
    super(evidence);
    this.deadBackend = deadBackend;
    this.deadNameserver = deadNameserver;
    this.silence = silence;
    prohibited = new Tally(evidence);
    host = new Tally(evidence);
    tooBig = new Tally(evidence);
  }

  /** {@return whether an error says that nobody takes the query, so that a finding follows} */
  static boolean isRefused(Attempt attempt) {
    IcmpError error = attempt.icmpError();
    Reason reason = error == null || NodeLocalDenied.isDenied(attempt) ? null : Reason.of(error);
    return reason != null && reason != Reason.TOO_BIG;
  }

  /** {@return whether the code says that it was administratively prohibited} */
  static boolean isProhibited(IcmpError error) {
    return Reason.of(error) == Reason.PROHIBITED;
  }

  /** {@return whether the code says that nobody is at that address, or that no way leads there} */
  static boolean isHostUnreachable(IcmpError error) {
    return Reason.of(error) == Reason.HOST;
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.ICMP_ERROR, Symptom.ANOMALY);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    Reason reason = null;
    for (Attempt attempt : attempts(call)) {
      if (reason == null && attempt.has(Anomaly.Kind.REPLY_TOO_BIG)) {
        reason = Reason.TOO_BIG;
      }
      IcmpError error = attempt.icmpError();
      if (error != null && reason == null && !NodeLocalDenied.isDenied(attempt)) {
        reason = Reason.of(error);
        translated = translated == null ? DeadBackend.backend(attempt) : translated;
        delayMaxNanos = Math.max(delayMaxNanos, error.timestampNanos() - attempt.timestampNanos());
        isFromServer &= error.source().equals(attempt.server());
        codes =
            "ICMP%s type %d code %d"
                .formatted(error.isIpv6() ? "v6" : "", error.type(), error.code());
      }
    }
    if (reason == null) {
      return false;
    }
    isHanging |= call.lostNanos() > SECOND && call.client().resolver() == ResolverProfile.MUSL;
    tallyOf(reason).add(call);
    return true;
  }

  private Tally tallyOf(Reason reason) {
    return switch (reason) {
      case PORT -> tally;
      case PROHIBITED -> prohibited;
      case HOST -> host;
      case TOO_BIG -> tooBig;
    };
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    Tally waiting = deadNameserver.keptWaiting(census).plus(silence.keptWaiting(census));
    if (!tally.isEmpty()) {
      drafts.accept(port(waiting));
      waiting = new Tally(Evidence.NONE);
    }
    if (!prohibited.isEmpty()) {
      drafts.accept(prohibited(waiting));
      waiting = new Tally(Evidence.NONE);
    }
    if (!host.isEmpty() && !deadBackend.isFound()) {
      drafts.accept(host(waiting));
    }
    if (!tooBig.isEmpty()) {
      drafts.accept(tooBig());
    }
  }

  private Draft port(Tally waiting) {
    return new Draft("P01", "Refused: port unreachable", tally.plus(waiting))
        .confidence(Confidence.HIGH)
        .what(
            "the query was refused at once (%s) by %s%s%s"
                .formatted(
                    codes,
                    isFromServer
                        ? "the server's own address, where nobody listens"
                        : "something on the way, as kube-proxy does for a service without endpoints",
                    isHanging ? "; musl does not heed that and waits" : "",
                    waiting.isEmpty()
                        ? ""
                        : "; some were kept waiting, since ICMP errors are rationed"))
        .unseen("whether it is the service without endpoints or a closed port behind it")
        .ruledOut("no packet was lost: the refusal came back")
        .fix(
            "See that the DNS service has ready endpoints (kubectl -n kube-system get endpoints"
                + " kube-dns) and that its pods listen on the target port")
        .source("https://github.com/kubernetes/kubernetes/issues/23657");
  }

  private Draft prohibited(Tally waiting) {
    return new Draft("P02", "Refused by a policy", prohibited.plus(waiting))
        .confidence(Confidence.HIGH)
        .what("the query was rejected as administratively prohibited (%s)".formatted(codes))
        .ruledOut("the server is not to blame: something between says that it may not be asked")
        .fix(
            "Allow egress to the DNS pods on port 53, UDP and TCP, in the NetworkPolicy or the"
                + " firewall that selects this client")
        .source("https://kubernetes.io/docs/concepts/services-networking/network-policies/");
  }

  private Draft host(Tally waiting) {
    boolean isSlow = delayMaxNanos > SECOND;
    return new Draft("P05", "Host unreachable", host.plus(waiting))
        .confidence(Confidence.HIGH)
        .what(
            "the address behind the query%s cannot be reached (%s%s)"
                .formatted(
                    translated == null ? "" : ", " + translated + ",",
                    codes,
                    isSlow
                        ? ", after %.1f s: nothing there answers ARP or ND"
                            .formatted(seconds(delayMaxNanos))
                        : ", at once: there is no route"))
        .unseen(
            translated == null
                ? "the address that the service was translated to; conntrack -L on the node tells it"
                : "")
        .ruledOut("no policy: that would be refused with another code, or not at all")
        .fix(
            isSlow
                ? "An endpoint is gone and still in the rules (L08): see the endpoints of the DNS"
                    + " service, delete what conntrack remembers (conntrack -D -p udp --dport 53),"
                    + " restart kube-proxy"
                : "Mend the route to the pod network on the node that sent the error: CNI, node"
                    + " routes, VPC route table")
        .source("https://github.com/kubernetes/kubernetes/issues/125467");
  }

  private Draft tooBig() {
    return new Draft("T04", "Path MTU too small", tooBig)
        .confidence(Confidence.HIGH)
        .what("a DNS packet was too big for a link on its way and may not be fragmented")
        .fix(
            "Set the MTU of the CNI to that of the path less its tunnel header (VXLAN 50 bytes),"
                + " and bufsize 1232 in the Corefile")
        .source("https://coredns.io/plugins/bufsize/");
  }
}
