package dev.podsonde.cli.report;

import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.finding.Finding;
import dev.podsonde.dns.finding.Weight;
import dev.podsonde.dns.lookup.ChecksumStatus;
import dev.podsonde.dns.lookup.EngineCounters;
import dev.podsonde.dns.path.Legs;
import dev.podsonde.dns.summary.Cost;
import dev.podsonde.dns.summary.Summary;
import dev.podsonde.print.PrintOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The report as lines for a terminal or a pipe. */
public final class TextReport {
  /** Less is 0.0 s. */
  private static final long LOST_MIN_NANOS = 50_000_000;

  private static final int ROWS_MAX = 10;
  private static final int WIDTH = 100;
  private static final int BILL_QUERIES_MIN = 2;
  private static final String INDENT = "   ";

  private final DnsReport report;
  private final Style style;
  private final List<String> lines = new ArrayList<>();

  private TextReport(DnsReport report, Style style) {
    this.report = report;
    this.style = style;
  }

  /** {@return the lines of the whole report, with the packets as tcpdump prints them} */
  public static List<String> lines(DnsReport report, Style style, PrintOptions options) {
    var text = new TextReport(report, style);
    text.overview();
    text.tables(ROWS_MAX);
    text.legs();
    text.notes();
    text.findings(options);
    return text.lines;
  }

  /** {@return the lines of a view that is renewed while the capture goes on} */
  public static List<String> liveLines(DnsReport report, Style style, int rows) {
    var text = new TextReport(report, style);
    text.overview();
    text.tables(Math.clamp(rows / 4, 3, ROWS_MAX));
    for (Finding finding : report.findings()) {
      text.lines.add("");
      text.lines.add(text.heading(finding));
      text.lines.add(INDENT + report.sentence(finding));
    }
    return text.lines.stream().limit(Math.max(1, rows - 1)).toList();
  }

  private void overview() {
    Summary summary = report.summary();
    double seconds = report.seconds();
    lines.add(
        style.bold(
            "%s: %s in %.1f s (%s), %s, %s"
                .formatted(
                    report.source(),
                    count(summary.calls(), "call", "calls"),
                    seconds,
                    rate(summary.calls(), seconds),
                    count(summary.lookups(), "lookup", "lookups"),
                    count(summary.attempts(), "query", "queries"))));
    lines.add("");
    lines.add("  replies    " + rcodes());
    lines.add("  latency    " + latency());
    lines.add("  trouble    " + trouble());
  }

  private static String count(long count, String one, String several) {
    return "%,d %s".formatted(count, count == 1 ? one : several);
  }

  private static String rate(long count, double seconds) {
    return seconds < 0.1 ? "-/s" : "%,.0f/s".formatted(count / seconds);
  }

  private String rcodes() {
    String rcodes =
        report.summary().rcodes().entrySet().stream()
            .map(entry -> "%s %,d".formatted(Rcode.name(entry.getKey()), entry.getValue()))
            .collect(Collectors.joining("   "));
    return rcodes.isEmpty() ? "none" : rcodes;
  }

  private String latency() {
    Histogram latency = report.summary().latency();
    if (latency.getTotalCount() == 0) {
      return "none";
    }
    return "p50 %s   p95 %s   p99 %s   max %s"
        .formatted(
            milliseconds(latency.getValueAtPercentile(50)),
            milliseconds(latency.getValueAtPercentile(95)),
            milliseconds(latency.getValueAtPercentile(99)),
            milliseconds(latency.getMaxValue()));
  }

