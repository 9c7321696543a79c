package dev.podsonde.cli;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.dns.path.ClockDifference;
import dev.podsonde.dns.path.ClockSamples;
import dev.podsonde.filter.PacketFilter;
import dev.podsonde.filter.SelectedPackets;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.PacketSource;
import dev.podsonde.pcap.CaptureFile;
import dev.podsonde.pcap.InterfaceStatistics;
import dev.podsonde.pcap.MergedSource;
import dev.podsonde.pcap.PcapFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One capture file, or several of one time that are read as one. */
final class OpenedFiles {
  private final List<CaptureFile> files = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final PacketSource source;

  /** Opens them all; {@link #source} closes them. */
  @SuppressWarnings({"MustBeClosedChecker", "resource"}) // the source closes them
  OpenedFiles(List<String> names, String expression) throws IOException, UsageException {
    try {
      for (String name : names) {
        files.add(open(name));
      }
    } catch (IOException failure) {
      for (CaptureFile file : files) {
        file.close();
      }
      throw failure;
    }
    PacketSource all = files.size() == 1 ? files.getFirst() : merged(names);
    source =
        expression.isBlank()
            ? all
            : new SelectedPackets(all, new PacketFilter(expression, true), Long.MAX_VALUE);
  }

  @MustBeClosed
  private static CaptureFile open(String name) throws IOException {
    return name.equals("-")
        ? CaptureFile.open(Streams.in(), "standard input", new Zstd())
        : CaptureFile.open(Path.of(name), new Zstd());
  }

  private MergedSource merged(List<String> names) throws IOException {
    List<ClockDifference> clocks = clocks(names);
    var merged = new MergedSource();
    for (int i = 0; i < files.size(); i++) {
      String file = Path.of(names.get(i)).getFileName().toString();
      merged.add(
          file.replaceFirst("\\.(pcapng|pcap|cap)(\\.gz|\\.zst)?$", ""),
          files.get(i),
          clocks.get(i).correctionNanos());
    }
    return merged;
  }

  /** {@return how far the clock of each file is ahead of the first one's} */
  private List<ClockDifference> clocks(List<String> names) throws IOException {
    if (!names.stream().allMatch(name -> Files.isRegularFile(Path.of(name)))) {
      return Collections.nCopies(names.size(), ClockDifference.UNKNOWN);
    }
    List<ClockDifference> clocks = new ArrayList<>();
    ClockSamples first = null;
    for (String name : names) {
      ClockSamples samples = samples(name);
      first = first == null ? samples : first;
      ClockDifference clock = samples.minus(first);
      clocks.add(clock);
      if (clock.correctionNanos() != 0) {
        notes.add("clock of %s against %s: %s, corrected".formatted(name, names.getFirst(), clock));
      }
    }
    return clocks;
  }

  private static ClockSamples samples(String name) throws IOException {
    try (CaptureFile file = open(name)) {
      return ClockSamples.of(file);
    } catch (PcapFormatException damaged) {
      return new ClockSamples(); // what is wrong is told when it is read for good
    }
  }

  /** {@return what there is to say about the files, a line each} */
  List<String> notes() {
    return notes;
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
}
