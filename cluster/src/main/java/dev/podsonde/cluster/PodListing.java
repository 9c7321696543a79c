package dev.podsonde.cluster;

import dev.podsonde.linux.NetworkInterfaces;
import dev.podsonde.linux.NetworkInterfaces.PodInterface;
import dev.podsonde.linux.PodProcess;
import dev.podsonde.linux.PodProcesses;
import dev.podsonde.node.NodeMessage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Pods with what their nodes know of them: a process, the netns, interfaces. */
public final class PodListing {
  private static final long ANSWER_MILLIS_MAX = 5_000;

  private PodListing() {}

  /**
   * What the node knows.
   *
   * @param pid a process of the pod, never its shim
   * @param netnsInode as {@code readlink /proc/PID/ns/net} has it
   */
  public record OnNode(
      long pid, long netnsInode, boolean isHostNetwork, List<PodInterface> interfaces) {}

  /**
   * A pod.
   *
   * @param onNode null where the node was not reached; {@code error} may say why
   */
  public record Entry(PodRef pod, @Nullable OnNode onNode, String error) {}

  /**
   * {@return the pods that the query names}
   *
   * @param via where to ask nodes: on this one as root, or through helper pods, which are made
   */
  public static List<Entry> list(
      ClusterOptions cluster, TargetQuery query, HelperOptions helper, Via via) throws IOException {
    try (ApiServer api = ApiServer.connect(cluster)) {
      var here = new FutureTask<>(PodProcesses::scan); // while the API server answers
      if (via != Via.HELPER) {
        Thread.ofPlatform().daemon().name("pods-here").start(here);
      }
      var targets = new ClusterTargets(api, query);
      List<PodRef> pods = List.copyOf(targets.find().pods().values());
      if (pods.isEmpty()) {
        throw new ClusterException(targets.whyNothing(), 0);
      }
      return via == Via.HELPER
          ? throughHelpers(api, pods, helper)
          : onThisMachine(pods, resultOf(here));
    }
  }

  private static PodProcesses resultOf(FutureTask<PodProcesses> scan) throws IOException {
    try {
      return scan.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException refusal) {
        throw refusal;
      }
      throw new AssertionError(failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("pods on this machine: interrupted");
    }
  }

  private static List<Entry> onThisMachine(List<PodRef> pods, PodProcesses here) {
    List<Entry> entries = new ArrayList<>();
    for (PodRef pod : pods) {
      PodProcess process = here.find(pod.uid());
      try {
        entries.add(new Entry(pod, process == null ? null : look(process), ""));
      } catch (IOException refusal) {
        entries.add(new Entry(pod, null, String.valueOf(refusal.getMessage())));
      }
    }
    return entries;
  }

  private static OnNode look(PodProcess process) throws IOException {
    return new OnNode(
        process.pid(),
        process.netnsInode(),
        process.isHostNetwork(),
        NetworkInterfaces.of(process));
  }

  private static List<Entry> throughHelpers(ApiServer api, List<PodRef> pods, HelperOptions options)
      throws IOException {
    Map<String, List<PodRef>> byNode = new TreeMap<>();
    pods.stream()
        .filter(pod -> !pod.node().isEmpty())
        .forEach(pod -> byNode.computeIfAbsent(pod.node(), _ -> new ArrayList<>()).add(pod));
    CompletableFuture<JsonNode> present = HelperPod.list(api, options.namespace());
    Map<String, Entry> entries = new ConcurrentHashMap<>();
    List<Thread> threads = new ArrayList<>();
    byNode.forEach((node, its) ->
        threads.add(
            Thread.ofVirtual().start(() -> ask(api, node, its, options, present, entries))));
    awaitAll(threads);
    return pods.stream()
        .map(pod -> entries.getOrDefault(pod.uid(), new Entry(pod, null, "")))
        .toList();
  }

