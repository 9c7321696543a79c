package dev.podsonde.cli;

import dev.podsonde.cli.report.Style;
import dev.podsonde.cli.trace.Trace;
import dev.podsonde.cli.trace.TraceJson;
import dev.podsonde.cli.trace.TraceText;
import dev.podsonde.cluster.DnsProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code podsonde trace}: one lookup, hop by hop. */
@Command(
    name = "trace",
    sortOptions = false,
    description = "Looks a name up from inside a pod, and shows every packet of it hop by hop.",
    customSynopsis = "podsonde trace NAME --from TARGET [@SERVER] [OPTIONS]",
    footer = {
      "",
      "The lookup is made as the pod's libc would make it: with the pod's own resolv.conf, its",
      "search list, A and AAAA from one socket. Captured are DNS and errors about it, at the pod,",
      "its node, the DNS pods and their nodes. Nothing needs to be in the pod's image."
    })
final class TraceCommand implements ParsedCommand {
  @Parameters(
      paramLabel = "NAME|@SERVER",
      arity = "1..2",
      description = "what to look up; whom to ask")
  private List<String> words = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "text or json")
  private String form = "text";

  @Mixin private LookupOptions options = new LookupOptions();

  @Override
  public int run() throws IOException, UsageException {
    if (!List.of("text", "json").contains(form)) {
      throw new UsageException("-o " + form + ": not text or json");
    }
    String name = LookupOptions.name("trace", words);
    List<String> servers = LookupOptions.servers(words);
    try (DnsProbe probe = options.open(servers)) {
      Trace trace = TraceRun.run(probe, options, name, servers);
      if (form.equals("json")) {
        TraceJson.write(trace, System.out);
      } else {
        TraceText.lines(trace, new Style(Terminal.isColoured())).forEach(System.out::println);
      }
    }
    return ExitStatus.OK;
  }
}
