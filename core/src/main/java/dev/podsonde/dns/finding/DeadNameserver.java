package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.packet.IpAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** L05 of one server: of those that a client asks, one never answers and another does. */
final class DeadNameserver extends Rule {
  private static final int CALLS_MIN = 3;
  private static final int SERVERS_MAX = 64;

  private final Map<IpAddress, Tally> silent = new LinkedHashMap<>();
  private final Evidence evidence;

  DeadNameserver(Evidence evidence) {
    super(evidence);
    this.evidence = evidence;
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.SILENCE);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    if (isExplained || Tally.hasFailed(call)) {
      return false;
    }
    Set<IpAddress> silentServers = new LinkedHashSet<>();
    Set<IpAddress> answering = new LinkedHashSet<>();
    for (Attempt attempt : attempts(call)) {
      (attempt.reply() == null ? silentServers : answering).add(attempt.server());
    }
    silentServers.removeAll(answering);
    for (IpAddress server : silentServers) {
      Tally calls = room.entry(silent, server, SERVERS_MAX, _ -> new Tally(evidence));
      if (calls != null) {
        calls.add(call);
      }
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    silent.forEach((address, calls) -> {
      if (isDead(address, calls, census)) {
        drafts.accept(dead(address, calls));
      }
    });
  }

  private static boolean isDead(IpAddress address, Tally calls, Census census) {
    ServerCount server = census.server(address);
    return server != null
        && server.udpAnswered + server.tcpAnswered == 0
        && calls.calls() >= CALLS_MIN;
  }

  @Override
  boolean coversAll(Tally lost, Census census) {
    long covered = 0;
    for (Map.Entry<IpAddress, Tally> entry : silent.entrySet()) {
      covered += isDead(entry.getKey(), entry.getValue(), census) ? entry.getValue().calls() : 0;
    }
    return covered >= lost.calls();
  }

  /** Clients that ask all at once lose no time until the other server fails too. */
  private static Draft dead(IpAddress address, Tally calls) {
    boolean hasCost = calls.lostNanos() >= calls.calls() * Lookup.SLOW_NANOS;
    return new Draft("L05", "A nameserver does not answer", calls)
        .weight(hasCost ? Weight.FAULT : Weight.NOTICE)
        .what(address + " never answers; these calls were answered by another nameserver")
        .ruledOut("no random loss: nothing that was sent to it got a reply")
        .fix(
            "Mend that server, or take it out of the nameservers in the pod's dnsConfig or in"
                + " /etc/resolv.conf of the node")
        .source("https://man7.org/linux/man-pages/man5/resolv.conf.5.html");
  }
}