  private static void awaitAll(List<Thread> threads) {
    boolean isInterrupted = false;
    for (int index = 0; index < threads.size(); ) {
      try {
        threads.get(index).join();
        index++;
      } catch (InterruptedException _) {
        isInterrupted = true;
        threads.forEach(Thread::interrupt);
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void ask(
      ApiServer api,
      String node,
      List<PodRef> pods,
      HelperOptions options,
      CompletableFuture<JsonNode> present,
      Map<String, Entry> entries) {
    try {
      HelperPod helper = HelperPod.obtain(api, node, options, present);
      var answers = new Answers();
      try {
        helper.awaitRunning(api, () -> Thread.currentThread().isInterrupted());
        try (var link = new NodeLink(node, helper.startSession(api), new Listener(answers))) {
          ask(link, pods, answers, entries);
        }
      } finally {
        boolean _ = Thread.interrupted(); // told to stop: what was made has to go all the same
        if (helper.isOurs()) {
          helper.delete(api);
        }
      }
    } catch (IOException failure) {
      String message = String.valueOf(failure.getMessage());
      pods.forEach(pod -> entries.putIfAbsent(pod.uid(), new Entry(pod, null, message)));
    }
  }

  private static void ask(
      NodeLink link, List<PodRef> pods, Answers answers, Map<String, Entry> entries)
      throws IOException {
    link.awaitHello();
    for (PodRef pod : pods) {
      answers.expect(pod.uid());
      link.send(NodeMessage.of("inspect", "id", pod.uid(), "pod", pod.uid()));
    }
    for (PodRef pod : pods) {
      entries.put(pod.uid(), entry(pod, answers.await(pod.uid(), ANSWER_MILLIS_MAX)));
    }
    link.stop();
    boolean _ = link.awaitEnd(ANSWER_MILLIS_MAX);
  }

  /** Hears only answers: there are no packets, and whoever waits is told by the time. */
  private record Listener(Answers answers) implements NodeLink.Listener {
    @Override
    public void onEvent(NodeLink link, NodeMessage event) {
      answers.take(event);
    }

    @Override
    public void onEnd(NodeLink link, String reason) {}

    @Override
    public void onProgress() {}
  }

  private static Entry entry(PodRef pod, NodeMessage answer) {
    if (answer.has("error")) {
      return new Entry(pod, null, answer.text("error"));
    }
    List<PodInterface> interfaces = new ArrayList<>();
    for (String each : answer.text("interfaces").split(";", -1)) {
      List<String> words = Arrays.asList(each.split(",", -1));
      if (words.size() >= 2) {
        List<String> addresses = words.subList(2, words.size());
        interfaces.add(new PodInterface(words.get(0), addresses, words.get(1)));
      }
    }
    boolean isHostNetwork = answer.text("host-network").equals("true");
    return new Entry(
        pod,
        new OnNode(answer.number("pid"), answer.number("netns"), isHostNetwork, interfaces),
        "");
  }

  /** {@return the entries as one JSON document} */
  public static String json(List<Entry> entries) {
    return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree(entries));
  }

  /** {@return the entries as one YAML document} */
  public static String yaml(List<Entry> entries) {
    return new YAMLMapper().writeValueAsString(tree(entries));
  }

  private static JsonNode tree(List<Entry> entries) {
    ArrayNode items = new JsonMapper().createArrayNode();
    for (Entry entry : entries) {
      PodRef pod = entry.pod;
      ObjectNode item = items.addObject();
      item.put("namespace", pod.namespace()).put("name", pod.name()).put("uid", pod.uid());
      item.put("node", pod.node()).put("ip", pod.ip()).put("phase", pod.phase());
      item.put("hostNetwork", pod.isHostNetwork());
      ArrayNode containers = item.putArray("containers");
      for (PodRef.ContainerRef each : pod.containers()) {
        ObjectNode container = containers.addObject();
        container.put("name", each.name()).put("image", each.image());
        container.put("id", each.id()).put("runtime", each.runtime());
      }
      OnNode onNode = entry.onNode;
      if (onNode != null) {
        item.put("pid", onNode.pid).put("netns", onNode.netnsInode);
        ArrayNode interfaces = item.putArray("interfaces");
        for (PodInterface each : onNode.interfaces) {
          ObjectNode one = interfaces.addObject();
          one.put("name", each.name()).put("nodeInterface", each.nodeInterface());
          ArrayNode addresses = one.putArray("addresses");
          each.addresses().forEach(addresses::add);
        }
      }
      if (!entry.error.isEmpty()) {
        item.put("error", entry.error);
      }
    }
    return items;
  }
}
