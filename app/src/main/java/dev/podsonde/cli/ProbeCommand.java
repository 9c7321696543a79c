package dev.podsonde.cli;

import dev.podsonde.cli.report.Style;
import dev.podsonde.cli.trace.ProbeMatrix;
import dev.podsonde.cli.trace.ProbeText;
import dev.podsonde.cli.trace.ProbeVerdicts;
import dev.podsonde.cli.trace.ProbeWork;
import dev.podsonde.cli.trace.Query;
import dev.podsonde.cli.trace.ResolvConf;
import dev.podsonde.cli.trace.Trace;
import dev.podsonde.cli.trace.TracedQuery;
import dev.podsonde.cluster.DnsProbe;
import dev.podsonde.cluster.DnsServer;
import dev.podsonde.cluster.ServiceAddresses;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code podsonde probe}: every server, in every way, from inside a pod. */
@Command(
    name = "probe",
    sortOptions = false,
    description = "Asks every DNS server in every way from inside a pod, and compares the answers.",
    customSynopsis = {
      "podsonde probe NAME... --from TARGET [--server ADDRESS]... [OPTIONS]",
      "       podsonde probe NAME... --from TARGET --bench [OPTIONS]"
    },
    footer = {
      "",
      "Asked are the servers of the pod's resolv.conf, each endpoint behind them, and those that",
      "--server names: by UDP without EDNS and with room for 512, 1232 and 4096 bytes, and by TCP.",
      "Answers are compared with each other and with the cluster's services. Exit status 1 when a",
      "verdict names a fault."
    })
