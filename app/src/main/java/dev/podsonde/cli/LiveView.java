package dev.podsonde.cli;

import dev.podsonde.cli.report.Style;
import dev.podsonde.cli.report.TextReport;
import dev.podsonde.dns.summary.Summary;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How a live analysis goes: in place on a terminal, else a line every few seconds on standard
 * error.
 */
final class LiveView implements AutoCloseable {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final int SECONDS_PER_LINE = 5;

  private final boolean isTerminal;
  private final boolean isShown;
  private int shown;
  private long callsBefore;

  private LiveView(boolean isShown) {
    this.isShown = isShown;
    isTerminal = isShown && Terminal.isStandardOutput();
    if (isTerminal) {
      System.out.print("\033[?1049h"); // the terminal's other screen, so that nothing is lost
    }
  }

  static LiveView open(boolean isShown) {
    return new LiveView(isShown);
  }

  /** Shows what is known by now; called every second. */
  void show(Analysis analysis) {
    shown++;
    if (isTerminal) {
      List<String> lines =
          TextReport.liveLines(
              analysis.report(), new Style(Terminal.isColoured()), Terminal.rows());
      System.out.print("\033[H\033[J" + String.join("\n", lines));
      System.out.flush();
    } else if (isShown && shown % SECONDS_PER_LINE == 0) {
      System.err.println(line(analysis.summary()));
    }
  }

  private String line(Summary summary) {
    Histogram latency = summary.latency();
    long calls = summary.calls() - callsBefore;
    callsBefore = summary.calls();
    return "podsonde: %s %,d calls/s, p50 %.3f ms, p99 %.3f ms, %,d failed, %,d without reply"
        .formatted(
            LocalTime.now(ZoneId.systemDefault()).format(TIME),
            calls / SECONDS_PER_LINE,
            latency.getValueAtPercentile(50) / 1e6,
            latency.getValueAtPercentile(99) / 1e6,
            summary.failedCalls(),
            summary.unanswered());
  }

  @Override
  public void close() {
    if (isTerminal) {
      System.out.print("\033[?1049l");
      System.out.flush();
    }
  }
}
