package dev.podsonde.cli;

import dev.podsonde.cli.report.TextTable;
import dev.podsonde.cluster.PodListing;
import dev.podsonde.cluster.PodRef;
import dev.podsonde.linux.NetworkInterfaces.PodInterface;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code podsonde pods}: where pods are, down to their process, netns and interfaces. */
@Command(
    name = "pods",
    sortOptions = false,
    description = "Shows where pods are: node, container, process, netns, interfaces.",
    footer = {
      "",
      "What only the node knows is shown when this machine is the node and you are root, or with",
      "--via helper, which makes a helper pod on each node for the while."
    })
final class PodsCommand implements ParsedCommand {
  private static final int ID_LENGTH = 12;

  @Parameters(paramLabel = "TARGET", arity = "0..*", description = "pods; all when there is none")
  private List<String> targetNames = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "wide, json, yaml or name")
  private String form = "";

  @Option(names = "--no-headers", description = "leave the table's head out")
  private boolean hasNoHeader;

  @Mixin private ClusterArguments clusterArguments = new ClusterArguments();

  @Override
  public int run() throws IOException, UsageException {
    if (!List.of("", "wide", "json", "yaml", "name").contains(form)) {
      throw new UsageException("-o " + form + ": not wide, json, yaml or name");
    }
    Signals.onStop(Thread.currentThread()::interrupt); // helper pods that were made are removed
    List<PodListing.Entry> entries;
    try {
      entries =
          PodListing.list(
              clusterArguments.cluster(),
              clusterArguments.query(targetNames),
              clusterArguments.helper(),
              clusterArguments.via());
    } catch (IllegalArgumentException noForm) {
      throw new UsageException(String.valueOf(noForm.getMessage()));
    }
    switch (form) {
      case "json" -> System.out.println(PodListing.json(entries));
      case "yaml" -> System.out.print(PodListing.yaml(entries));
      case "name" -> entries.forEach(entry -> System.out.println("pod/" + entry.pod().name()));
      default -> table(entries).forEach(System.out::println);
    }
    for (PodListing.Entry entry : entries) {
      if (!entry.error().isEmpty()) {
        System.err.printf("podsonde: %s: %s%n", entry.pod().qualifiedName(), entry.error());
      }
    }
    return ExitStatus.OK;
  }

  private List<String> table(List<PodListing.Entry> entries) {
    List<List<String>> rows = new ArrayList<>();
    if (!hasNoHeader) {
      rows.add(
          List.of(
              "NAMESPACE",
              "POD",
              "NODE",
              "IP",
              "RUNTIME",
              "CONTAINER",
              "PID",
              "NETNS",
              "INTERFACES"));
    }
    entries.forEach(entry -> rows.add(row(entry)));
    return TextTable.align(rows);
  }

  private List<String> row(PodListing.Entry entry) {
    PodRef pod = entry.pod();
    PodListing.OnNode onNode = entry.onNode();
    String runtime =
        pod.containers().stream()
            .map(PodRef.ContainerRef::runtime)
            .filter(name -> !name.isEmpty())
            .findFirst()
            .orElse("");
    return List.of(
        pod.namespace(),
        pod.name(),
        orNone(pod.node()),
        orNone(pod.ip()),
        orNone(runtime),
        orNone(pod.containers().stream().map(this::id).collect(Collectors.joining(","))),
        onNode == null ? "-" : Long.toString(onNode.pid()),
        onNode == null ? "-" : netns(onNode),
        onNode == null ? "-" : interfaces(onNode));
  }

  private static String netns(PodListing.OnNode onNode) {
    return onNode.netnsInode() + (onNode.isHostNetwork() ? " (host's)" : "");
  }

  private String id(PodRef.ContainerRef container) {
    boolean isWhole = form.equals("wide") || container.id().length() < ID_LENGTH;
    return isWhole ? container.id() : container.id().substring(0, ID_LENGTH);
  }

  private String interfaces(PodListing.OnNode onNode) {
    if (onNode.isHostNetwork() && !form.equals("wide")) {
      return "the node's";
    }
    return orNone(
        onNode.interfaces().stream().map(PodsCommand::text).collect(Collectors.joining("; ")));
  }

  private static String text(PodInterface each) {
    String peer = each.nodeInterface().isEmpty() ? "" : " (" + each.nodeInterface() + ")";
    return each.name() + " " + String.join(" ", each.addresses()) + peer;
  }

  private static String orNone(@Nullable String text) {
    return text == null || text.isEmpty() ? "-" : text;
  }
}
