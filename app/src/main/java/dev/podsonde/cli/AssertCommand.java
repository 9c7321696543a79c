package dev.podsonde.cli;

import dev.podsonde.cli.report.DnsReport;
import dev.podsonde.cli.report.JunitReport;
import dev.podsonde.cli.report.JunitReport.Assertion;
import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.finding.Finding;
import dev.podsonde.dns.finding.Weight;
import dev.podsonde.dns.summary.Summary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code podsonde assert}: whether DNS is as it should be, for CI. */
@Command(
    name = "assert",
    sortOptions = false,
    description = "Checks DNS against what is demanded; exit status 0 when all holds, else 3.",
    customSynopsis = "podsonde assert -r FILE|- | TARGET... [--for TIME] DEMAND...")
final class AssertCommand implements ParsedCommand {
  @Parameters(paramLabel = "TARGET", arity = "0..*", description = "whose lookups")
  private List<String> targetNames = new ArrayList<>();

  @Option(
      names = {"-r", "--read"},
      paramLabel = "FILE",
      description = "a capture file, or - for standard input, instead of targets")
  private @Nullable String readFile;

  @Option(names = "--for", paramLabel = "TIME", description = "how long to capture (30s)")
  private String duration = "30s";

  @Option(names = "--no-unanswered", description = "every query gets a reply")
  private boolean isEveryQueryAnswered;

  @Option(names = "--no-failed", description = "every call gets an answer")
  private boolean isEveryCallAnswered;

  @Option(names = "--no-faults", description = "no finding that says fault")
  private boolean isFaultless;

  @Option(names = "--max-p50", paramLabel = "TIME", description = "half of the replies this soon")
  private @Nullable String p50Max;

  @Option(names = "--max-p95", paramLabel = "TIME", description = "95 %% of the replies this soon")
  private @Nullable String p95Max;

  @Option(names = "--max-p99", paramLabel = "TIME", description = "99 %% of the replies this soon")
  private @Nullable String p99Max;

  @Option(
      names = "--max-nxdomain-ratio",
      paramLabel = "RATIO",
      description = "at most this share of replies, 0 to 1, is NXDOMAIN")
  private @Nullable Double nxdomainRatioMax;

  @Option(
      names = "--max-servfail-ratio",
      paramLabel = "RATIO",
      description = "at most this share of replies, 0 to 1, is SERVFAIL")
  private @Nullable Double servfailRatioMax;

  @Option(
      names = "--min-calls",
      paramLabel = "N",
      description = "at least so many calls, or nothing is proven (1)")
  private long callsMin = 1;

  @Option(names = "--junit", paramLabel = "FILE", description = "write the results as JUnit XML")
  private @Nullable String junitFile;

  @Mixin private ClusterArguments clusterArguments = new ClusterArguments();

  @Override
  public int run() throws IOException, UsageException {
    validate();
    DnsReport report = analyse();
    List<Assertion> assertions = assertions(report);
    for (Assertion assertion : assertions) {
      System.out.println(
          assertion.holds()
              ? "ok      " + assertion.name()
              : "failed  " + assertion.name() + ": " + assertion.failure());
    }
    if (junitFile != null) {
      try (OutputStream out = Files.newOutputStream(Path.of(junitFile))) {
        JunitReport.write(report.source(), report.seconds(), assertions, out);
      }
    }
    boolean isAllMet = assertions.stream().allMatch(Assertion::holds);
    return isAllMet ? ExitStatus.OK : ExitStatus.DEMAND_NOT_MET;
  }

