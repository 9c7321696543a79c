package dev.podsonde.cli;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.cli.trace.ResolvConf;
import dev.podsonde.cluster.DnsProbe;
import dev.podsonde.linux.CaptureOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands take that look names up from inside a pod. */
final class LookupOptions {
  private static final int TYPES_MAX = 8;

  @Option(
      names = "--from",
      paramLabel = "TARGET",
      required = true,
      description = "the pod to ask from: pod/NAME, NAME, or a workload, whose first pod is taken")
  private String from = "";

  @Option(
      names = {"-t", "--type"},
      paramLabel = "TYPE",
      description = "types to ask for, with commas between (A,AAAA)")
  private String types = "A,AAAA";

  @Option(
      names = {"-w", "--write"},
      paramLabel = "FILE",
      description = "write what is captured at all places as pcapng")
  private @Nullable String writeFile;

  @Mixin private ClusterArguments clusterArguments = new ClusterArguments();

  /** {@return where to write, or null} */
  @Nullable String writeFile() {
    return writeFile;
  }

  /** {@return the types as numbers} */
  List<Integer> types() throws UsageException {
    List<Integer> numbers = new ArrayList<>();
    for (String word : types.split(",", -1)) {
      int number = Type.value(word.strip().toUpperCase(Locale.ROOT), true);
      if (number < 1 || numbers.size() == TYPES_MAX) {
        throw new UsageException(
            "--type %s: not up to %d types such as A,AAAA".formatted(types, TYPES_MAX));
      }
      numbers.add(number);
    }
    return numbers;
  }

  /**
   * Starts; what happens meanwhile goes to standard error.
   *
   * @param servers asked instead of the pod's own, when there are any
   */
  @MustBeClosed
  DnsProbe open(List<String> servers) throws IOException, UsageException {
    List<Integer> _ = types(); // nothing is made for a word that is wrong
    Signals.onStop(Thread.currentThread()::interrupt); // what was made by then is removed
    CaptureOptions dnsOnly = Analysis.captureOptions(TcpdumpOptions.parse(List.of()));
    try {
      return DnsProbe.open(
          clusterArguments.request(List.of(from), dnsOnly),
          servers,
          note -> System.err.println("podsonde: " + note));
    } catch (IllegalArgumentException noForm) {
      throw new UsageException(String.valueOf(noForm.getMessage()));
    }
  }

  /** {@return the words that begin with {@code @}, as addresses} */
  static List<String> servers(List<String> words) throws UsageException {
    List<String> servers = new ArrayList<>();
    for (String word : words) {
      if (word.startsWith("@")) {
        servers.add(address(word.substring(1)));
      }
    }
    return servers;
  }

  /** {@return an IP address as Java writes it} */
  static String address(String text) throws UsageException {
    try {
      return InetAddress.ofLiteral(text).getHostAddress();
    } catch (IllegalArgumentException _) {
      throw new UsageException("@" + text + ": not an IP address");
    }
  }

  /** {@return the only word that is no server} */
  static String name(String command, List<String> words) throws UsageException {
    List<String> names = words.stream().filter(word -> !word.startsWith("@")).toList();
    if (names.size() != 1) {
      throw new UsageException(command + ": needs one NAME, and may have one @SERVER");
    }
    return domainName(names.getFirst());
  }

  /** {@return the text, when it is a domain name} */
  static String domainName(String text) throws UsageException {
    try {
      Name name = Name.fromString(text);
      if (name.labels() > 0) {
        return text;
      }
      throw new UsageException("an empty text is no domain name");
    } catch (TextParseException malformed) {
      throw new UsageException(text + ": not a domain name: " + malformed.getMessage());
    }
  }

  /** {@return the resolver's configuration, with other servers when there are any} */
  static ResolvConf conf(DnsProbe probe, List<String> servers) throws IOException {
    ResolvConf conf = ResolvConf.parse(probe.resolvConf());
    return servers.isEmpty() ? conf : conf.withNameservers(servers);
  }
}
