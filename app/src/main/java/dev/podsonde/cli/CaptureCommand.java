package dev.podsonde.cli;

import dev.podsonde.cluster.CapturePlan;
import dev.podsonde.cluster.CaptureRequest;
import dev.podsonde.cluster.ClusterCapture;
import dev.podsonde.filter.BpfProgram;
import dev.podsonde.linux.CaptureSession;
import dev.podsonde.linux.CaptureTarget;
import dev.podsonde.linux.Privileges;
import dev.podsonde.linux.Targets;
import dev.podsonde.packet.LinkType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code podsonde capture}: packets of one or more targets, as text or to a file. */
@Command(
    name = "capture",
    sortOptions = false,
    description = "Captures the packets of pods, or of targets on this machine, from inside.",
    customSynopsis = "capture TARGET... [-w FILE|-] [--for TIME] [-- TCPDUMP-OPTIONS 'FILTER']",
    footer = {
      "",
      "TARGET is one or more of",
      "  pod/NAME or NAME         a pod",
      "  deploy/ rs/ ds/ sts/     the pods of a workload; also job/ cronjob/ svc/",
      "  node/NAME                a node of the cluster itself",
      "or, on this machine, with no cluster",
      "  pid/N                    the netns of a process",
      "  netns/NAME-or-path       one under /run/netns, or the file of one",
      "  container/ID-or-prefix   of containerd, CRI-O, Docker or Podman",
      "  host                     the machine's own",
      "",
      "Behind -- stand tcpdump's options and filter: -i -c -s -B -C -G -W -U -Z",
      "--print -n -v -e -x -X -A ..., 'udp port 53'. All interfaces are captured",
      "unless -i names some.",
      "",
      "Ctrl-C, SIGTERM and SIGHUP end it with what was counted; SIGUSR1 tells that",
      "meanwhile."
    })
final class CaptureCommand {
  private static final List<String> LOCAL_KINDS = List.of("pid", "netns", "container");

  @Parameters(paramLabel = "TARGET", arity = "0..*", description = "what to capture")
  private List<String> targetNames = new ArrayList<>();

  @Option(
      names = {"-w", "--write"},
      paramLabel = "FILE",
      description = "write pcapng (pcap if FILE ends in .pcap or .cap); - is standard output")
  private @Nullable String writeFile;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "stop after TIME, such as 30s, 5m or 1h")
  private @Nullable String duration;

  @Option(
      names = "--plan",
      description = "say the way in to each target, the pods and the permissions needed, and end")
  private boolean isPlanOnly;

  @Option(
      names = "--dry-run",
      paramLabel = "client",
      description = "with -o yaml: print the pods that would be made, and end")
  private String dryRun = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "yaml",
      description = "the form of --dry-run")
  private String form = "yaml";

  @Mixin private ClusterArguments clusterArguments = new ClusterArguments();

  private List<String> tcpdumpArguments = List.of();

  /** Gives the command what stood behind {@code --}. */
  CaptureCommand withTcpdumpArguments(List<String> arguments) {
    tcpdumpArguments = arguments;
    return this;
  }

  /** Captures until told to stop. */
  void capture() throws IOException, UsageException {
    TcpdumpOptions options = TcpdumpOptions.parse(tcpdumpArguments);
    if (options.readFile() != null) {
      throw new UsageException("-r: capture reads no file; use podsonde read");
    }
    if (writeFile != null && options.writeFile() != null) {
      throw new UsageException("-w: given twice");
    }
    if (options.programForm() > 0) {
      BpfProgram program =
          BpfProgram.compile(
              options.expression(), LinkType.ETHERNET, options.snaplen(), options.isOptimised());
      System.out.print(ProgramText.of(program, options.programForm()));
      return;
    }
    long durationNanos = duration == null ? Long.MAX_VALUE : Durations.parse(duration).toNanos();
    String output = writeFile != null ? writeFile : options.writeFile();
    long locals = targetNames.stream().filter(CaptureCommand::isOnThisMachine).count();
    if (targetNames.isEmpty() ? clusterArguments.isSelecting() : locals == 0) {
      captureInCluster(options, output, durationNanos);
    } else if (locals == targetNames.size() && locals > 0) {
      captureHere(options, output, durationNanos);
    } else {
      throw new UsageException(
          locals == 0
              ? "capture: no TARGET, and no -l, -A or --field-selector"
              : "targets on this machine and targets of a cluster cannot be mixed");
    }
  }

  private static boolean isOnThisMachine(String target) {
    return target.equals("host")
        || LOCAL_KINDS.stream().anyMatch(kind -> target.startsWith(kind + "/"));
  }

  private void captureHere(TcpdumpOptions options, @Nullable String output, long durationNanos)
      throws IOException, UsageException {
    List<CaptureTarget> targets = findTargets();
    try (CaptureSession session =
        CaptureSession.open(targets, options.captureOptions(options.expression()))) {
      if (options.user() != null) {
        Privileges.becomeUser(options.user());
      }
      new CaptureLoop(new LocalFeed(session), options, output, durationNanos).run();
    }
  }

  private void captureInCluster(TcpdumpOptions options, @Nullable String output, long durationNanos)
      throws IOException, UsageException {
    CaptureRequest request =
        clusterArguments.request(targetNames, options.captureOptions(options.expression()));
    if (!dryRun.isEmpty() && !(dryRun.equals("client") && form.equals("yaml"))) {
      throw new UsageException("--dry-run: only client, with -o yaml");
    }
    if (isPlanOnly) {
      CapturePlan.describe(request).forEach(System.out::println);
      return;
    }
    if (!dryRun.isEmpty()) {
      System.out.print(CapturePlan.manifests(request));
      return;
    }
    try (ClusterCapture capture =
        ClusterCapture.open(request, note -> System.err.println("podsonde: " + note))) {
      new CaptureLoop(new ClusterFeed(capture), options, output, durationNanos).run();
    } catch (IllegalArgumentException noForm) {
      throw new UsageException(String.valueOf(noForm.getMessage()));
    }
  }

  private List<CaptureTarget> findTargets() throws IOException, UsageException {
    Targets targets = new Targets();
    List<CaptureTarget> found = new ArrayList<>();
    for (String name : targetNames) {
      try {
        found.add(targets.find(name));
      } catch (IllegalArgumentException noForm) {
        throw new UsageException(String.valueOf(noForm.getMessage()));
      }
    }
    return found;
  }
}
