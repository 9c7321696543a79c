package dev.podsonde.cli;

import dev.podsonde.cli.report.DnsReport;
import dev.podsonde.cli.report.TextTable;
import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.finding.Finding;
import dev.podsonde.dns.summary.Summary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/** {@code podsonde dns diff}: what changed from one capture to another. */
final class DnsDiff {
  private final List<List<String>> rows = new ArrayList<>();

  private DnsDiff() {}

  /** Prints it, of the packets of both files that match the filter. */
  static void run(String before, String after, String filter) throws IOException, UsageException {
    DnsReport first = Analysis.ofFiles(List.of(before), filter, List.of()).whole();
    DnsReport second = Analysis.ofFiles(List.of(after), filter, List.of()).whole();
    new DnsDiff().table(first, second).forEach(System.out::println);
    findings(first, second).forEach(System.out::println);
  }

  private List<String> table(DnsReport first, DnsReport second) {
    rows.add(List.of("", "BEFORE", "AFTER", "CHANGE"));
    Summary before = first.summary();
    Summary after = second.summary();
    count("calls", before.calls(), after.calls());
    perCall("queries per call", before.attempts(), before.calls(), after.attempts(), after.calls());
    perCall(
        "failed calls", before.failedCalls(), before.calls(), after.failedCalls(), after.calls());
    perCall(
        "without reply",
        before.unanswered(),
        before.attempts(),
        after.unanswered(),
        after.attempts());
    perCall("retries", before.retries(), before.attempts(), after.retries(), after.attempts());
    var rcodes = new TreeSet<Integer>(before.rcodes().keySet());
    rcodes.addAll(after.rcodes().keySet());
    for (int rcode : rcodes) {
      perCall(
          Rcode.name(rcode),
          before.rcodes().getOrDefault(rcode, 0L),
          before.answered(),
          after.rcodes().getOrDefault(rcode, 0L),
          after.answered());
    }
    for (double percentile : new double[] {50, 95, 99}) {
      latency(percentile, before.latency(), after.latency());
    }
    seconds("lost per 1000 calls", perThousand(before), perThousand(after));
    return TextTable.align(rows);
  }

  private static double perThousand(Summary summary) {
    return summary.lostNanos() / 1e6 / Math.max(1, summary.calls());
  }

  private void count(String name, long before, long after) {
    rows.add(
        List.of(
            name,
            "%,d".formatted(before),
            "%,d".formatted(after),
            change((double) before, (double) after)));
  }

  private void perCall(String name, long before, long ofBefore, long after, long ofAfter) {
    double first = (double) before / Math.max(1, ofBefore);
    double second = (double) after / Math.max(1, ofAfter);
    rows.add(
        List.of(name, "%.3f".formatted(first), "%.3f".formatted(second), change(first, second)));
  }

  private void latency(double percentile, Histogram before, Histogram after) {
    double first = before.getValueAtPercentile(percentile) / 1e6;
    double second = after.getValueAtPercentile(percentile) / 1e6;
    rows.add(
        List.of(
            "p%.0f".formatted(percentile),
            "%.3f ms".formatted(first),
            "%.3f ms".formatted(second),
            change(first, second)));
  }

  private void seconds(String name, double before, double after) {
    rows.add(
        List.of(
            name, "%.3f s".formatted(before), "%.3f s".formatted(after), change(before, after)));
  }

  private static String change(double before, double after) {
    if (before == after) {
      return "=";
    }
    return before == 0
        ? "new"
        : String.format(Locale.ROOT, "%+.1f %%", 100 * (after - before) / before);
  }

  private static List<String> findings(DnsReport before, DnsReport after) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : before.findings()) {
      if (!has(after, finding)) {
        lines.add("gone     %s %s".formatted(finding.rule(), finding.title()));
      }
    }
    for (Finding finding : after.findings()) {
      String state = has(before, finding) ? "remains" : "new    ";
      lines.add("%s  %s %s".formatted(state, finding.rule(), after.sentence(finding)));
    }
    if (!lines.isEmpty()) {
      lines.addFirst("");
    }
    return lines;
  }

  private static boolean has(DnsReport report, Finding finding) {
    return report.findings().stream()
        .anyMatch(
            other -> other.rule().equals(finding.rule()) && other.title().equals(finding.title()));
  }
}
