package dev.podsonde.cli;

import java.util.regex.Pattern;
import picocli.CommandLine;

/** What {@code --help} says. */
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

  private static final String READ =
      """
      Usage: podsonde read FILE|- [TCPDUMP-OPTIONS] ['FILTER']
      Prints, filters, counts or rewrites a capture as tcpdump -r does: pcap, pcapng,
      .gz and .zst of both.

        -r FILE                 the file, when it is not the first word; - is standard input
        -w FILE                 write pcapng (pcap if FILE ends in .pcap or .cap), never compressed
        -C SIZE  -G SECONDS  -W COUNT     write several files in turn
        -c COUNT                end after so many packets
        -s LENGTH               cut packets that are written to so many bytes
        -F FILE                 the file that holds the filter
        --count                 say how many packets there are
        --print                 print also with -w
        -d  -dd  -ddd           show the filter's program
        -O                      do not optimise it
        -n  -N                  no names; no domains in names
        -e  -q  -v  -vv  -vvv   link header; less; more
        -t .. -ttttt  --nano  --micro     the form of the time
        -x  -xx  -X  -XX  -A  -AA         the bytes
        -#  -S  -K  -g          numbers; absolute sequence numbers; no checksums; one line
        -T domain|vxlan         what UDP carries on any port
      """;

  private static final Pattern COMMAND = Pattern.compile("\\bpodsonde (?=[a-zC-])");

  private Usage() {}

  /** {@return it, in the words that started the program: kubectl runs its plugins by file name} */
  static String text() {
    return inWordsOfCaller(TEXT);
  }

  /** {@return what {@code podsonde read --help} says} */
  static String read() {
    return inWordsOfCaller(READ);
  }

  /** {@return what {@code podsonde COMMAND --help} says} */
  static String of(CommandLine command) {
    command.setCommandName("podsonde " + command.getCommandName());
    return inWordsOfCaller(command.getUsageMessage());
  }

  private static String inWordsOfCaller(String text) {
    return System.getProperty("podsonde.program", "").startsWith("kubectl-")
        ? COMMAND.matcher(text).replaceAll("kubectl podsonde ")
        : text;
  }
}
