package dev.podsonde.cli;

import dev.podsonde.cluster.ClusterStart;
import dev.podsonde.packet.ReaderGoneException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The entry point of every command, and the only place that prints errors and ends the process. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // numbers look the same everywhere, as tcpdump's do
    Streams.takePrinted();
    int status = run(List.of(arguments));
    // System.exit would load java.logging first, and nothing waits for the end of the process.
    Runtime.getRuntime().halt(status);
  }

  /** Runs one command and tells what went wrong; {@return its exit status} */
  static int run(List<String> arguments) {
    try {
      int status = dispatch(arguments);
      Streams.requirePrinted();
      return status;
    } catch (ReaderGoneException normalEnd) {
      return ExitStatus.OK;
    } catch (StoppedException normalEnd) {
      tell(normalEnd);
      return ExitStatus.OK;
    } catch (UsageException | ParameterException wrong) {
      tell(wrong);
      return ExitStatus.USAGE;
    } catch (IOException failed) {
      tell(failed);
      return ExitStatus.FAILURE;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return ExitStatus.FAILURE;
    }
  }

  private static int dispatch(List<String> arguments)
      throws IOException, InterruptedException, UsageException {
    String command = arguments.isEmpty() ? "--help" : arguments.getFirst();
    List<String> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
    if (Boolean.getBoolean("podsonde.cluster")) { // as the launcher could tell
      ClusterStart.begin();
    }
    return switch (command) {
      case "read" -> read(rest);
      case "capture" -> run(new CaptureCommand(behindSeparator(rest)), beforeSeparator(rest));
      case "dns" -> run(new DnsCommand(behindSeparator(rest)), beforeSeparator(rest));
      case "assert" -> run(new AssertCommand(), rest);
      case "trace" -> run(new TraceCommand(), rest);
      case "lookup" -> run(new LookupCommand(), rest);
      case "probe" -> run(new ProbeCommand(), rest);
      case "demo" -> run(new DemoCommand(), rest);
      case "pods" -> run(new PodsCommand(), rest);
      case "gc" -> run(new GcCommand(), rest);
      case "image" -> run(new ImageCommand(), rest);
      case "help" ->
          dispatch(rest.isEmpty() ? List.of("--help") : List.of(rest.getFirst(), "--help"));
      case "--help", "-h" -> print(Usage.text());
      case "--version", "-V" -> print("podsonde " + Version.TEXT + "\n");
      default -> throw new UsageException(command + ": no such command; see podsonde --help");
    };
  }

  private static int read(List<String> arguments)
      throws IOException, InterruptedException, UsageException {
    if (isHelpAsked(beforeSeparator(arguments))) {
      return print(Usage.read());
    }
    ReadCommand.run(arguments);
    return ExitStatus.OK;
  }

  private static int run(ParsedCommand command, List<String> arguments)
      throws IOException, InterruptedException, UsageException {
    CommandLine parser = new CommandLine(command);
    if (isHelpAsked(arguments)) {
      return print(Usage.of(parser));
    }
    parser.parseArgs(arguments.toArray(String[]::new));
    return command.run();
  }

  private static boolean isHelpAsked(List<String> arguments) {
    return arguments.contains("--help") || arguments.contains("-h");
  }

  private static int print(String text) {
    System.out.print(text);
    return ExitStatus.OK;
  }

  /** {@return our own options, which stand before {@code --}} */
  private static List<String> beforeSeparator(List<String> arguments) {
    int separator = arguments.indexOf("--");
    return separator < 0 ? arguments : arguments.subList(0, separator);
  }

  /** {@return tcpdump's options and filter} */
  private static List<String> behindSeparator(List<String> arguments) {
    int separator = arguments.indexOf("--");
    return separator < 0 ? List.of() : arguments.subList(separator + 1, arguments.size());
  }

  /** {@return what it says; some say the file alone, and the reason by what they are} */
  private static @Nullable String message(Exception problem) {
    if (!(problem instanceof FileSystemException file) || file.getReason() != null) {
      return problem.getMessage();
    }
    String reason =
        switch (file) {
          case NoSuchFileException _ -> "no such file or directory";
          case AccessDeniedException _ -> "permission denied";
          case NotDirectoryException _ -> "not a directory";
          case FileAlreadyExistsException _ -> "exists already";
          default -> "cannot be used: " + file.getClass().getSimpleName();
        };
    return file.getFile() + ": " + reason;
  }

  private static void tell(Exception problem) {
    System.err.println("podsonde: " + message(problem));
    if (System.getenv("PODSONDE_DEBUG") != null) {
      problem.printStackTrace(System.err);
    }
  }
}
