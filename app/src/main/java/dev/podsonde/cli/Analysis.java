package dev.podsonde.cli;

import static java.util.stream.Collectors.toSet;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.cli.report.DnsReport;
import dev.podsonde.dns.finding.Diagnosis;
import dev.podsonde.dns.finding.Finding;
import dev.podsonde.dns.finding.PacketWindow;
import dev.podsonde.dns.finding.Places;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.LookupEngine;
import dev.podsonde.dns.lookup.LookupListener;
import dev.podsonde.dns.path.Legs;
import dev.podsonde.dns.summary.Summary;
import dev.podsonde.linux.CaptureOptions;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import dev.podsonde.pcap.CaptureFile;
import dev.podsonde.pcap.ReadAhead;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Packets of a file or a live capture on their way to a report. One thread uses it. */
final class Analysis {
  /** What a kernel passes on for it: DNS on its usual ports, errors about it, later fragments. */
  private static final String CAPTURE_FILTER =
      "port 53 or port 1053 or port 5300 or port 5353 or port 5355 or port 8053 or port 9053"
          + " or icmp or icmp6 or (ip[6:2] & 0x1fff != 0) or ip6 proto 44";

  private static final int WINDOW_BATCHES = 32;

  /** Bytes that the kernel may hold while a view is drawn, shared by the targets here. */
  private static final int RINGS_LENGTH = 32 << 20;

  /** Enough to tell silence from a capture that ends; a file may say any time. */
  private static final long SILENT_END_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

  /** The kernel's clock may be read a moment before a packet gets its timestamp. */
  private static final Duration CLOCK_MARGIN = Duration.ofSeconds(1);

  private final String source;
  private final HostNames names;
  private final PacketWindow window = new PacketWindow(WINDOW_BATCHES, CaptureFile.BATCH_CAPACITY);
  private final Summary summary = new Summary();
  private final Legs legs = new Legs();
  private final Diagnosis diagnosis;
  private final LookupEngine engine;

  private Analysis(
      String source, HostNames names, List<LookupListener> more, @Nullable Predicate<Call> scope) {
    this.source = source;
    this.names = names;
    diagnosis = new Diagnosis(window, names);
    List<LookupListener> listeners = new ArrayList<>(List.of(summary, legs));
    listeners.add(scope == null ? diagnosis : new Scoped(diagnosis, scope));
    listeners.addAll(more);
    engine = new LookupEngine(listeners);
  }

  /** {@return how packets are captured for it, where {@code options} do not say otherwise} */
  static CaptureOptions captureOptions(TcpdumpOptions options) throws IOException, UsageException {
    String filter = options.expression();
    return options.captureOptions(filter.isBlank() ? CAPTURE_FILTER : filter);
  }

  /** Starts a capture for it. */
  @MustBeClosed
  static CaptureFeed open(FeedTargets targets, TcpdumpOptions options)
      throws IOException, UsageException {
    CaptureOptions chosen = captureOptions(options);
    int usual = CaptureOptions.DEFAULT.ringLength();
    return targets.areHere() && chosen.ringLength() == usual
        ? targets.open(
            chosen.withRingLength(Math.max(usual, RINGS_LENGTH / targets.names().size())))
        : targets.open(chosen);
  }

  /** What is done with an analysis while it goes on. */
  @FunctionalInterface
  interface Watcher {
    void onProgress(Analysis analysis) throws IOException;
  }

  /**
   * What a file yields.
   *
   * @param report about all of it, or what precedes the damage
   * @param damage what ended it early; null when nothing did
   */
  record OfFile(DnsReport report, @Nullable IOException damage) {
    /** {@return the report} Throws when the file is damaged. */
    DnsReport whole() throws IOException {
      if (damage != null) {
        throw damage;
      }
      return report;
    }
  }

  /** Has a diagnosis judge only some of the calls, and nothing that is not a call's. */
  private record Scoped(Diagnosis diagnosis, Predicate<Call> scope) implements LookupListener {
    @Override
    public void onCall(Call call) {
      if (scope.test(call)) {
        diagnosis.onCall(call);
      } else {
        diagnosis.learn(call);
      }
    }
  }