  private String trouble() {
    Summary summary = report.summary();
    List<String> trouble = new ArrayList<>();
    add(
        trouble,
        summary.failedCalls(),
        summary.failedCalls() == 1 ? "call failed" : "calls failed");
    add(
        trouble,
        summary.unanswered(),
        summary.unanswered() == 1 ? "query without reply" : "queries without reply");
    add(trouble, summary.icmpErrors(), "refused by ICMP");
    add(trouble, summary.unknown(), "open at the end");
    add(trouble, summary.retries(), "repeated");
    add(trouble, summary.truncated(), "truncated");
    if (summary.lostNanos() >= LOST_MIN_NANOS) {
      trouble.add("%,.1f s lost".formatted(summary.lostNanos() / 1e9));
    }
    return trouble.isEmpty() ? "none" : String.join(", ", trouble);
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add("%,d %s".formatted(count, what));
    }
  }

  private void tables(int rows) {
    Summary summary = report.summary();
    if (summary.calls() == 0) {
      return;
    }
    lines.add("");
    lines.addAll(table("NAME", summary.namesCostliest(rows), name -> name));
    lines.add("");
    lines.addAll(table("CLIENT", summary.clientsCostliest(rows), report::name));
    bill();
  }

  private static <S> List<String> table(
      String title, List<Cost<S>> costs, Function<S, String> text) {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of(title, "CALLS", "QUERIES", "FAILED", "LOST", "MEAN"));
    for (Cost<S> cost : costs) {
      table.add(
          List.of(
              text.apply(cost.subject()),
              "%,d".formatted(cost.calls()),
              "%,d".formatted(cost.queries()),
              "%,d".formatted(cost.failedCalls()),
              cost.lostNanos() < LOST_MIN_NANOS ? "-" : "%.1f s".formatted(cost.lostNanos() / 1e9),
              milliseconds(cost.delayNanos() / Math.max(1, cost.calls()))));
    }
    return TextTable.align(table);
  }

  /** What walking the search list costs for the names that walk it most. */
  private void bill() {
    List<Cost<String>> walked =
        report.summary().namesCostliest(Integer.MAX_VALUE).stream()
            .filter(cost -> cost.queries() - cost.neededQueries() >= BILL_QUERIES_MIN)
            .limit(3)
            .toList();
    if (!walked.isEmpty()) {
      lines.add("");
    }
    for (Cost<String> cost : walked) {
      lines.add(
          "%s: %,d queries in %s; with a trailing dot %,d queries in %s"
              .formatted(
                  cost.subject(),
                  cost.queries(),
                  milliseconds(cost.delayNanos()),
                  cost.neededQueries(),
                  milliseconds(cost.neededNanos())));
    }
  }

  /** Where there are several places of capture: how long from one to the next. */
  private void legs() {
    List<Legs.Leg> legs = report.legs().all();
    if (legs.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "FROM", "TO", "PACKETS", "LOST", "P50", "P99", "MAX"));
    for (Legs.Leg leg : legs) {
      long packets = leg.nanos().getTotalCount();
      rows.add(
          List.of(
              leg.kind().name().toLowerCase(Locale.ROOT),
              leg.from(),
              leg.to().isEmpty() ? "nowhere" : leg.to(),
              "%,d".formatted(packets),
              leg.lost() == 0 ? "-" : "%,d".formatted(leg.lost()),
              packets == 0 ? "-" : milliseconds(leg.nanos().getValueAtPercentile(50)),
              packets == 0 ? "-" : milliseconds(leg.nanos().getValueAtPercentile(99)),
              packets == 0 ? "-" : milliseconds(leg.nanos().getMaxValue())));
    }
    lines.add("");
    TextTable.align(rows).forEach(lines::add);
  }

  private void notes() {
    EngineCounters counters = report.counters();
    List<String> notes = new ArrayList<>();
    add(notes, counters.droppedPackets(), "packets lost by the capture: silence may be its own");
    add(notes, counters.cutPackets(), "packets cut by the snapshot length: capture with -s 0");
    add(notes, counters.malformed(), "malformed messages");
    add(notes, counters.copies(), "copies of packets seen at several interfaces, counted once");
    add(
        notes,
        counters.checksums(ChecksumStatus.OFFLOADED),
        "checksums left to the network card by the sender, which is no fault");
    add(notes, counters.forcedCalls(), "calls ended early for lack of room");
    add(notes, counters.refusedEvidence(), "further sights of packets not kept, being too many");
    add(notes, report.unjudged(), "times a rule had no room for one more client, server or name");
    add(notes, report.legs().refused(), "packets between more places than are listed");
    if (!notes.isEmpty()) {
      lines.add("");
    }
    notes.forEach(note -> lines.add(style.dim("  note       " + note)));
  }

  private void findings(PrintOptions options) {
    lines.add("");
    if (report.findings().isEmpty()) {
      lines.add(style.bold("No findings."));
      return;
    }
    int number = 1;
    for (Finding finding : report.findings()) {
      lines.add(number++ + ". " + heading(finding));
      wrap("", report.sentence(finding));
      wrap("Not seen:  ", finding.unseen());
      finding.ruledOut().forEach(reason -> wrap("Ruled out: ", reason));
      wrap("Fix:       ", finding.fix());
      wrap("Read:      ", finding.source());
      wrap("Filter:    ", finding.filter());
      for (String line : report.packetLines(finding, options)) {
        lines.add(style.dim(INDENT + line));
      }
      lines.add("");
    }
  }

  private String heading(Finding finding) {
    String weight = finding.weight().name().toLowerCase(Locale.ROOT);
    String confidence = finding.confidence().name().toLowerCase(Locale.ROOT);
    String title = "%s %s".formatted(finding.rule(), finding.title());
    String heading = "%s (%s, confidence %s)".formatted(style.bold(title), weight, confidence);
    return finding.weight() == Weight.FAULT ? style.red(heading) : style.yellow(heading);
  }

  private void wrap(String label, String text) {
    if (text.isEmpty()) {
      return;
    }
    String indent = INDENT + " ".repeat(label.length());
    var line = new StringBuilder(INDENT + label);
    boolean isFirstWord = true;
    for (String word : text.split(" ", -1)) {
      if (!isFirstWord && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        isFirstWord = true;
      }
      line.append(isFirstWord ? "" : " ").append(word);
      isFirstWord = false;
    }
    lines.add(line.toString());
  }

  static String milliseconds(long nanos) {
    double milliseconds = nanos / 1e6;
    return (milliseconds < 10 ? "%.3f ms" : milliseconds < 1000 ? "%.1f ms" : "%,.0f ms")
        .formatted(milliseconds);
  }
}
