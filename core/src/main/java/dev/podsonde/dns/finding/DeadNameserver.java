package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.QueryName;
import dev.podsonde.packet.IpAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** L05 of one server: of those that a client asks, one never answers and another does. */
final class DeadNameserver extends Rule {
  /** So many times it must have been asked in vain, each time for a name of its own. */
  private static final int NAMES_MIN = 3;

  /** One time less will do when one of them was a pair of queries, as of A and AAAA. */
  private static final int QUERIES_OF_PAIRS_MIN = 3;

  private static final int SERVERS_MAX = 64;

  private final Map<IpAddress, Silent> silent = new LinkedHashMap<>();
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
    if (isExplained) {
      return false;
    }
    Map<IpAddress, Integer> namesInVain = new LinkedHashMap<>();
    Set<IpAddress> answering = new HashSet<>();
    for (QueryName name : call.names()) {
      Set<IpAddress> asked = new LinkedHashSet<>();
      for (Lookup lookup : lookupsOf(call, name)) {
        for (Attempt attempt : lookup.attempts()) {
          (attempt.reply() == null ? asked : answering).add(attempt.server());
        }
      }
      asked.forEach(server -> namesInVain.merge(server, 1, Integer::sum));
    }
    namesInVain.keySet().removeAll(answering);
    namesInVain.forEach((address, names) -> add(address, call, names));
    return false;
  }

  private void add(IpAddress address, Call call, int namesInVain) {
    Silent server = room.entry(silent, address, SERVERS_MAX, _ -> new Silent(evidence));
    if (server != null && Tally.hasFailed(call)) {
      server.failedCalls++;
    } else if (server != null) {
      server.calls.add(call);
      server.names += namesInVain;
    }
  }

  /** Of one server, the calls that it left to others. */
  private static final class Silent {
    final Tally calls;
    long names;

    /** Calls that no other server answered either, which says nothing of this one. */
    long failedCalls;

    Silent(Evidence evidence) {
      calls = new Tally(evidence);
    }

    boolean isDead(IpAddress address, Census census) {
      ServerCount server = census.server(address);
      return server != null
          && !census.isAnswering(address)
          && !census.isRefusing(address)
          && (names >= NAMES_MIN
              || (names == NAMES_MIN - 1 && server.udpSilent >= QUERIES_OF_PAIRS_MIN));
    }
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    silent.forEach((address, server) -> {
      if (server.isDead(address, census)) {
        drafts.accept(dead(address, server.calls));
      }
    });
  }

  @Override
  boolean coversAll(Tally lost, Census census) {
    long covered = 0;
    for (Map.Entry<IpAddress, Silent> entry : silent.entrySet()) {
      Silent server = entry.getValue();
      boolean isKnown = server.isDead(entry.getKey(), census) || census.isRefusing(entry.getKey());
      covered += isKnown ? server.calls.calls() + server.failedCalls : 0;
    }
    return covered >= lost.calls();
  }

  /** {@return the calls that a server kept waiting which refuses others; may be empty} */
  Tally keptWaiting(Census census) {
    var all = new Tally(Evidence.NONE);
    for (Map.Entry<IpAddress, Silent> entry : silent.entrySet()) {
      all = census.isRefusing(entry.getKey()) ? all.plus(entry.getValue().calls) : all;
    }
    return all;
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
