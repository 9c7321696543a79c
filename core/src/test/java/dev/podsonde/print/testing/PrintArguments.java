package dev.podsonde.print.testing;

import dev.podsonde.print.PrintOptions;
import dev.podsonde.print.PrintOptions.Dump;
import dev.podsonde.print.PrintOptions.PayloadType;
import dev.podsonde.print.PrintOptions.TimeFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** tcpdump's arguments as its own tests give them, turned into {@link PrintOptions}. */
public final class PrintArguments {
  private int verbosity;
  private boolean numeric;
  private boolean noDomains;
  private int quiet;
  private boolean linkHeader;
  private int time;
  private boolean nanoseconds;
  private int hex;
  private int hexAscii;
  private int ascii;
  private boolean absoluteSequence;
  private boolean noChecksums;
  private boolean packetNumbers;
  private boolean oneLine;
  private @Nullable PayloadType payloadType;
  private String file = "";

  private PrintArguments() {}

  /** {@return the arguments understood} */
  public static PrintArguments parse(List<String> arguments) {
    PrintArguments parsed = new PrintArguments();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--nano")) {
        parsed.nanoseconds = true;
      } else if (argument.equals("-r")) {
        parsed.file = arguments.get(++i);
      } else if (argument.equals("-T")) {
        parsed.payloadType = PayloadType.valueOf(arguments.get(++i).toUpperCase(Locale.ROOT));
      } else if (argument.startsWith("-")) {
        argument.substring(1).chars().forEach(parsed::flag);
      } else {
        throw new IllegalArgumentException(argument);
      }
    }
    return parsed;
  }

  /** {@return the argument of -r, empty when there was none} */
  public String file() {
    return file;
  }

  /** {@return the printer's options} */
  public PrintOptions options() {
    return new PrintOptions(
        verbosity,
        numeric,
        noDomains,
        quiet,
        linkHeader,
        timeFormat(),
        nanoseconds,
        dump(),
        absoluteSequence,
        noChecksums,
        packetNumbers,
        oneLine,
        payloadType);
  }

  private TimeFormat timeFormat() {
    return switch (time) {
      case 0 -> TimeFormat.TIME_OF_DAY;
      case 1 -> TimeFormat.NONE;
      case 2 -> TimeFormat.EPOCH;
      case 3 -> TimeFormat.SINCE_PREVIOUS;
      case 4 -> TimeFormat.DATE;
      default -> TimeFormat.SINCE_FIRST;
    };
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

  private void flag(int flag) {
    switch (flag) {
      case '#' -> packetNumbers = true;
      case 'A' -> ascii++;
      case 'K' -> noChecksums = true;
      case 'N' -> noDomains = true;
      case 'S' -> absoluteSequence = true;
      case 'X' -> hexAscii++;
      case 'e' -> linkHeader = true;
      case 'g' -> oneLine = true;
      case 'n' -> numeric = true;
      case 'q' -> quiet++;
      case 't' -> time++;
      case 'v' -> verbosity++;
      case 'x' -> hex++;
      default -> throw new IllegalArgumentException("-" + (char) flag);
    }
  }
}
