package dev.podsonde.cli.trace;

import dev.podsonde.cli.report.Style;
import dev.podsonde.cli.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A matrix as tables. */
public final class ProbeText {
  private static final double[] PERCENTILES = {50, 95, 99, 100};
  private static final long LATENCY_NANOS_MAX = 60_000_000_000L;

  private ProbeText() {}

  /** {@return a table for each name and type} */
  public static List<String> matrix(ProbeMatrix matrix, Style style) {
    List<String> lines = new ArrayList<>();
    for (ProbeMatrix.Table table : matrix.tables()) {
      List<List<String>> rows = new ArrayList<>();
      List<String> head = new ArrayList<>(List.of("SERVER"));
      table.rows().values().iterator().next().keySet().forEach(way -> head.add(way.title()));
      rows.add(head);
      for (Map.Entry<ProbeMatrix.Server, Map<ProbeMatrix.Way, List<Query>>> row :
          table.rows().entrySet()) {
        List<String> cells = new ArrayList<>(List.of(row.getKey().text()));
        row.getValue().values().forEach(cell -> cells.add(cell(cell)));
        rows.add(cells);
      }
      lines.add(style.bold(table.name() + " " + table.typeName()));
      TextTable.align(rows).forEach(lines::add);
      lines.add("");
    }
    return lines;
  }

  private static String cell(List<Query> queries) {
    if (queries.isEmpty()) {
      return "-";
    }
    List<Query> answered = queries.stream().filter(query -> query.reply() != null).toList();
    String count =
        answered.size() == queries.size() ? "" : answered.size() + "/" + queries.size() + " ";
    if (answered.isEmpty()) {
      String error = queries.getFirst().error();
      return queries.size() == 1 ? error.isEmpty() ? "no reply" : error : count + "no reply";
    }
    Query middle =
        answered.stream()
            .sorted((one, other) -> Long.compare(one.afterNanos(), other.afterNanos()))
            .skip(answered.size() / 2)
            .findFirst()
            .orElseThrow();
    String status = middle.status().equals("NOERROR") ? "" : middle.status() + " ";
    return count + status + Verdict.text(middle.afterNanos());
  }

  /** {@return latencies of each server} */
  public static List<String> bench(ProbeMatrix matrix) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NAME", "SERVER", "QUERIES", "LOST", "P50", "P95", "P99", "MAX"));
    for (ProbeMatrix.Table table : matrix.tables()) {
      for (ProbeMatrix.Server server : table.rows().keySet()) {
        Histogram latency = new Histogram(LATENCY_NANOS_MAX, 3);
        List<Query> queries = table.plain(server);
        for (Query query : queries) {
          if (query.reply() != null) {
            latency.recordValue(Math.min(query.afterNanos(), LATENCY_NANOS_MAX));
          }
        }
        List<String> row =
            new ArrayList<>(
                List.of(
                    table.name() + " " + table.typeName(),
                    server.text(),
                    Integer.toString(queries.size()),
                    Long.toString(queries.size() - latency.getTotalCount())));
        for (double percentile : PERCENTILES) {
          row.add(
              latency.getTotalCount() == 0
                  ? "-"
                  : Verdict.text(latency.getValueAtPercentile(percentile)));
        }
        rows.add(row);
      }
    }
    return TextTable.align(rows);
  }
}
