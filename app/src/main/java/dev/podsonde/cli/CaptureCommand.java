package dev.podsonde.cli;

import dev.podsonde.cluster.CapturePlan;
import dev.podsonde.filter.BpfProgram;
import dev.podsonde.linux.CaptureOptions;
import dev.podsonde.linux.Privileges;
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
    customSynopsis = "podsonde capture TARGET... [OPTIONS] [-- TCPDUMP-OPTIONS 'FILTER']",
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
final class CaptureCommand implements ParsedCommand {
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

  private final List<String> tcpdumpArguments;

  /** Makes the command with what stood behind {@code --}. */
  CaptureCommand(List<String> tcpdumpArguments) {
    this.tcpdumpArguments = tcpdumpArguments;
  }

  @Override
  public int run() throws IOException, UsageException {
    TcpdumpOptions options = TcpdumpOptions.parse(tcpdumpArguments);
    if (options.readFile() != null) {
      throw new UsageException("-r: capture reads no file; use podsonde read");
    }
    if (options.isMonitorMode() || options.linkTypeName() != null) {
      throw new UsageException("-I, -y: an interface is captured as it is; only read takes them");
    }
    if (writeFile != null && options.writeFile() != null) {
      throw new UsageException("-w: given twice");
    }
    String expression = options.expression();
    if (options.programForm() > 0) {
      BpfProgram program =
          BpfProgram.compile(
              expression, LinkType.ETHERNET, options.snaplen(), options.isOptimised());
      System.out.print(ProgramText.of(program, options.programForm()));
      return ExitStatus.OK;
    }
    long durationNanos = duration == null ? Long.MAX_VALUE : Durations.parse(duration).toNanos();
    String output = writeFile != null ? writeFile : options.writeFile();
    FeedTargets targets = FeedTargets.of("capture", targetNames, clusterArguments);
    CaptureOptions captureOptions = options.captureOptions(expression);
    if (captureOptions.isPromiscuous() && !targets.areHere()) {
      throw new UsageException("--promiscuous-mode: only for targets on this machine");
    }
    if (isPlanOnly || !dryRun.isEmpty()) {
      tellPlan(targets, captureOptions);
      return ExitStatus.OK;
    }
    if (targets.areHere() && output != null) {
      Thread.ofPlatform().daemon().name("rehearsal").start(CaptureLoop::rehearse);
    }
    try (CaptureFeed feed = targets.open(captureOptions)) {
      if (options.user() != null) {
        Privileges.becomeUser(options.user());
      }
      new CaptureLoop(feed, options, output, durationNanos).run();
    }
    return ExitStatus.OK;
  }

  /** Tells the plan, or the pods to be made, in place of a capture. */
  private void tellPlan(FeedTargets targets, CaptureOptions options)
      throws IOException, UsageException {
    if (targets.areHere()) {
      throw new UsageException("--plan, --dry-run: only for targets of a cluster");
    }
    if (isPlanOnly) {
      CapturePlan.describe(targets.request(options)).forEach(System.out::println);
    } else if (dryRun.equals("client") && form.equals("yaml")) {
      System.out.print(CapturePlan.manifests(targets.request(options)));
    } else {
      throw new UsageException("--dry-run: only client, with -o yaml");
    }
  }
}
