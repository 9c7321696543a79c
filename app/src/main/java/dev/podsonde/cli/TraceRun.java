package dev.podsonde.cli;

import dev.podsonde.cli.report.DnsReport;
import dev.podsonde.cli.trace.Query;
import dev.podsonde.cli.trace.ResolvConf;
import dev.podsonde.cli.trace.Sightings;
import dev.podsonde.cli.trace.StubLookup;
import dev.podsonde.cli.trace.Trace;
import dev.podsonde.cluster.DnsProbe;
import dev.podsonde.cluster.DnsServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One lookup from inside a pod, captured all along its way, and then joined with its packets. */
final class TraceRun {
  private TraceRun() {}

  /**
   * {@return the trace}
   *
   * @param servers asked instead of the pod's own, when there are any
   */
  static Trace run(DnsProbe probe, LookupOptions options, String name, List<String> servers)
      throws IOException, UsageException {
    try (TemporaryFile file = TemporaryFile.orNamed(options.writeFile(), "podsonde-trace")) {
      return run(probe, options, name, servers, file.path());
    }
  }

  private static Trace run(
      DnsProbe probe, LookupOptions options, String name, List<String> given, String file)
      throws IOException, UsageException {
    ResolvConf conf;
    List<DnsServer> servers = new ArrayList<>();
    List<Query> queries;
    try (ProbeCapture capture = ProbeCapture.start(probe, file)) {
      conf = LookupOptions.conf(probe, given);
      for (String address : conf.nameservers()) {
        servers.add(probe.server(address));
      }
      queries = new StubLookup(probe, conf, options.types()).run(name);
      capture.finish();
    }
    return of(name, probe, conf, servers, queries, file);
  }

  /** {@return the trace of what was asked, out of a file that has its packets} */
  static Trace of(
      String name,
      DnsProbe probe,
      ResolvConf conf,
      List<DnsServer> servers,
      List<Query> queries,
      String file)
      throws IOException, UsageException {
    var scope = new Trace.Scope(queries, servers);
    var seen = new Sightings(scope);
    DnsReport report = Analysis.ofFiles(List.of(file), "", List.of(seen), scope::covers).whole();
    if (seen.refused() > 0) {
      System.err.println(
          "podsonde: %d queries of it were not followed, being too many".formatted(seen.refused()));
    }
    return Trace.of(name, probe.from(), conf, servers, scope, seen, report);
  }
}
