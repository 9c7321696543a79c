package dev.podsonde.cli.trace;

import dev.podsonde.cluster.ServiceAddresses;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xbill.DNS.Type;

/** What the cells of a matrix say together, a sentence each. */
public final class ProbeVerdicts {
  private final Map<String, ServiceAddresses> expected;
  private final Map<String, String> answeredElsewhere;
  private final Map<Query, String> lastSeen;
  private final Set<String> sentences = new LinkedHashSet<>();

  private ProbeVerdicts(
      Map<String, ServiceAddresses> expected,
      Map<String, String> answeredElsewhere,
      Map<Query, String> lastSeen) {
    this.expected = expected;
    this.answeredElsewhere = answeredElsewhere;
    this.lastSeen = lastSeen;
  }

  /**
   * {@return the verdicts; none when all is well}
   *
   * @param expected the addresses that names of services must have, by name
   * @param answeredElsewhere a pod on another node that a server does answer, by its address
   * @param lastSeen where the packet of a failed question was seen last
   */
  public static List<String> of(
      ProbeMatrix matrix,
      Map<String, ServiceAddresses> expected,
      Map<String, String> answeredElsewhere,
      Map<Query, String> lastSeen) {
    var verdicts = new ProbeVerdicts(expected, answeredElsewhere, lastSeen);
    for (ProbeMatrix.Table table : matrix.tables()) {
      table.rows().keySet().forEach(server -> verdicts.reach(table, server));
      verdicts.compare(table);
      verdicts.check(table);
    }
    return List.copyOf(verdicts.sentences);
  }

  private void reach(ProbeMatrix.Table table, ProbeMatrix.Server server) {
    List<Query> plain = table.plain(server);
    List<Query> tcp = table.cell(server, new ProbeMatrix.Way(true, 0));
    boolean isUdpSilent = table.isSilent(server);
    boolean isAnyAnswering = !isUdpSilent || !answeringEndpoints(table, server).isEmpty();
    if (isAnyAnswering && endpoints(table, server).anyMatch(table::isSilent)) {
      return; // what fails here went there, if by chance all of it
    }
    if (isUdpSilent) {
      sentences.add(silence(table, server, plain.getFirst()));
      return;
    }
    if (isAll(tcp, query -> query.reply() == null)) {
      sentences.add(
          "TCP port %d of %s does not work, UDP does (%s)%s"
              .formatted(
                  server.port(), server.text(), tcp.getFirst().error(), seen(tcp.getFirst())));
    }
    long lost = plain.stream().filter(query -> query.reply() == null).count();
    if (lost > 0) {
      sentences.add(
          "%s answered %d of %d queries only"
              .formatted(server.text(), plain.size() - lost, plain.size()));
    }
    for (ProbeMatrix.Way way : table.rows().getOrDefault(server, Map.of()).keySet()) {
      List<Query> cell = table.cell(server, way);
      if (way.udpPayloadSize() > 0 && isAll(cell, query -> query.reply() == null)) {
        sentences.add(
            "large answers are lost: %s answers %s %s by UDP, but not when the reply may have %d bytes%s"
                .formatted(
                    server.text(),
                    table.name(),
                    table.typeName(),
                    way.udpPayloadSize(),
                    seen(cell.getFirst())));
        return;
      }
    }
  }

  private static Stream<ProbeMatrix.Server> endpoints(
      ProbeMatrix.Table table, ProbeMatrix.Server service) {
    return table.rows().keySet().stream()
        .filter(other -> other.service().equals(service.name()) && !service.name().isEmpty());
  }

  private static List<String> answeringEndpoints(
      ProbeMatrix.Table table, ProbeMatrix.Server service) {
    return endpoints(table, service)
        .filter(endpoint -> !table.isSilent(endpoint))
        .map(ProbeMatrix.Server::name)
        .toList();
  }