  /** Nobody waits for a capture to hear that a word was wrong. */
  private void validate() throws UsageException {
    boolean isLatencyLimited = false;
    for (@Nullable String limit : new @Nullable String[] {p50Max, p95Max, p99Max}) {
      if (limit != null) {
        Durations.parse(limit);
        isLatencyLimited = true;
      }
    }
    for (@Nullable Double ratio : new @Nullable Double[] {nxdomainRatioMax, servfailRatioMax}) {
      if (ratio != null && !(ratio >= 0 && ratio <= 1)) {
        throw new UsageException("%s: not a share from 0 to 1".formatted(ratio));
      }
    }
    boolean isAnything =
        isEveryQueryAnswered
            || isEveryCallAnswered
            || isFaultless
            || isLatencyLimited
            || nxdomainRatioMax != null
            || servfailRatioMax != null
            || callsMin > 1;
    if (!isAnything) {
      throw new UsageException("assert: nothing is demanded; see podsonde assert --help");
    }
  }

  private DnsReport analyse() throws IOException, UsageException {
    if (readFile != null) {
      if (!targetNames.isEmpty()) {
        throw new UsageException("assert: -r and a TARGET exclude each other");
      }
      return Analysis.ofFiles(List.of(readFile), "", List.of()).whole();
    }
    Duration length = Durations.parse(duration);
    TcpdumpOptions options = TcpdumpOptions.parse(List.of());
    FeedTargets targets = FeedTargets.of("assert", targetNames, clusterArguments.aligned());
    try (CaptureFeed feed = Analysis.open(targets, options)) {
      Signals.onStop(feed::stop);
      return Analysis.ofFeed(feed, length.toNanos(), List.of(), _ -> {});
    }
  }

  private List<Assertion> assertions(DnsReport report) throws UsageException {
    Summary summary = report.summary();
    List<Assertion> assertions = new ArrayList<>();
    assertions.add(
        new Assertion(
            "at least %d calls".formatted(callsMin),
            summary.calls() < callsMin ? summary.calls() + " calls" : ""));
    if (isEveryQueryAnswered) {
      long silent = summary.unanswered() + summary.icmpErrors();
      assertions.add(none("no query without reply", silent));
    }
    if (isEveryCallAnswered) {
      assertions.add(none("no failed call", summary.failedCalls()));
    }
    if (isFaultless) {
      assertions.add(new Assertion("no faults", faults(report)));
    }
    addLatency(assertions, 50, p50Max, summary);
    addLatency(assertions, 95, p95Max, summary);
    addLatency(assertions, 99, p99Max, summary);
    addRatio(assertions, Rcode.NXDOMAIN, nxdomainRatioMax, summary);
    addRatio(assertions, Rcode.SERVFAIL, servfailRatioMax, summary);
    return assertions;
  }

  private static String faults(DnsReport report) {
    return report.findings().stream()
        .filter(finding -> finding.weight() == Weight.FAULT)
        .map(Finding::rule)
        .collect(Collectors.joining(", "));
  }

  private static Assertion none(String name, long count) {
    return new Assertion(name, count == 0 ? "" : Long.toString(count));
  }

  private static void addLatency(
      List<Assertion> assertions, int percentile, @Nullable String limit, Summary summary)
      throws UsageException {
    if (limit == null) {
      return;
    }
    long found = summary.latency().getValueAtPercentile(percentile);
    boolean isKept = found <= Durations.parse(limit).toNanos();
    assertions.add(
        ofReplies(
            "p%d at most %s".formatted(percentile, limit),
            isKept ? "" : "%.3f ms".formatted(found / 1e6),
            summary));
  }

  private static void addRatio(
      List<Assertion> assertions, int rcode, @Nullable Double limit, Summary summary) {
    if (limit == null) {
      return;
    }
    double found =
        (double) summary.rcodes().getOrDefault(rcode, 0L) / Math.max(1, summary.answered());
    assertions.add(
        ofReplies(
            "at most %s of the replies %s".formatted(limit, Rcode.name(rcode)),
            found <= limit ? "" : "%.3f".formatted(found),
            summary));
  }

  /** Where nothing was answered, nothing is proven about replies. */
  private static Assertion ofReplies(String name, String failure, Summary summary) {
    return new Assertion(name, summary.answered() == 0 ? "no replies" : failure);
  }
}
