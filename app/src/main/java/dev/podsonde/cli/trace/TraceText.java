package dev.podsonde.cli.trace;

import dev.podsonde.cli.report.Style;
import dev.podsonde.cli.report.TextTable;
import dev.podsonde.cluster.DnsServer;
import dev.podsonde.dns.finding.Finding;
import dev.podsonde.dns.finding.Weight;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.IcmpError;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.path.Path;
import dev.podsonde.dns.path.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A trace as lines for a terminal or a pipe: the waterfall, then the verdict. */
public final class TraceText {
  private static final String INDENT = "  ";

  private final Trace trace;
  private final Style style;
  private final List<String> lines = new ArrayList<>();

  private TraceText(Trace trace, Style style) {
    this.trace = trace;
    this.style = style;
  }

  /** {@return the lines} */
  public static List<String> lines(Trace trace, Style style) {
    var text = new TraceText(trace, style);
    text.resolver();
    text.clocks();
    for (TracedQuery traced : trace.queries()) {
      text.query(traced);
    }
    text.upstream();
    text.verdict();
    return text.lines;
  }

  private void resolver() {
    ResolvConf conf = trace.conf();
    lines.add(
        "%s on %s asks %s; search %s; ndots:%d"
            .formatted(
                style.bold(trace.from().qualifiedName()),
                trace.from().node(),
                String.join(", ", conf.nameservers()),
                conf.search().isEmpty() ? "nothing" : String.join(" ", conf.search()),
                conf.ndots()));
    for (DnsServer server : trace.servers()) {
      String endpoints =
          server.endpoints().stream()
              .map(endpoint ->
                  "%s %s on %s%s"
                      .formatted(
                          endpoint.pod().isEmpty() ? "endpoint" : endpoint.pod(),
                          endpoint.address(),
                          endpoint.node(),
                          endpoint.isReady() ? "" : " (not ready)"))
              .collect(Collectors.joining(", "));
      lines.add(
          "%s is %s"
              .formatted(
                  server.address(),
                  server.service().isEmpty()
                      ? endpoints.isEmpty() ? "no address of the cluster's" : endpoints
                      : "service %s: %s"
                          .formatted(
                              server.service(), endpoints.isEmpty() ? "no endpoint" : endpoints)));
    }
  }

  private void clocks() {
    trace
        .clocks()
        .differences()
        .forEach((node, clock) -> {
          if (clock.correctionNanos() != 0) {
            lines.add(
                "The clock of %s is ahead by %s, which is taken from the times below."
                    .formatted(node, clock));
          } else if (clock.isMeasured()) {
            lines.add(
                "The clocks of %s and %s agree within %.3f ms: shorter delays between them say nothing."
                    .formatted(node, trace.from().node(), clock.uncertaintyNanos() / 1e6));
          }
        });
  }

  private void query(TracedQuery traced) {
    Query query = traced.query();
    String result =
        query.reply() == null
            ? "no reply" + (query.error().isEmpty() ? "" : ": " + query.error())
            : query.status() + " " + String.join(", ", query.answers());
    lines.add("");
    lines.add(
        "%s %s%s  %s"
            .formatted(
                style.bold(query.name()),
                query.type(),
                query.isTcp() ? " over TCP" : "",
                result.strip()));
    List<Step> syns = trace.synPath(traced).query();
    if (traced.attempts().isEmpty() && !syns.isEmpty()) {
      List<List<String>> rows = new ArrayList<>();
      add(syns, "SYN", syns.getFirst().timestampNanos(), rows);
      TextTable.align(rows).forEach(row -> lines.add(INDENT + row.stripTrailing()));
      return;
    }
    long start = traced.attempts().isEmpty() ? 0 : traced.attempts().getFirst().timestampNanos();
    traced.attempts().forEach(attempt -> attempt(attempt, start));
  }

  private void attempt(Attempt attempt, long startNanos) {
    Path path = trace.path(attempt);
    List<List<String>> rows = new ArrayList<>();
    add(path.query(), "query", startNanos, rows);
    add(path.reply(), "reply", startNanos, rows);
    IcmpError error = attempt.icmpError();
    if (error != null) {
      rows.add(
          List.of(
              time(error.timestampNanos() - startNanos),
              "ICMP",
              "from " + trace.who(error.source()),
              "type %d code %d".formatted(error.type(), error.code())));
    }
    if (path.reply().isEmpty() && error == null) {
      rows.add(List.of("", style.red("lost"), "after " + path.last().place().name(), ""));
    } else if (!attempt.isReplyBack() && error == null) {
      rows.add(List.of("", style.red("lost"), "reply, after " + path.last().place().name(), ""));
    }
    TextTable.align(rows).forEach(row -> lines.add(INDENT + row.stripTrailing()));
  }

  /** Addresses are shown where they change: there something translates them. */
  private static void add(List<Step> steps, String what, long startNanos, List<List<String>> rows) {
    Step before = null;
    for (Step step : steps) {
      boolean isSame =
          before != null
              && before.source().equals(step.source())
              && before.destination().equals(step.destination());
      String addresses = isSame ? "" : step.source() + " > " + step.destination();
      String translated = before == null || isSame ? "" : "   " + translation(before, step);
      rows.add(
          List.of(
              time(step.timestampNanos() - startNanos),
              before == null ? what : "",
              step.place().name(),
              addresses + translated));
      before = step;
    }
  }

  private static String translation(Step before, Step after) {
    boolean isSource = !before.source().equals(after.source());
    boolean isDestination = !before.destination().equals(after.destination());
    return isSource && isDestination ? "SNAT, DNAT" : isSource ? "SNAT" : "DNAT";
  }

  private static String time(long nanos) {
    return "%9.3f ms".formatted(nanos / 1e6);
  }

  private void upstream() {
    for (Call call : trace.upstream()) {
      for (Lookup lookup : call.lookups()) {
        for (Attempt attempt : lookup.attempts()) {
          lines.add("");
          lines.add(
              "%s asks %s for %s"
                  .formatted(
                      trace.asker(attempt.client()),
                      trace.who(attempt.server()),
                      style.bold(lookup.name().toString())));
          attempt(attempt, attempt.timestampNanos());
        }
      }
    }
  }

  private void verdict() {
    Verdict verdict = Verdict.of(trace);
    lines.add("");
    lines.add(verdict.isFault() ? style.red(verdict.sentence()) : style.bold(verdict.sentence()));
    for (Finding finding : trace.report().findings()) {
      if (finding.weight() == Weight.FAULT) {
        lines.add("");
        lines.add("%s %s".formatted(style.bold(finding.rule()), finding.title()));
        lines.add(INDENT + trace.report().sentence(finding));
        lines.add(INDENT + "Fix: " + finding.fix());
      }
    }
  }
}