  private String silence(ProbeMatrix.Table table, ProbeMatrix.Server server, Query query) {
    String how = query.error().isEmpty() ? "does not answer" : "fails (" + query.error() + ")";
    String elsewhere = answeredElsewhere.getOrDefault(server.address(), "");
    if (!elsewhere.isEmpty()) {
      return "%s %s from this node, and does from %s: look at this node%s"
          .formatted(server.text(), how, elsewhere, seen(query));
    }
    List<String> answering = answeringEndpoints(table, server);
    if (!answering.isEmpty()) {
      return "service %s %s, its endpoint %s does: look at kube-proxy and conntrack on the node%s"
          .formatted(server.text(), how, String.join(", ", answering), seen(query));
    }
    boolean hasSibling =
        !server.service().isEmpty()
            && table.rows().keySet().stream()
                .anyMatch(other ->
                    !other.equals(server)
                        && other.service().equals(server.service())
                        && !table.isSilent(other));
    return "%s %s%s%s"
        .formatted(server.text(), how, hasSibling ? ", the other replicas do" : "", seen(query));
  }

  private String seen(Query query) {
    String place = lastSeen.getOrDefault(query, "");
    return place.isEmpty() ? "" : "; last seen at " + place;
  }

  private static boolean isAll(List<Query> queries, Predicate<Query> test) {
    return !queries.isEmpty() && queries.stream().allMatch(test);
  }

  /** Answers that differ between servers. */
  private void compare(ProbeMatrix.Table table) {
    Map<String, List<String>> serversByAnswer = new TreeMap<>();
    for (ProbeMatrix.Server server : table.rows().keySet()) {
      table.plain(server).stream()
          .filter(query -> query.reply() != null && !query.isTruncated())
          .findFirst()
          .ifPresent(query ->
              serversByAnswer
                  .computeIfAbsent(answer(query), _ -> new ArrayList<>())
                  .add(server.text()));
    }
    if (serversByAnswer.size() > 1) {
      sentences.add(
          "answers for %s %s differ: %s"
              .formatted(
                  table.name(),
                  table.typeName(),
                  serversByAnswer.entrySet().stream()
                      .map(entry -> String.join(", ", entry.getValue()) + " say " + entry.getKey())
                      .collect(Collectors.joining("; "))));
    }
  }

  private static String answer(Query query) {
    Set<String> answers = new TreeSet<>(query.answers());
    return answers.isEmpty() ? query.status() : String.join(", ", answers);
  }

  /** Answers that are not what the cluster's objects say. */
  private void check(ProbeMatrix.Table table) {
    ServiceAddresses wanted = expected.get(table.name());
    boolean isAddress = table.type() == Type.A || table.type() == Type.AAAA;
    if (wanted == null || !isAddress) {
      return;
    }
    Set<String> ofType =
        wanted.addresses().stream()
            .filter(address -> address.contains(":") == (table.type() == Type.AAAA))
            .collect(Collectors.toSet());
    for (ProbeMatrix.Server server : table.rows().keySet()) {
      for (Query query : table.plain(server)) {
        if (query.reply() != null && !query.isTruncated()) {
          check(table, server, wanted, ofType, new HashSet<>(query.answers()));
        }
      }
    }
  }

  private void check(
      ProbeMatrix.Table table,
      ProbeMatrix.Server server,
      ServiceAddresses wanted,
      Set<String> addresses,
      Set<String> answers) {
    Set<String> stale = new TreeSet<>(answers);
    stale.removeAll(addresses);
    Set<String> missing = new TreeSet<>(addresses);
    missing.removeAll(answers);
    if (!stale.isEmpty() || !missing.isEmpty()) {
      sentences.add(
          "%s is not up to date: for %s %s it says %s%s%s"
              .formatted(
                  server.text(),
                  table.name(),
                  table.typeName(),
                  answers.isEmpty() ? "nothing" : String.join(", ", new TreeSet<>(answers)),
                  stale.isEmpty() ? "" : "; stale: " + String.join(", ", stale),
                  missing.isEmpty()
                      ? ""
                      : "; missing of service %s: %s"
                          .formatted(wanted.service(), String.join(", ", missing))));
    }
  }
}
