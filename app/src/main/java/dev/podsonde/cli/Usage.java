package dev.podsonde.cli;

/** What {@code podsonde --help} says. */
final class Usage {
  static final String TEXT =
      """
      podsonde: packets of any pod, container or network namespace, as tcpdump prints them

      podsonde demo                                          everything, on this machine alone
      podsonde capture TARGET... [-w FILE|-] [--for TIME] [-- TCPDUMP-OPTIONS 'FILTER']
      podsonde read FILE|- [TCPDUMP-OPTIONS] ['FILTER']      pcap, pcapng, .gz and .zst of both
      podsonde pods [TARGET...] [-o wide|json|yaml|name]     node, process, netns, interfaces of pods
      podsonde image [-o FILE]                               the helper pod's image
      podsonde gc                                            removes helper pods that were left
      podsonde --version

      TARGET: pod/NAME  deploy/ rs/ ds/ sts/ job/ cronjob/ svc/ node/NAME  -l SELECTOR, or here:
      pid/N  netns/NAME-or-path  container/ID-or-prefix  host
      'podsonde COMMAND --help' tells more.

      Exit status: 0 done or interrupted, 1 failed, 2 wrong usage.
      PODSONDE_DEBUG=1 shows where an error came from.
      """;

  private Usage() {}
}
