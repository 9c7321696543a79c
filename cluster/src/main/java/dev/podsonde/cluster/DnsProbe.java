package dev.podsonde.cluster;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.node.NodeMessage;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lookups made from inside a pod while all places on their way are captured: the pod, its node, and
 * the DNS pods and their nodes.
 */
public final class DnsProbe implements Closeable {
  private static final long ANSWER_MILLIS = 5_000;

  private final PodRef from;
  private final DnsServers known;
  private final ClusterCapture capture;
  private final Consumer<String> notes;

  /** What is behind the addresses that are captured, by address. */
  private final Map<String, DnsServer> servers;

  private DnsProbe(
      PodRef from,
      DnsServers known,
      Map<String, DnsServer> servers,
      ClusterCapture capture,
      Consumer<String> notes) {
    this.from = from;
    this.known = known;
    this.servers = servers;
    this.capture = capture;
    this.notes = notes;
  }

  /**
   * Starts to capture at the pod, and where the servers most likely are.
   *
   * @param request its query names the pod to ask from, or a workload, whose first pod is taken
   * @param addresses asked instead of those of the pod's resolv.conf, when there are any
   */
  @MustBeClosed
  @SuppressWarnings({"MustBeClosedChecker", "resource"}) // closed together, or when opening fails
  public static DnsProbe open(
      CaptureRequest request, List<String> addresses, Consumer<String> notes) throws IOException {
    ApiServer api = ApiServer.connect(request.cluster());
    try {
      PodRef from = from(api, request.queries().getFirst());
      var known = new DnsServers(api, from);
      Map<String, DnsServer> servers = new HashMap<>();
      Set<String> likely = new LinkedHashSet<>(addresses);
      if (addresses.isEmpty() || known.isCacheThere()) { // a cache asks the usual ones
        likely.addAll(known.usual());
      }
      for (String address : likely) {
        servers.put(address, known.of(address));
      }
      List<TargetQuery> places = new ArrayList<>(places(known, servers.values(), from, notes));
      places.add(pod(from.qualifiedName()));
      var capture = ClusterCapture.open(api, request.of(places), notes);
      return new DnsProbe(from, known, servers, capture, notes);
    } catch (IOException | RuntimeException failure) {
      api.close();
      throw failure;
    }
  }

  private static PodRef from(ApiServer api, TargetQuery query) throws IOException {
    var targets = new ClusterTargets(api, query);
    List<PodRef> pods = List.copyOf(targets.find().pods().values());
    if (pods.isEmpty()) {
      throw new ClusterException(targets.whyNothing(), 0);
    }
    PodRef pod = pods.getFirst();
    if (pod.node().isEmpty()) {
      throw new ClusterException(
          "pod %s is pending: it has no node yet".formatted(pod.qualifiedName()), 0);
    }
    return pod;
  }

  /** {@return the pods behind the servers, and the nodes on the way as far as these may be read} */
  private static List<TargetQuery> places(
      DnsServers known, Collection<DnsServer> servers, PodRef from, Consumer<String> notes)
      throws IOException {
    Set<String> pods = new LinkedHashSet<>();
    Set<String> nodes = new TreeSet<>(Set.of(from.node()));
    for (DnsServer server : servers) {
      for (DnsServer.Endpoint endpoint : server.endpoints()) {
        if (!endpoint.pod().isEmpty() && !endpoint.isOnHost()) {
          pods.add(endpoint.pod());
        }
        if (!endpoint.node().isEmpty()) {
          nodes.add(endpoint.node());
        }
      }
    }
    if (from.isHostNetwork()) {
      nodes.remove(from.node()); // to capture the pod is to capture the node
    }
    List<TargetQuery> places =
        pods.stream().map(DnsProbe::pod).collect(Collectors.toCollection(ArrayList::new));
    Set<String> readable = new TreeSet<>();
    for (String node : nodes) {
      if (known.addresses(node).own().isEmpty()) {
        notes.accept(
            "node %s is not captured: get nodes is not allowed, or it has gone".formatted(node));
      } else {
        readable.add("node/" + node);
      }
    }
    if (!readable.isEmpty()) {
      places.add(query(List.copyOf(readable), ""));
    }
    return places;
  }

  private static TargetQuery pod(String qualifiedName) {
    int slash = qualifiedName.indexOf('/');
    return query(
        List.of("pod/" + qualifiedName.substring(slash + 1)), qualifiedName.substring(0, slash));
  }

  private static TargetQuery query(List<String> words, String namespace) {
    return new TargetQuery(words, namespace, false, "", "", "");
  }

  /** {@return the pod that lookups come from} */
  public PodRef from() {
    return from;
  }

  /** {@return what is captured meanwhile; whoever asks reads it} */
  public ClusterCapture capture() {
    return capture;
  }

  /** {@return the text of the pod's resolv.conf(5)} */
  public String resolvConf() throws IOException {
    NodeMessage answer = capture.ask(from, NodeMessage.of("resolv-conf"), ANSWER_MILLIS);
    if (answer.has("error")) {
      throw new ClusterException(
          "%s: its resolv.conf cannot be read: %s"
              .formatted(from.qualifiedName(), answer.text("error")),
          0);
    }
    return answer.text("text");
  }

  /** {@return what is behind an address, which is captured from now on if it was not before} */
  public DnsServer server(String address) throws IOException {
    DnsServer server = servers.get(address);
    if (server == null) {
      server = known.of(address);
      servers.put(address, server);
      for (TargetQuery place : places(known, List.of(server), from, notes)) {
        capture.add(place);
      }
    }
    return server;
  }

  /**
   * Messages for a server, sent from one socket.
   *
   * @param timeout how long to wait for replies before messages without one are sent again
   * @param attempts how often each message is sent at most
   */
  public record Exchange(
      String address,
      int port,
      boolean isTcp,
      List<byte[]> messages,
      Duration timeout,
      int attempts) {}

  /** Makes the exchange from inside the pod, and waits for its end. */
  public Exchanged exchange(Exchange exchange) throws IOException {
    return exchange(from, exchange);
  }

  /**
   * The same from inside a DNS pod that is captured.
   *
   * @param pod {@code namespace/name}
   * @throws IOException when it is not captured
   */
  public Exchanged exchangeFrom(String pod, Exchange exchange) throws IOException {
    return exchange(capture.pod(pod), exchange);
  }

  private Exchanged exchange(PodRef pod, Exchange exchange) throws IOException {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    NodeMessage question =
        NodeMessage.of(
            "exchange",
            "server",
            exchange.address,
            "port",
            exchange.port,
            "transport",
            exchange.isTcp ? "tcp" : "udp",
            "attempts",
            exchange.attempts,
            "timeout",
            exchange.timeout.toMillis(),
            "messages",
            exchange.messages.stream()
                .map(encoder::encodeToString)
                .collect(Collectors.joining(",")));
    long millis = ANSWER_MILLIS + 2L * exchange.attempts * exchange.timeout.toMillis();
    return Exchanged.of(capture.ask(pod, question, millis));
  }

  /**
   * {@return what the cluster's objects say that a name's addresses are; null when it is no name of
   * a service}
   *
   * @param name with a dot at its end
   * @param search the search list, which tells the cluster's domain
   */
  public @Nullable ServiceAddresses expected(String name, List<String> search) throws IOException {
    return known.expected(name, search);
  }

  @Override
  public void close() {
    capture.close(); // and with it the connection
  }
}