final class ProbeCommand implements ParsedCommand {
  private static final int COUNT_MAX = 100_000;
  private static final int RATE_MAX = 1_000;
  private static final int RATE = 20;
  private static final int BENCH_COUNT = 100;
  private static final int BENCH_RATE = 100;
  private static final int NAMES_MAX = 100;
  private static final int TRACED_FAILED_MAX = 1_000;
  private static final int TRACED_ANSWERED_MAX = 100;
  private static final Duration TIMEOUT_MAX = Duration.ofSeconds(2);

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "what to ask for")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--server",
      paramLabel = "ADDRESS",
      description = "one more server to ask, such as an upstream")
  private List<String> more = new ArrayList<>();

  @Option(names = "--count", paramLabel = "N", description = "how often (1; with --bench 100)")
  private int count;

  @Option(names = "--rate", paramLabel = "N", description = "queries a second (20; --bench 100)")
  private int rate;

  @Option(names = "--bench", description = "latencies of plain UDP, many times")
  private boolean isBench;

  @Mixin private LookupOptions options = new LookupOptions();

  @Override
  public int run() throws IOException, UsageException {
    count = bounded("--count", count, isBench ? BENCH_COUNT : 1, COUNT_MAX);
    rate = bounded("--rate", rate, isBench ? BENCH_RATE : RATE, RATE_MAX);
    if (names.size() > NAMES_MAX) {
      throw new UsageException("probe: more than " + NAMES_MAX + " names");
    }
    for (String name : names) {
      LookupOptions.domainName(name);
    }
    List<String> upstreams = new ArrayList<>();
    for (String each : more) {
      upstreams.add(LookupOptions.address(each));
    }
    try (DnsProbe probe = options.open(List.of());
        TemporaryFile file = TemporaryFile.orNamed(options.writeFile(), "podsonde-probe")) {
      Asked asked = ask(probe, upstreams, file.path());
      if (isBench) {
        ProbeText.bench(asked.matrix).forEach(System.out::println);
        return ExitStatus.OK;
      }
      Style style = new Style(Terminal.isColoured());
      ProbeText.matrix(asked.matrix, style).forEach(System.out::println);
      List<String> verdicts = verdicts(probe, asked, file.path());
      verdicts.forEach(verdict -> System.out.println(style.red("! " + verdict)));
      if (verdicts.isEmpty()) {
        System.out.println(style.bold("All servers answer in every way, and agree."));
      }
      return verdicts.isEmpty() ? ExitStatus.OK : ExitStatus.FAILURE;
    }
  }

  private static int bounded(String option, int value, int usual, int max) throws UsageException {
    if (value < 0 || value > max) {
      throw new UsageException("%s %d: not from 1 to %d".formatted(option, value, max));
    }
    return value == 0 ? usual : value;
  }

  /**
   * What was asked and answered, with the packets of it in a file.
   *
   * @param names with a dot at the end
   * @param elsewhere a pod on another node that a server answers, for each that is silent here
   */
  private record Asked(
      List<String> names,
      ResolvConf conf,
      List<DnsServer> servers,
      ProbeMatrix matrix,
      Map<String, String> elsewhere) {}

  private Asked ask(DnsProbe probe, List<String> upstreams, String file)
      throws IOException, UsageException {
    List<String> whole =
        names.stream().map(name -> name.endsWith(".") ? name : name + ".").toList();
    try (ProbeCapture capture = ProbeCapture.start(probe, file)) {
      ResolvConf conf = LookupOptions.conf(probe, List.of());
      Set<String> addresses = new LinkedHashSet<>(conf.nameservers());
      addresses.addAll(upstreams);
      List<DnsServer> servers = new ArrayList<>();
      for (String address : addresses) {
        servers.add(probe.server(address));
      }
      List<ProbeMatrix.Way> ways = isBench ? ProbeMatrix.Way.PLAIN : ProbeMatrix.Way.ALL;
      var matrix = new ProbeMatrix(whole, options.types(), ProbeMatrix.servers(servers), ways);
      Duration timeout = conf.timeout().compareTo(TIMEOUT_MAX) < 0 ? conf.timeout() : TIMEOUT_MAX;
      var work = new ProbeWork(probe, timeout, rate);
      work.run(matrix, count);
      Map<String, String> elsewhere = elsewhere(probe, work, matrix, servers);
      capture.finish();
      return new Asked(whole, conf, servers, matrix, elsewhere);
    }
  }

  private List<String> verdicts(DnsProbe probe, Asked asked, String file)
      throws IOException, UsageException {
    List<Query> toTrace = toTrace(asked.matrix);
    Map<Query, String> lastSeen =
        toTrace.isEmpty()
            ? Map.of()
            : lastSeen(
                TraceRun.of(names.getFirst(), probe, asked.conf, asked.servers, toTrace, file));
    return ProbeVerdicts.of(
        asked.matrix, expected(probe, asked.names, asked.conf), asked.elsewhere, lastSeen);
  }

  /** {@return a pod on another node that a server answers, for each that is silent here} */
  private static Map<String, String> elsewhere(
      DnsProbe probe, ProbeWork work, ProbeMatrix matrix, List<DnsServer> servers)
      throws IOException {
    Map<String, String> elsewhere = new HashMap<>();
    ProbeMatrix.Table table = matrix.tables().getFirst();
    for (ProbeMatrix.Server server : table.rows().keySet()) {
      if (!table.isSilent(server)) {
        continue;
      }
      for (DnsServer known : servers) {
        for (DnsServer.Endpoint endpoint : known.endpoints()) {
          boolean isElsewhere =
              !endpoint.pod().isEmpty()
                  && !endpoint.isOnHost() // whose netns is the node's, not a pod's that is captured
                  && !endpoint.node().equals(probe.from().node())
                  && !endpoint.address().equals(server.address());
          if (isElsewhere && work.isAnsweredFrom(endpoint.pod(), table, server)) {
            elsewhere.put(server.address(), "%s on %s".formatted(endpoint.pod(), endpoint.node()));
          }
        }
      }
    }
    return elsewhere;
  }

  private static Map<String, ServiceAddresses> expected(
      DnsProbe probe, List<String> names, ResolvConf conf) throws IOException {
    Map<String, ServiceAddresses> expected = new HashMap<>();
    for (String name : names) {
      ServiceAddresses wanted = probe.expected(name, conf.search());
      if (wanted != null) {
        expected.put(name, wanted);
      }
    }
    return expected;
  }

  /** {@return those that failed, and some that did not, which tell how the nodes' clocks differ} */
  private static List<Query> toTrace(ProbeMatrix matrix) {
    List<Query> queries = matrix.queries();
    List<Query> traced =
        queries.stream().filter(query -> query.reply() == null).limit(TRACED_FAILED_MAX).toList();
    Stream<Query> answered =
        queries.stream().filter(query -> query.reply() != null).limit(TRACED_ANSWERED_MAX);
    return traced.isEmpty() ? traced : Stream.concat(traced.stream(), answered).toList();
  }

  private static Map<Query, String> lastSeen(Trace trace) {
    Map<Query, String> places = new HashMap<>();
    for (TracedQuery traced : trace.queries()) {
      if (traced.query().reply() == null) {
        places.put(traced.query(), trace.lastSeen(traced));
      }
    }
    return places;
  }
}
