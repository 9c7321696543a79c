package dev.podsonde.cli.trace;

import dev.podsonde.cluster.DnsServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Type;

/**
 * Who answered what how: a row for each server, a column for each way to ask, for each name and
 * type.
 */
public final class ProbeMatrix {
  private static final int DNS_PORT = 53;

  private final List<Table> tables = new ArrayList<>();

  /**
   * A way to ask.
   *
   * @param udpPayloadSize what EDNS says a reply may have; 0 for no EDNS
   */
  public record Way(boolean isTcp, int udpPayloadSize) {
    /** By UDP, without EDNS. */
    public static final List<Way> PLAIN = List.of(new Way(false, 0));

    /** All ways, the plainest first. */
    public static final List<Way> ALL =
        List.of(
            new Way(false, 0),
            new Way(false, 512),
            new Way(false, 1232),
            new Way(false, 4096),
            new Way(true, 0));

    String title() {
      return isTcp ? "TCP" : udpPayloadSize == 0 ? "UDP" : "EDNS " + udpPayloadSize;
    }
  }

  /**
   * Whom to ask.
   *
   * @param name what it is in the cluster; empty for an address that is none of its
   * @param service whose endpoint it is; empty when it is none's
   */
  public record Server(String address, int port, String name, String service) {
    String text() {
      return name.isEmpty() ? address : address + " " + name;
    }
  }

  /** Questions of one name and type. */
  public record Table(String name, int type, Map<Server, Map<Way, List<Query>>> rows) {
    List<Query> cell(Server server, Way way) {
      return rows.getOrDefault(server, Map.of()).getOrDefault(way, List.of());
    }

    /** {@return all that one server was asked by UDP and without EDNS} */
    List<Query> plain(Server server) {
      return cell(server, Way.PLAIN.getFirst());
    }

    /** {@return whether a server answered nothing by UDP} */
    public boolean isSilent(Server server) {
      return rows.getOrDefault(server, Map.of()).entrySet().stream()
          .filter(cell -> !cell.getKey().isTcp())
          .flatMap(cell -> cell.getValue().stream())
          .allMatch(query -> query.reply() == null);
    }

    String typeName() {
      return Type.string(type);
    }
  }

  /** Makes it with empty cells. */
  public ProbeMatrix(
      List<String> names, List<Integer> types, List<Server> servers, List<Way> ways) {
    for (String name : names) {
      for (int type : types) {
        Map<Server, Map<Way, List<Query>>> rows = new LinkedHashMap<>();
        for (Server server : servers) {
          Map<Way, List<Query>> row = new LinkedHashMap<>();
          ways.forEach(way -> row.put(way, new ArrayList<>()));
          rows.put(server, row);
        }
        tables.add(new Table(name, type, rows));
      }
    }
  }

  /** {@return the tables, in the order of names and types} */
  public List<Table> tables() {
    return tables;
  }

  /** {@return every server to ask: each address given, then the endpoints behind it} */
  public static List<Server> servers(List<DnsServer> given) {
    List<Server> servers = new ArrayList<>();
    for (DnsServer each : given) {
      String name =
          !each.service().isEmpty()
              ? each.service()
              : each.endpoints().size() == 1 ? each.endpoints().getFirst().pod() : "";
      servers.add(new Server(each.address(), DNS_PORT, name, ""));
      if (!each.service().isEmpty()) {
        for (DnsServer.Endpoint endpoint : each.endpoints()) {
          if (!endpoint.address().equals(each.address())) { // else a cache listens on it
            servers.add(
                new Server(endpoint.address(), endpoint.port(), endpoint.pod(), each.service()));
          }
        }
      }
    }
    return servers;
  }

  /** {@return all questions asked so far} */
  public List<Query> queries() {
    return tables.stream()
        .flatMap(table -> table.rows().values().stream())
        .flatMap(row -> row.values().stream())
        .flatMap(List::stream)
        .toList();
  }
}
