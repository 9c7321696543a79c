package dev.podsonde.cli;

import dev.podsonde.filter.BpfProgram;
import dev.podsonde.linux.CaptureOptions;
import dev.podsonde.pcap.Rotation;
import dev.podsonde.print.PrintOptions;
import dev.podsonde.print.PrintOptions.Dump;
import dev.podsonde.print.PrintOptions.PayloadType;
import dev.podsonde.print.PrintOptions.TimeFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * tcpdump's command line, as getopt_long(3) takes it: flags in clusters, arguments attached or not,
 * options also behind the words of the expression.
 */
final class TcpdumpOptions {
  /** What stands for "not given" among {@link #LONG_OPTIONS}' short forms. */
  private static final char COUNT = 1;

  private static final char NANO = 2;
  private static final char MICRO = 3;
  private static final char PRINT = 4;
  private static final char IMMEDIATE = 5;
  private static final char PRECISION = 6;
  private static final char PROMISCUOUS = 7;

  private static final String WITH_ARGUMENT = "BCFGTWZcirswy" + PRECISION;
  private static final String KNOWN_ELSEWHERE = "DEfhjJLmMQVYz";

  private static final Map<String, Character> LONG_OPTIONS =
      Map.ofEntries(
          Map.entry("absolute-tcp-sequence-numbers", 'S'),
          Map.entry("buffer-size", 'B'),
          Map.entry("count", COUNT),
          Map.entry("dont-verify-checksums", 'K'),
          Map.entry("immediate-mode", IMMEDIATE),
          Map.entry("interface", 'i'),
          Map.entry("linktype", 'y'),
          Map.entry("list-data-link-types", 'L'),
          Map.entry("list-interfaces", 'D'),
          Map.entry("list-time-stamp-types", 'J'),
          Map.entry("micro", MICRO),
          Map.entry("monitor-mode", 'I'),
          Map.entry("nano", NANO),
          Map.entry("no-optimize", 'O'),
          Map.entry("no-promiscuous-mode", 'p'),
          Map.entry("number", '#'),
          Map.entry("packet-buffered", 'U'),
          Map.entry("print", PRINT),
          Map.entry("promiscuous-mode", PROMISCUOUS),
          Map.entry("relinquish-privileges", 'Z'),
          Map.entry("snapshot-length", 's'),
          Map.entry("time-stamp-precision", PRECISION),
          Map.entry("time-stamp-type", 'j'));

  private final Set<Character> given = new LinkedHashSet<>();
  private final List<String> words = new ArrayList<>();
  private final List<String> interfaceNames = new ArrayList<>();
  private @Nullable String readFile;
  private @Nullable String writeFile;
  private @Nullable String filterFile;
  private @Nullable String user;
  private @Nullable PayloadType payloadType;
  private long packetLimit = Long.MAX_VALUE;
  private long sizeMax;
  private long fileSeconds;
  private int fileCount;
  private int snaplen = BpfProgram.SNAPLEN_MAX;
  private int ringLength = CaptureOptions.DEFAULT.ringLength();
  private int verbosity;
  private int quiet;
  private int timeFormat;
  private int hex;
  private int hexAscii;
  private int ascii;
  private int programForm;
  private boolean isNumeric;
  private boolean hasNoDomains;
  private boolean hasLinkHeader;
  private boolean isNano;
  private boolean isAbsoluteSequence;
  private boolean hasNoChecksums;
  private boolean hasPacketNumbers;
  private boolean isOneLine;
  private boolean isCountOnly;
  private boolean isPrintedToo;
  private boolean isUnoptimised;
  private boolean isPacketBuffered;
  private boolean isPromiscuous;
  private boolean isMonitorMode;
  private @Nullable String linkTypeName;

  private TcpdumpOptions() {}

