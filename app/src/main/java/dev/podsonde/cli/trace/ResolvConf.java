package dev.podsonde.cli.trace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a stub resolver is told: resolv.conf(5).
 *
 * @param nameservers addresses, in order; at most three are used
 * @param search domains to try behind a name
 * @param ndots how many dots make a name be tried as it stands first
 * @param timeout how long a server is waited for
 * @param attempts how often all servers are asked before the resolver gives up
 * @param hasEdns whether queries say how long a reply by UDP may be, as {@code edns0} wants
 * @param isTcpOnly whether all is asked over TCP, as {@code use-vc} wants
 */
public record ResolvConf(
    List<String> nameservers,
    List<String> search,
    int ndots,
    Duration timeout,
    int attempts,
    boolean hasEdns,
    boolean isTcpOnly) {
  /** Whom a resolver asks when it is told of nobody. */
  private static final String LOCAL = "127.0.0.1";

  private static final int NAMESERVERS_MAX = 3;
  private static final int SEARCH_MAX = 32;
  private static final int NDOTS_MAX = 15;
  private static final int TIMEOUT_SECONDS_MAX = 30;
  private static final int ATTEMPTS_MAX = 5;

  /** Copies the lists. */
  public ResolvConf {
    nameservers = List.copyOf(nameservers);
    search = List.copyOf(search);
  }

  /** {@return what a file says, with glibc's defaults; lines that mean nothing are passed over} */
  public static ResolvConf parse(String text) {
    List<String> nameservers = new ArrayList<>();
    List<String> search = List.of();
    int ndots = 1;
    int timeoutSeconds = 5;
    int attempts = 2;
    boolean hasEdns = false;
    boolean isTcpOnly = false;
    for (String line : text.lines().toList()) {
      List<String> words = List.of(line.strip().split("\\s+", -1));
      List<String> values = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "nameserver" -> {
          if (!values.isEmpty() && nameservers.size() < NAMESERVERS_MAX) {
            nameservers.add(values.getFirst());
          }
        }
        case "search", "domain" -> search = values.stream().limit(SEARCH_MAX).toList();
        case "options" -> {
          for (String option : values) {
            ndots = number(option, "ndots:", ndots, NDOTS_MAX);
            timeoutSeconds = number(option, "timeout:", timeoutSeconds, TIMEOUT_SECONDS_MAX);
            attempts = number(option, "attempts:", attempts, ATTEMPTS_MAX);
            hasEdns |= option.equals("edns0");
            isTcpOnly |= option.equals("use-vc");
          }
        }
        default -> {} // a comment, or of no matter to whom is asked for what
      }
    }
    if (nameservers.isEmpty()) {
      nameservers.add(LOCAL);
    }
    return new ResolvConf(
        nameservers,
        search,
        ndots,
        Duration.ofSeconds(Math.max(1, timeoutSeconds)),
        Math.max(1, attempts),
        hasEdns,
        isTcpOnly);
  }

  private static int number(String option, String key, int before, int max) {
    if (!option.startsWith(key)) {
      return before;
    }
    try {
      return Math.clamp(Long.parseLong(option.substring(key.length())), 0, max);
    } catch (NumberFormatException _) {
      return before;
    }
  }

  /** {@return these servers with the same options} */
  public ResolvConf withNameservers(List<String> servers) {
    return new ResolvConf(servers, search, ndots, timeout, attempts, hasEdns, isTcpOnly);
  }

  /**
   * {@return the names that a libc tries for {@code name}, in order, each with a dot at its end}
   */
  public List<String> candidates(String name) {
    if (name.endsWith(".")) {
      return List.of(name);
    }
    List<String> candidates = new ArrayList<>();
    for (String domain : search) {
      candidates.add(name + "." + (domain.endsWith(".") ? domain : domain + "."));
    }
    boolean isAsItStandsFirst = name.chars().filter(c -> c == '.').count() >= ndots;
    candidates.add(isAsItStandsFirst ? 0 : candidates.size(), name + ".");
    return candidates;
  }
}
