package dev.podsonde.cli.report;

import dev.podsonde.dns.finding.Finding;
import dev.podsonde.dns.finding.PacketWindow;
import dev.podsonde.dns.lookup.EngineCounters;
import dev.podsonde.dns.path.Legs;
import dev.podsonde.dns.summary.Summary;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.IpAddress;
import dev.podsonde.packet.Packet;
import dev.podsonde.print.PacketPrinter;
import dev.podsonde.print.PrintOptions;
import dev.podsonde.print.TextBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * All there is to say about the lookups of a capture; the forms of output say it in their own way.
 *
 * @param source the capture file, or the targets of a live capture
 * @param counters what the engine counted
 * @param summary counts and latencies
 * @param findings the costliest first
 * @param unjudged how often a rule had no room for one more client, server or name to judge by
 * @param legs ways between the places of capture
 * @param packets holds the packets that findings point at
 * @param names names of addresses
 */
public record DnsReport(
    String source,
    EngineCounters counters,
    Summary summary,
    List<Finding> findings,
    long unjudged,
    Legs legs,
    PacketWindow packets,
    HostNames names) {

  /** {@return the capture's length in seconds} */
  public double seconds() {
    return Math.max(0, counters.lastNanos() - counters.firstNanos()) / 1e9;
  }

  /** {@return the name of an address when it has one, else the address} */
  public String name(IpAddress address) {
    String name = names.get(address);
    return name == null ? address.toString() : name;
  }

  /** {@return the sentence of a finding: what, who, how often and what it cost} */
  public String sentence(Finding finding) {
    var sentence = new StringBuilder(finding.what());
    sentence.setCharAt(0, Character.toUpperCase(sentence.charAt(0)));
    List<String> facts = new ArrayList<>();
    if (!finding.clients().isEmpty()) {
      facts.add(clients(finding));
    }
    if (finding.calls() > 0) {
      facts.add("%d of %d calls".formatted(finding.calls(), finding.callsInAll()));
    }
    if (finding.failedCalls() > 0) {
      facts.add(finding.failedCalls() + " failed");
    }
    if (finding.lostNanos() >= 1_000_000) {
      facts.add("%.3f s lost".formatted(finding.lostNanos() / 1e9));
    }
    return facts.isEmpty() ? sentence + "." : sentence + ": " + String.join(", ", facts) + ".";
  }

  private String clients(Finding finding) {
    String first = name(finding.clients().getFirst());
    return switch (finding.clientCount()) {
      case 1 -> first;
      case 2 -> first + " and " + name(finding.clients().getLast());
      case Finding.CLIENTS_COUNTED_MAX ->
          "%s and %d or more other clients".formatted(first, finding.clientCount() - 1);
      default -> first + " and " + (finding.clientCount() - 1) + " other clients";
    };
  }

  /** {@return the packets of a finding as tcpdump prints them, those that were kept} */
  public List<String> packetLines(Finding finding, PrintOptions options) {
    var text = new TextBuffer();
    var printer = new PacketPrinter(text, options, names);
    var packet = new Packet();
    var lines = new ArrayList<String>();
    for (long frame : finding.frames()) {
      if (packets.get(frame, packet)) {
        printer.print(packet);
        lines.add(frame + " " + text.toString().stripTrailing());
        text.truncate(0);
      }
    }
    return lines;
  }
}
