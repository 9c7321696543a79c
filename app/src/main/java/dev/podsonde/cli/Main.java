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
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The entry point of every command, and the only place that prints errors and ends the process. */
public final class Main {
  /** Those that always ask a cluster. */
  private static final Set<String> CLUSTER_COMMANDS =
      Set.of("pods", "gc", "trace", "probe", "lookup");

  private static final int OK = 0;
  private static final int FAILURE = 1;
  private static final int USAGE = 2;
  private static final int DEMAND_NOT_MET = 3;

  private Main() {}

  /**
   * Runs one command and ends the process with its exit status: 0 done, 1 failed, 2 wrong usage, 3
   * a demand of assert not met.
   */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments)));
  }

  /** Runs one command and tells what went wrong; {@return its exit status} */
  static int run(List<String> arguments) {
    try {
      return dispatch(arguments);
    } catch (ReaderGoneException normalEnd) {
      return OK;
    } catch (StoppedException normalEnd) {
      tell(normalEnd);
      return OK;
    } catch (UsageException | ParameterException wrong) {
      tell(wrong);
      return USAGE;
    } catch (IOException failed) {
      tell(failed);
      return FAILURE;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return FAILURE;
    }
  }

  private static int dispatch(List<String> arguments)
      throws IOException, InterruptedException, UsageException {
    String command = arguments.isEmpty() ? "--help" : arguments.getFirst();
    List<String> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
    if (CLUSTER_COMMANDS.contains(command)) {
      ClusterStart.begin();
    }
    switch (command) {
      case "--version", "-V" -> System.out.println("podsonde " + Version.TEXT);
      case "read" -> read(rest);
      case "capture" -> capture(rest);
      case "dns" -> dns(rest);
      case "assert" -> {
        return assertDemands(rest);
      }
      case "trace" -> {
        TraceCommand trace = new TraceCommand();
        if (parse(trace, rest)) {
          trace.run();
        }
      }
      case "lookup" -> {
        LookupCommand lookup = new LookupCommand();
        return !parse(lookup, rest) || lookup.run() ? OK : FAILURE;
      }
      case "probe" -> {
        ProbeCommand probe = new ProbeCommand();
        return !parse(probe, rest) || probe.run() ? OK : FAILURE;
      }
      case "demo" -> demo(rest);
      case "pods" -> {
        PodsCommand pods = new PodsCommand();
        if (parse(pods, rest)) {
          pods.list();
        }
      }
      case "gc" -> {
        GcCommand gc = new GcCommand();
        if (parse(gc, rest)) {
          gc.collect();
        }
      }
      case "image" -> {
        ImageCommand image = new ImageCommand();
        if (parse(image, rest)) {
          image.build();
        }
      }
      case "help" -> {
        return dispatch(rest.isEmpty() ? List.of("--help") : List.of(rest.getFirst(), "--help"));
      }
      case "--help", "-h" -> System.out.print(Usage.text());
      default -> throw new UsageException(command + ": no such command; see podsonde --help");
    }
    return OK;
  }

  private static void read(List<String> arguments)
      throws IOException, InterruptedException, UsageException {
    if (isHelpAsked(arguments.subList(0, endOfOwn(arguments)))) {
      System.out.print(Usage.read());
    } else {
      ReadCommand.run(arguments);
    }
  }

  private static boolean isHelpAsked(List<String> arguments) {
    return arguments.contains("--help") || arguments.contains("-h");
  }

  private static void dns(List<String> arguments) throws IOException, UsageException {
    int end = endOfOwn(arguments);
    DnsCommand command = new DnsCommand();
    if (parse(command, arguments.subList(0, end))) {
      command.withTcpdumpArguments(behindSeparator(arguments, end)).run();
    }
  }

  private static int assertDemands(List<String> arguments) throws IOException, UsageException {
    AssertCommand command = new AssertCommand();
    return !parse(command, arguments) || command.check() ? OK : DEMAND_NOT_MET;
  }

  /** {@return where {@code --} stands, or the end} */
  private static int endOfOwn(List<String> arguments) {
    int separator = arguments.indexOf("--");
    return separator < 0 ? arguments.size() : separator;
  }

  private static List<String> behindSeparator(List<String> arguments, int end) {
    return arguments.subList(Math.min(end + 1, arguments.size()), arguments.size());
  }

  private static void capture(List<String> arguments) throws IOException, UsageException {
    int end = endOfOwn(arguments);
    CaptureCommand command = new CaptureCommand();
    if (parse(command, arguments.subList(0, end))) {
      command.withTcpdumpArguments(behindSeparator(arguments, end)).capture();
    }
  }

  private static void demo(List<String> arguments)
      throws IOException, InterruptedException, UsageException {
    DemoCommand command = new DemoCommand();
    if (parse(command, arguments)) {
      command.run();
    }
  }

  /** {@return false when help was asked for, and given} */
  private static boolean parse(Object command, List<String> arguments) {
    if (isHelpAsked(arguments)) {
      new CommandLine(command).usage(System.out);
      return false;
    }
    new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
    return true;
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
