package dev.podsonde.cli;

import dev.podsonde.cli.report.DnsReport;
import dev.podsonde.cli.report.EvidenceFile;
import dev.podsonde.cli.report.HtmlReport;
import dev.podsonde.cli.report.JsonReport;
import dev.podsonde.cli.report.Style;
import dev.podsonde.cli.report.TextReport;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.LookupListener;
import dev.podsonde.pcap.CaptureWriter;
import dev.podsonde.print.PrintOptions;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code podsonde dns}: what happened to every lookup, and why. */
@Command(
    name = "dns",
    sortOptions = false,
    description = "Tells what happened to every DNS lookup: what it cost, what went wrong, why.",
    customSynopsis = {
      "podsonde dns -r FILE|-... [OPTIONS] [-- 'FILTER']",
      "       podsonde dns TARGET... [OPTIONS] [-- 'FILTER']",
      "       podsonde dns diff BEFORE AFTER [-- 'FILTER']"
    },
    footer = {
      "",
      "TARGET is what capture takes. Live, only packets of DNS and errors about it are captured,",
      "unless a FILTER says otherwise; Ctrl-C ends it with the report.",
      "",
      "A call is what an application asked for: A and AAAA, every name that a search list makes,",
      "all retries. docs/findings.md tells the rules, docs/dns-json.md the JSON."
    })
final class DnsCommand implements ParsedCommand {
  private static final List<String> FORMS = List.of("text", "json", "html");

  /** Options of tcpdump that would choose packets, or write them; how they print is no matter. */
  private static final String MEANINGLESS = "CGIWZcdrwy";

  @Parameters(paramLabel = "TARGET", arity = "0..*", description = "whose lookups")
  private List<String> targetNames = new ArrayList<>();

  @Option(
      names = {"-r", "--read"},
      paramLabel = "FILE",
      description =
          "a capture file, or - for standard input, instead of targets; several captures of one"
              + " time at several places tell where packets were lost")
  private List<String> readFiles = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "text, json or html")
  private String form = "text";

  @Option(names = "--stream", description = "a line of JSON for each call as it ends, no report")
  private boolean isStream;

  @Option(
      names = {"-w", "--write"},
      paramLabel = "FILE",
      description = "write the packets that findings point at, with the findings as comments")
  private @Nullable String writeFile;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "stop after TIME, such as 30s, 5m or 1h")
  private @Nullable String duration;

  @Mixin private ClusterArguments clusterArguments = new ClusterArguments();

  private final List<String> tcpdumpArguments;

  /** Makes the command with what stood behind {@code --}. */
  DnsCommand(List<String> tcpdumpArguments) {
    this.tcpdumpArguments = tcpdumpArguments;
  }

  @Override
  public int run() throws IOException, UsageException {
    if (!FORMS.contains(form)) {
      throw new UsageException("-o " + form + ": not text, json or html");
    }
    TcpdumpOptions options = TcpdumpOptions.parse(tcpdumpArguments);
    String meaningless = options.firstGivenOf(MEANINGLESS);
    if (!meaningless.isEmpty()) {
      throw new UsageException(
          meaningless + ": not for dns, which takes -i, -s, -B, -F and a FILTER behind --");
    }
    if (!targetNames.isEmpty() && targetNames.getFirst().equals("diff")) {
      diff(options);
      return ExitStatus.OK;
    }
    try (OutputStream out = new BufferedOutputStream(Streams.out(), 1 << 16)) {
      List<LookupListener> listeners = isStream ? List.of(new CallStream(out)) : List.of();
      Analysis.OfFile analysed = analyse(options, listeners, out);
      DnsReport report = analysed.report();
      if (!isStream) {
        print(report, out);
      }
      out.flush();
      if (writeFile != null) {
        writeEvidence(report, writeFile);
      }
      analysed.whole();
      return ExitStatus.OK;
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private void diff(TcpdumpOptions options) throws IOException, UsageException {
    if (targetNames.size() != 3) {
      throw new UsageException("dns diff: needs two files, BEFORE and AFTER");
    }
    if (!form.equals("text") || isStream) {
      throw new UsageException("dns diff: only -o text");
    }
    if (!readFiles.isEmpty() || writeFile != null || duration != null) {
      throw new UsageException("dns diff: takes no -r, -w or --for");
    }
    DnsDiff.run(targetNames.get(1), targetNames.get(2), options.expression());
  }

  private Analysis.OfFile analyse(
      TcpdumpOptions options, List<LookupListener> listeners, OutputStream out)
      throws IOException, UsageException {
    if (!readFiles.isEmpty()) {
      if (!targetNames.isEmpty()) {
        throw new UsageException("dns: -r and a TARGET exclude each other");
      }
      return Analysis.ofFiles(readFiles, options.expression(), listeners);
    }
    long durationNanos = duration == null ? Long.MAX_VALUE : Durations.parse(duration).toNanos();
    FeedTargets targets = FeedTargets.of("dns", targetNames, clusterArguments.aligned());
    try (CaptureFeed feed = Analysis.open(targets, options)) {
      Signals.onStop(feed::stop);
      System.err.println("podsonde: listening on " + String.join(", ", feed.targetNames()));
      try (LiveView view = LiveView.open(form.equals("text") && !isStream)) {
        DnsReport report =
            Analysis.ofFeed(
                feed,
                durationNanos,
                listeners,
                analysis -> {
                  view.show(analysis);
                  out.flush();
                });
        return new Analysis.OfFile(report, null);
      }
    }
  }

  private void print(DnsReport report, OutputStream out) throws IOException, UsageException {
    PrintOptions options = TcpdumpOptions.parse(List.of("-nn", "-tttt")).printOptions();
    switch (form) {
      case "json" -> JsonReport.write(report, options, out);
      case "html" -> HtmlReport.write(report, options, out);
      default -> {
        Style style = new Style(Terminal.isColoured());
        for (String line : TextReport.lines(report, style, options)) {
          out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  private void writeEvidence(DnsReport report, String file) throws IOException {
    if (report.findings().isEmpty()) {
      System.err.println("podsonde: no findings, so no evidence: " + file + " is not written");
      return;
    }
    try (CaptureWriter writer =
        CaptureOutput.open(
            file, null, report.names(), ByteOrder.LITTLE_ENDIAN, readFiles, _ -> {})) {
      int packets = EvidenceFile.write(report, writer);
      System.err.printf("podsonde: %d packets of evidence in %s%n", packets, file);
    }
  }

  /** Writes each call when it has ended. */
  private record CallStream(OutputStream out) implements LookupListener {
    @Override
    public void onCall(Call call) {
      try {
        JsonReport.writeCall(call, out);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
