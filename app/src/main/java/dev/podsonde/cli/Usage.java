package dev.podsonde.cli;

/** What {@code podsonde --help} says. */
final class Usage {
  static final String TEXT =
      """
      podsonde: packets of any pod, container or network namespace, as tcpdump prints them

      podsonde demo                                          everything, on this machine alone
      podsonde capture TARGET... [-w FILE|-] [--for TIME] [-- TCPDUMP-OPTIONS 'FILTER']
      podsonde read FILE|- [TCPDUMP-OPTIONS] ['FILTER']      pcap, pcapng, .gz and .zst of both
      podsonde --version

      TARGET: pid/N  netns/NAME-or-path  container/ID-or-prefix  host
      'podsonde COMMAND --help' tells more.

      Exit status: 0 done or interrupted, 1 failed, 2 wrong usage.
      PODSONDE_DEBUG=1 shows where an error came from.
      """;

  private Usage() {}
}
