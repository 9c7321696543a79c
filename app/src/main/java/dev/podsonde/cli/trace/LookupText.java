package dev.podsonde.cli.trace;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The answer as nslookup(1) prints it, with the time it took and who gave it. */
public final class LookupText {
  private static final int DNS_PORT = 53;

  private LookupText() {}

  /** {@return the lines} */
  public static List<String> lines(Trace trace) {
    String server = String.join(", ", trace.conf().nameservers());
    List<String> lines = new ArrayList<>();
    lines.add("Server:\t\t" + server);
    lines.add("Address:\t" + trace.conf().nameservers().getFirst() + "#" + DNS_PORT);
    lines.add("");
    List<Query> found =
        trace.queries().stream().map(TracedQuery::query).filter(Query::isPositive).toList();
    if (found.isEmpty()) {
      lines.add(failure(trace));
    } else {
      if (!found.getFirst().isAuthoritative()) {
        lines.add("Non-authoritative answer:");
      }
      found.forEach(query -> answer(query, lines));
    }
    lines.add("");
    lines.add(Verdict.of(trace).sentence());
    return lines;
  }

  private static void answer(Query query, List<String> lines) {
    String name = withoutDot(query.name());
    for (String alias : query.aliases()) {
      lines.add("%s\tcanonical name = %s".formatted(name, alias));
      name = withoutDot(alias);
    }
    Set<String> answers = new LinkedHashSet<>(query.answers());
    boolean isAddress = query.type().equals("A") || query.type().equals("AAAA");
    for (String answer : answers) {
      if (isAddress) {
        lines.add("Name:\t" + name);
        lines.add("Address: " + answer);
      } else {
        lines.add("%s\t%s = %s".formatted(name, query.type(), answer));
      }
    }
  }

  private static String failure(Trace trace) {
    Query last = trace.queries().getLast().query();
    if (last.reply() == null) {
      return ";; connection timed out; no servers could be reached";
    }
    return last.status().equals("NODATA")
        ? "*** Can't find %s: No answer".formatted(trace.name())
        : "** server can't find %s: %s".formatted(withoutDot(last.name()), last.status());
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