  /** Reads whole files of one time as one capture, or what precedes the damage of one. */
  static OfFile ofFiles(List<String> files, String expression, List<LookupListener> more)
      throws IOException, UsageException {
    return ofFiles(files, expression, more, null);
  }

  /**
   * The same, with findings about some of the calls only.
   *
   * @param scope the calls that findings are about; null for all
   */
  static OfFile ofFiles(
      List<String> files,
      String expression,
      List<LookupListener> more,
      @Nullable Predicate<Call> scope)
      throws IOException, UsageException {
    var opened = new OpenedFiles(files, expression);
    opened.notes().forEach(note -> System.err.println("podsonde: " + note));
    try (PacketSource packets = new ReadAhead(opened.source())) {
      var analysis = new Analysis(String.join(", ", files), opened.names(), more, scope);
      IOException damage = null;
      try {
        analysis.readAll(packets);
      } catch (IOException damaged) {
        damage = damaged; // what precedes it is worth its report
      }
      analysis.diagnosis.know(opened.places());
      analysis.waitUntil(opened.endNanos());
      analysis.end(opened.dropped());
      if (analysis.window.missed() > 0 && opened.canBeReadAgain()) {
        try (PacketSource again = opened.again().source()) {
          analysis.window.keepMissed(again);
        }
      }
      return new OfFile(analysis.report(), damage);
    }
  }

  /** Reads a live capture until it ends, and shows {@code watcher} how it goes. */
  static DnsReport ofFeed(
      CaptureFeed feed, long durationNanos, List<LookupListener> more, Watcher watcher)
      throws IOException {
    var analysis = new Analysis(String.join(", ", feed.targetNames()), feed.names(), more, null);
    try {
      analysis.follow(feed, durationNanos, watcher);
      analysis.diagnosis.know(
          new Places(
              feed.counts().stream().map(CaptureFeed.TargetCounts::target).collect(toSet()),
              Set.of()));
    } finally {
      analysis.end(0);
    }
    return analysis.report();
  }

  private void readAll(PacketSource packets) throws IOException {
    for (PacketBatch batch = window.read(packets); batch != null; batch = window.read(packets)) {
      engine.accept(batch);
    }
  }

  private void follow(CaptureFeed feed, long durationNanos, Watcher watcher) throws IOException {
    long startNanos = System.nanoTime();
    long watchedNanos = startNanos;
    long dropped = 0;
    long checkedNanos = wallNanos();
    for (PacketBatch batch = window.read(feed); batch != null; batch = window.read(feed)) {
      engine.accept(batch);
      long now = System.nanoTime();
      if (now - watchedNanos >= TimeUnit.SECONDS.toNanos(1)) {
        watchedNanos = now;
        long wallNanos = wallNanos();
        long droppedNow = feed.statistics().dropped();
        if (droppedNow > dropped) {
          engine.noteDrops(droppedNow - dropped, checkedNanos, wallNanos);
          dropped = droppedNow;
        }
        checkedNanos = wallNanos;
        engine.advance(wallNanos - CLOCK_MARGIN.toNanos());
        watcher.onProgress(this);
      }
      if (now - startNanos >= durationNanos) {
        feed.stop();
      }
    }
  }

  /** Lets the time pass in which the capture went on without a packet. */
  private void waitUntil(long endNanos) {
    long lastNanos = engine.counters().lastNanos();
    if (lastNanos > 0 && endNanos > lastNanos) {
      engine.advance(Math.min(endNanos, lastNanos + SILENT_END_NANOS_MAX));
    }
  }

  private static long wallNanos() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  private void end(long dropped) {
    if (dropped > 0) {
      engine.noteDrops(dropped, engine.counters().firstNanos(), engine.counters().lastNanos());
    }
    engine.end();
  }

  /** {@return what is known by now} */
  DnsReport report() {
    List<Finding> findings = diagnosis.findings(engine);
    return new DnsReport(
        source, engine.counters(), summary, findings, diagnosis.refused(), legs, window, names);
  }

  /** {@return counts and latencies so far} */
  Summary summary() {
    return summary;
  }
}
