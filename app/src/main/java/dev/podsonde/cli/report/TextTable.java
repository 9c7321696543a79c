package dev.podsonde.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Tables as kubectl prints them: columns to the left, three spaces between. */
public final class TextTable {
  private static final String GAP = "   ";

  private TextTable() {}

  /** {@return the lines of the rows, which have equally many cells} */
  public static List<String> align(List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(cell);
        if (column + 1 < row.size()) {
          line.repeat(' ', width(rows, column) - cell.length()).append(GAP);
        }
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