  /** {@return what {@code arguments} say} */
  static TcpdumpOptions parse(List<String> arguments) throws UsageException {
    TcpdumpOptions options = new TcpdumpOptions();
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      if (argument.equals("--")) {
        rest.forEachRemaining(options.words::add);
      } else if (argument.startsWith("--")) {
        options.takeLong(argument.substring(2), rest);
      } else if (argument.startsWith("-") && argument.length() > 1) {
        options.takeCluster(argument, rest);
      } else {
        options.words.add(argument);
      }
    }
    options.check();
    return options;
  }

  private void takeLong(String argument, Iterator<String> rest) throws UsageException {
    int equals = argument.indexOf('=');
    String name = fullName(equals < 0 ? argument : argument.substring(0, equals));
    char option = Objects.requireNonNull(LONG_OPTIONS.get(name));
    boolean needsArgument = WITH_ARGUMENT.indexOf(option) >= 0;
    if (!needsArgument && equals >= 0) {
      throw new UsageException("--" + name + ": takes no argument");
    }
    if (needsArgument) {
      set(
          option,
          "--" + name,
          equals < 0 ? next("--" + name, rest) : argument.substring(equals + 1));
    } else {
      flag(option);
    }
  }

  /** {@return the long option that {@code given} is, or is the beginning of and of no other} */
  private static String fullName(String given) throws UsageException {
    if (LONG_OPTIONS.containsKey(given)) {
      return given;
    }
    List<String> names =
        LONG_OPTIONS.keySet().stream().filter(name -> name.startsWith(given)).sorted().toList();
    return switch (names.size()) {
      case 1 -> names.getFirst();
      case 0 ->
          throw new UsageException(
              "--" + given + ": no such option of tcpdump, or none that is supported");
      default ->
          throw new UsageException("--" + given + ": could be --" + String.join(" or --", names));
    };
  }

  private void takeCluster(String cluster, Iterator<String> rest) throws UsageException {
    for (int i = 1; i < cluster.length(); i++) {
      char option = cluster.charAt(i);
      if (option >= ' ' && WITH_ARGUMENT.indexOf(option) >= 0) {
        String attached = cluster.substring(i + 1);
        set(option, "-" + option, attached.isEmpty() ? next("-" + option, rest) : attached);
        return;
      }
      flag(option);
    }
  }

  private static String next(String option, Iterator<String> rest) throws UsageException {
    if (!rest.hasNext()) {
      throw new UsageException(option + ": needs an argument");
    }
    return rest.next();
  }

  private void flag(char option) throws UsageException {
    given.add(option);
    switch (option) {
      case '#' -> hasPacketNumbers = true;
      case 'A' -> ascii++;
      case 'K' -> hasNoChecksums = true;
      case 'N' -> hasNoDomains = true;
      case 'O' -> isUnoptimised = true;
      case 'S' -> isAbsoluteSequence = true;
      case 'U' -> isPacketBuffered = true;
      case 'X' -> hexAscii++;
      case 'd' -> programForm++;
      case 'e' -> hasLinkHeader = true;
      case 'g' -> isOneLine = true;
      case 'n' -> isNumeric = true;
      case 'q' -> quiet++;
      case 't' -> timeFormat++;
      case 'v' -> verbosity++;
      case 'x' -> hex++;
      case COUNT -> isCountOnly = true;
      case MICRO -> isNano = false;
      case NANO -> isNano = true;
      case PRINT -> isPrintedToo = true;
      case PROMISCUOUS -> isPromiscuous = true;
      case 'I' -> isMonitorMode = true;
      // Of protocols that are not printed: BGP's AS numbers, and 802.11s.
      case 'b', 'H' -> {}
      // Text is written as it comes, and -p is the default, unlike tcpdump's.
      case 'a', 'l', 'p', 'u', IMMEDIATE -> {}
      default ->
          throw new UsageException(
              "-"
                  + option
                  + (KNOWN_ELSEWHERE.indexOf(option) >= 0
                      ? ": this option of tcpdump is not supported"
                      : ": no such option"));
    }
  }

  private void set(char option, String name, String argument) throws UsageException {
    given.add(option);
    switch (option) {
      case 'B' -> ringLength = ringLength(name, argument);
      case 'C' -> sizeMax = fileSize(name, argument);
      case 'F' -> filterFile = argument;
      case 'G' -> fileSeconds = number(name, argument, 1, Integer.MAX_VALUE);
      case 'T' -> payloadType = payloadType(name, argument);
      case 'W' -> fileCount = (int) number(name, argument, 1, Integer.MAX_VALUE);
      case 'Z' -> user = argument;
      case 'c' -> packetLimit = number(name, argument, 1, Long.MAX_VALUE);
      case 'i' -> interfaceNames.addAll(interfaceNames(name, argument));
      case 'r' -> readFile = argument;
      case 's' -> snaplen = snaplen(name, argument);
      case 'w' -> writeFile = argument;
      case 'y' -> linkTypeName = argument;
      case PRECISION -> isNano = isNano(name, argument);
      default -> throw new IllegalStateException(name);
    }
  }

  private static List<String> interfaceNames(String given, String argument) throws UsageException {
    List<String> names = Arrays.asList(argument.split(",", -1));
    if (names.contains("")) {
      throw new UsageException(given + " '" + argument + "': an interface has a name");
    }
    return names;
  }

  private static int ringLength(String given, String argument) throws UsageException {
    int smallest = CaptureOptions.RING_LENGTH_MIN >> 10;
    return (int) number(given, argument, smallest, Integer.MAX_VALUE >> 10) << 10;
  }

  private static int snaplen(String given, String argument) throws UsageException {
    int snaplen = (int) number(given, argument, 0, BpfProgram.SNAPLEN_MAX);
    return snaplen == 0 ? BpfProgram.SNAPLEN_MAX : snaplen;
  }

  private static long fileSize(String given, String argument) throws UsageException {
    try {
      return Rotation.parseSize(argument);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException(given + ": " + wrong.getMessage());
    }
  }

  private static PayloadType payloadType(String given, String argument) throws UsageException {
    return switch (argument.toLowerCase(Locale.ROOT)) {
      case "domain" -> PayloadType.DOMAIN;
      case "vxlan" -> PayloadType.VXLAN;
      default ->
          throw new UsageException(
              given + " " + argument + ": only domain and vxlan are supported");
    };
  }

  private static boolean isNano(String given, String argument) throws UsageException {
    return switch (argument) {
      case "nano" -> true;
      case "micro" -> false;
      default -> throw new UsageException(given + " " + argument + ": neither micro nor nano");
    };
  }

  private static long number(String given, String argument, long min, long max)
      throws UsageException {
    try {
      long number = Long.parseLong(argument);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException tooLongOrNone) {
      if (!argument.matches("[+-]?\\d+")) {
        throw new UsageException(given + " " + argument + ": not a number");
      }
    }
    throw new UsageException(given + " " + argument + ": must be from " + min + " to " + max);
  }

  private void check() throws UsageException {
    if (ascii > 0 && hex > 0) {
      throw new UsageException("-A and -x[x] are mutually exclusive");
    }
    if (ascii > 0 && hexAscii > 0) {
      throw new UsageException("-A and -X[X] are mutually exclusive");
    }
    if (hex > 0 && hexAscii > 0) {
      throw new UsageException("-x[x] and -X[X] are mutually exclusive");
    }
    if (isPromiscuous && interfaceNames.isEmpty()) {
      throw new UsageException("--promiscuous-mode: needs -i with the interfaces to be so");
    }
    if (timeFormat > 5) {
      throw new UsageException("only -t, -tt, -ttt, -tttt, and -ttttt are supported");
    }
  }

  /** {@return how packets are printed} */
  PrintOptions printOptions() {
    return new PrintOptions(
        verbosity,
        isNumeric,
        hasNoDomains,
        quiet,
        hasLinkHeader,
        switch (timeFormat) {
          case 1 -> TimeFormat.NONE;
          case 2 -> TimeFormat.EPOCH;
          case 3 -> TimeFormat.SINCE_PREVIOUS;
          case 4 -> TimeFormat.DATE;
          case 5 -> TimeFormat.SINCE_FIRST;
          default -> TimeFormat.TIME_OF_DAY;
        },
        isNano,
        dump(),
        isAbsoluteSequence,
        hasNoChecksums,
        hasPacketNumbers,
        isOneLine,
        payloadType);
  }

  private Dump dump() {
    if (hexAscii > 0) {
      return hexAscii > 1 ? Dump.HEX_ASCII_LINK : Dump.HEX_ASCII;
    }
    if (hex > 0) {
      return hex > 1 ? Dump.HEX_LINK : Dump.HEX;
    }
    if (ascii > 0) {
      return ascii > 1 ? Dump.ASCII_LINK : Dump.ASCII;
    }
    return Dump.NONE;
  }

  /** {@return how packets are captured, for a filter that {@link #expression} gives} */
  CaptureOptions captureOptions(String filter) {
    List<String> names = interfaceNames.contains("any") ? List.of() : interfaceNames;
    return new CaptureOptions(
        names,
        filter,
        !isUnoptimised,
        snaplen,
        ringLength,
        CaptureOptions.DEFAULT.blockTimeoutMillis(),
        isPromiscuous);
  }

  /** {@return the filter: the words, or what the file of -F holds} */
  String expression() throws IOException, UsageException {
    if (filterFile == null) {
      return String.join(" ", words);
    }
    if (!words.isEmpty()) {
      throw new UsageException("-F and an expression are mutually exclusive");
    }
    try {
      byte[] text = Files.readAllBytes(Path.of(filterFile));
      return new String(text, StandardCharsets.UTF_8).replaceAll("#.*", ""); // comments
    } catch (FileSystemException refused) {
      throw refused; // names the file
    } catch (IOException failed) {
      throw new IOException(filterFile + ": " + failed.getMessage(), failed);
    }
  }

  /** {@return the first of these options that was given, with its hyphen; empty without one} */
  String firstGivenOf(String options) {
    return given.stream()
        .filter(option -> options.indexOf(option) >= 0)
        .findFirst()
        .map(option -> "-" + option)
        .orElse("");
  }

  /** {@return the words that are no options; the caller may take some away} */
  List<String> words() {
    return words;
  }

  /** {@return -C, -G and -W; null when the capture goes to one file} */
  @Nullable Rotation rotation() {
    return sizeMax == 0 && fileSeconds == 0 ? null : new Rotation(sizeMax, fileSeconds, fileCount);
  }

  /** {@return -r, or null} */
  @Nullable String readFile() {
    return readFile;
  }

  /** {@return -w, or null} */
  @Nullable String writeFile() {
    return writeFile;
  }

  /** {@return -y, or null; it means nothing to a file, which says its link type} */
  @Nullable String linkTypeName() {
    return linkTypeName;
  }

  /** {@return -I, which means nothing to a file either} */
  boolean isMonitorMode() {
    return isMonitorMode;
  }

  /** {@return -Z, or null} */
  @Nullable String user() {
    return user;
  }

  /** {@return -c, or the largest number} */
  long packetLimit() {
    return packetLimit;
  }

  /** {@return how often -d was given} */
  int programForm() {
    return programForm;
  }

  /** {@return -n} */
  boolean isNumeric() {
    return isNumeric;
  }

  /** {@return --count} */
  boolean isCountOnly() {
    return isCountOnly;
  }

  /** {@return --print: text although -w is given} */
  boolean isPrintedToo() {
    return isPrintedToo;
  }

  /** {@return -O was not given} */
  boolean isOptimised() {
    return !isUnoptimised;
  }

  /** {@return -U: each packet is handed over at once} */
  boolean isPacketBuffered() {
    return isPacketBuffered;
  }

  /** {@return the snaplen of -s, never 0} */
  int snaplen() {
    return snaplen;
  }
}
