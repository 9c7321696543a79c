package dev.podsonde.cli;

import java.util.regex.Pattern;

/** What {@code podsonde --help} says. */
final class Usage {
  private static final String TEXT =
      """
      podsonde: packets of any pod, container or network namespace, as tcpdump prints them

      podsonde demo                                          everything, on this machine alone
      podsonde capture TARGET... [-w FILE|-] [--for TIME] [-- TCPDUMP-OPTIONS 'FILTER']
      podsonde read FILE|- [TCPDUMP-OPTIONS] ['FILTER']      pcap, pcapng, .gz and .zst of both
      podsonde dns -r FILE | TARGET... [-o text|json|html]    what happened to every DNS lookup, and why
      podsonde dns diff BEFORE AFTER                         what changed between two captures
      podsonde assert -r FILE | TARGET... --max-p99 50ms     the same as a check, for CI
      podsonde trace NAME --from TARGET [@SERVER]            one lookup from inside a pod, hop by hop
      podsonde lookup NAME --from TARGET [@SERVER]           the same in short, as nslookup prints it
      podsonde probe NAME... --from TARGET                   every DNS server in every way, compared
      podsonde pods [TARGET...] [-o wide|json|yaml|name]     node, process, netns, interfaces of pods
      podsonde image [-o FILE]                               the helper pod's image
      podsonde gc                                            removes helper pods that were left
      podsonde --version

      TARGET: pod/NAME  deploy/ rs/ ds/ sts/ job/ cronjob/ svc/ node/NAME  -l SELECTOR, or here:
      pid/N  netns/NAME-or-path  container/ID-or-prefix  host
      'podsonde COMMAND --help' tells more.

      Exit status: 0 done or interrupted, 1 failed, 2 wrong usage, 3 assert not met.
      PODSONDE_DEBUG=1 shows where an error came from.
      """;

  private static final Pattern COMMAND = Pattern.compile("\\bpodsonde (?=[a-zC-])");

  private Usage() {}

  /** {@return it, in the words that started the program: kubectl runs its plugins by file name} */
  static String text() {
    return System.getProperty("podsonde.program", "").startsWith("kubectl-")
        ? COMMAND.matcher(TEXT).replaceAll("kubectl podsonde ")
        : TEXT;
  }
}
