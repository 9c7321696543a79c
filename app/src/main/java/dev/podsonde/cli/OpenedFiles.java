package dev.podsonde.cli;

import static java.util.stream.Collectors.toSet;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.dns.finding.Places;
import dev.podsonde.dns.path.ClockDifference;
import dev.podsonde.dns.path.ClockSamples;
import dev.podsonde.filter.BpfProgram;
import dev.podsonde.filter.PacketFilter;
import dev.podsonde.filter.SelectedPackets;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.PacketSource;
import dev.podsonde.pcap.CaptureFile;
import dev.podsonde.pcap.InterfaceStatistics;
import dev.podsonde.pcap.MergedSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** One capture file, or several of one time that are read as one. */
final class OpenedFiles {
  private final List<String> names;
  private final String expression;
  private final List<ClockDifference> clocks;
  private final List<CaptureFile> files = new ArrayList<>();
  private final PacketSource source;

  /** Opens them all; {@link #source} closes them. */
  OpenedFiles(List<String> names, String expression) throws IOException, UsageException {
    this(names, expression, clocks(names));
  }

  @SuppressWarnings({"MustBeClosedChecker", "resource"}) // the source closes them
  private OpenedFiles(List<String> names, String expression, List<ClockDifference> clocks)
      throws IOException, UsageException {
    this.names = names;
    this.expression = expression;
    this.clocks = clocks;
    var filter = new PacketFilter(expression, true);
    try {
      for (String name : names) {
        files.add(open(name));
      }
      if (!expression.isBlank()) { // a wrong one is told before anything is read
        BpfProgram _ = filter.compileFor(files.getFirst().firstInterface().linkType());
      }
    } catch (IOException failure) {
      for (CaptureFile file : files) {
        file.close();
      }
      throw failure;
    }
    PacketSource all = files.size() == 1 ? files.getFirst() : merged();
    source = expression.isBlank() ? all : new SelectedPackets(all, filter, Long.MAX_VALUE);
  }

  /** Opens one; {@code -} is standard input. */
  @MustBeClosed
  static CaptureFile open(String name) throws IOException {
    return name.equals("-")
        ? CaptureFile.open(Streams.in(), "standard input", new Zstd())
        : CaptureFile.open(Path.of(name), new Zstd());
  }

  /** {@return the same files from their beginnings} */
  OpenedFiles again() throws IOException, UsageException {
    return new OpenedFiles(names, expression, clocks);
  }

  private MergedSource merged() {
    var merged = new MergedSource();
    for (int i = 0; i < files.size(); i++) {
      merged.add(label(names.get(i)), files.get(i), clocks.get(i).correctionNanos());
    }
    return merged;
  }

  private static String label(String name) {
    String file = Path.of(name).getFileName().toString();
    return file.replaceFirst("\\.(pcapng|pcap|cap)(\\.gz|\\.zst)?$", "");
  }

  /** {@return how far the clock of each file is ahead of the first one's} */
  private static List<ClockDifference> clocks(List<String> names) {
    if (names.size() == 1 || !names.stream().allMatch(OpenedFiles::isRegular)) {
      return Collections.nCopies(names.size(), ClockDifference.UNKNOWN);
    }
    List<ClockDifference> clocks = new ArrayList<>();
    ClockSamples first = null;
    for (String name : names) {
      ClockSamples samples = samples(name);
      first = first == null ? samples : first;
      clocks.add(samples.minus(first));
    }
    return clocks;
  }

  private static boolean isRegular(String name) {
    return Files.isRegularFile(Path.of(name));
  }

  private static ClockSamples samples(String name) {
    var samples = new ClockSamples();
    try (CaptureFile file = open(name)) {
      samples.readAll(file);
    } catch (IOException _) {
      // what precedes the damage will do; what is wrong is told when it is read for good
    }
    return samples;
  }

  /** {@return what there is to say about the files, a line each} */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (clocks.get(i).correctionNanos() != 0) {
        notes.add(
            "clock of %s against %s: %s, corrected"
                .formatted(names.get(i), names.getFirst(), clocks.get(i)));
      }
    }
    return notes;
  }

  /** {@return whether {@link #again} has anything to read} */
  boolean canBeReadAgain() {
    return names.stream().allMatch(OpenedFiles::isRegular);
  }

  PacketSource source() {
    return source;
  }

  /** {@return names of addresses: those of the first file that has any} */
  HostNames names() {
    return files.stream()
        .map(CaptureFile::names)
        .filter(names -> names.size() > 0)
        .findFirst()
        .orElse(files.getFirst().names());
  }

  /** {@return what was captured, as far as the files say; known when they were read} */
  Places places() {
    Set<String> targets =
        files.stream()
            .flatMap(file -> file.statistics().keySet().stream())
            .map(CaptureInterface::target)
            .collect(toSet());
    return new Places(
        targets,
        files.size() == 1 ? Set.of() : names.stream().map(OpenedFiles::label).collect(toSet()));
  }

  /**
   * {@return packets that the captures lost, as far as the files say; known when they were read}
   */
  long dropped() {
    return files.stream()
        .flatMap(file -> file.statistics().values().stream())
        .mapToLong(InterfaceStatistics::droppedBySystem)
        .filter(count -> count != InterfaceStatistics.UNKNOWN)
        .sum();
  }

  /** {@return when the captures ended, as far as the files say; 0 when they do not} */
  long endNanos() {
    return files.stream()
        .flatMap(file -> file.statistics().values().stream())
        .mapToLong(InterfaceStatistics::endNanos)
        .reduce(0, Math::max);
  }
}
