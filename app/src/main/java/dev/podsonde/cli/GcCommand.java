package dev.podsonde.cli;

import dev.podsonde.cluster.Leftovers;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code podsonde gc}: removes helper pods that nobody removed. */
@Command(
    name = "gc",
    sortOptions = false,
    description = "Removes helper pods that are over, left by commands that were killed.")
final class GcCommand implements ParsedCommand {
  @Option(names = "--all", description = "those too that run, perhaps for somebody else")
  private boolean isAll;

  @Mixin private ClusterArguments clusterArguments = new ClusterArguments();

  @Override
  public int run() throws IOException, UsageException {
    String namespace = clusterArguments.helper().namespace();
    for (String pod : Leftovers.remove(clusterArguments.cluster(), namespace, !isAll)) {
      System.out.println("removed pod " + pod);
    }
    return ExitStatus.OK;
  }
}
