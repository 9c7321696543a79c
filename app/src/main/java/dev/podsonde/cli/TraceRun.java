package dev.podsonde.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.podsonde.cli.report.DnsReport;
import dev.podsonde.cli.trace.Query;
import dev.podsonde.cli.trace.ResolvConf;
import dev.podsonde.cli.trace.StubLookup;
import dev.podsonde.cli.trace.Trace;
import dev.podsonde.cluster.DnsProbe;
import dev.podsonde.cluster.DnsServer;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.LookupListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One lookup from inside a pod, captured all along its way, and then joined with its packets. */
final class TraceRun {
  private static final int CALLS_MAX = 4096;

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
    var scope = new Trace.Scope(queries, servers);
    List<Call> calls = new ArrayList<>();
    DnsReport report = analyse(file, scope, calls);
    return Trace.of(name, probe.from(), conf, servers, scope, calls, report);
  }

  /** {@return the calls in a file that a scope covers} */
  static List<Call> calls(String file, Trace.Scope scope) throws IOException, UsageException {
    List<Call> calls = new ArrayList<>();
    analyse(file, scope, calls);
    return calls;
  }

  @CanIgnoreReturnValue
  private static DnsReport analyse(String file, Trace.Scope scope, List<Call> calls)
      throws IOException, UsageException {
    LookupListener keeper =
        new LookupListener() {
          @Override
          public void onCall(Call call) {
            if (calls.size() < CALLS_MAX && scope.covers(call)) {
              call.keep();
              calls.add(call);
            }
          }
        };
    return Analysis.ofFiles(List.of(file), "", List.of(keeper), scope::covers).whole();
  }
}
