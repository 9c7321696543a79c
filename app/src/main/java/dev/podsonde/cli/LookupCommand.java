package dev.podsonde.cli;

import dev.podsonde.cli.trace.LookupText;
import dev.podsonde.cli.trace.Trace;
import dev.podsonde.cluster.DnsProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code podsonde lookup}: what nslookup in the pod would say, and who answered. */
@Command(
    name = "lookup",
    sortOptions = false,
    description = "Looks a name up from inside a pod, and prints the answer as nslookup does.",
    customSynopsis = "podsonde lookup NAME --from TARGET [@SERVER] [OPTIONS]",
    footer = {
      "",
      "Exit status 1 when the name was not found. 'trace' shows the way of every packet."
    })
final class LookupCommand implements ParsedCommand {
  @Parameters(
      paramLabel = "NAME|@SERVER",
      arity = "1..2",
      description = "what to look up; whom to ask")
  private List<String> words = new ArrayList<>();

  @Mixin private LookupOptions options = new LookupOptions();

  @Override
  public int run() throws IOException, UsageException {
    String name = LookupOptions.name("lookup", words);
    List<String> servers = LookupOptions.servers(words);
    try (DnsProbe probe = options.open(servers)) {
      Trace trace = TraceRun.run(probe, options, name, servers);
      LookupText.lines(trace).forEach(System.out::println);
      return trace.answers().isEmpty() ? ExitStatus.FAILURE : ExitStatus.OK;
    }
  }
}
