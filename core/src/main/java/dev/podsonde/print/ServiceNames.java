package dev.podsonde.print;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names of TCP and UDP ports, from services(5); ports without one when there is no such file. */
final class ServiceNames {
  private static final int PORTS = 1 << 16;
  private static final int PORT_MAX = PORTS - 1;
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*(?<name>[^\\s#]+)\\s+(?<port>\\d{1,5})/(?<protocol>tcp|udp)(?=[\\s#]|$)");

  private final byte[] @Nullable [] tcp = new byte[PORTS][];
  private final byte[] @Nullable [] udp = new byte[PORTS][];

  private ServiceNames(Stream<String> lines) {
    lines.forEach(this::add);
  }

  /** {@return this machine's names, read once} */
  static ServiceNames ofThisMachine() {
    return OfThisMachine.NAMES;
  }

  /** {@return the names in the lines of a services(5) file} */
  static ServiceNames parse(Stream<String> lines) {
    return new ServiceNames(lines);
  }

  byte @Nullable [] tcp(int port) {
    return tcp[port];
  }

  byte @Nullable [] udp(int port) {
    return udp[port];
  }

  /**
   * {@code NAME PORT/PROTOCOL ALIASES... # COMMENT}; of several lines for a port the first counts.
   */
  private void add(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.lookingAt()) {
      return;
    }
    int port = Integer.parseInt(parts.group("port"));
    byte[] @Nullable [] names = parts.group("protocol").equals("tcp") ? tcp : udp;
    if (port <= PORT_MAX && names[port] == null) {
      names[port] = parts.group("name").getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** Read when the first name is wanted. */
  private static final class OfThisMachine {
    static final ServiceNames NAMES = read(Path.of("/etc/services"));

    private static ServiceNames read(Path file) {
      try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
        return new ServiceNames(in.lines());
      } catch (IOException | UncheckedIOException _) {
        return new ServiceNames(Stream.empty()); // ports are shown as numbers, then
      }
    }
  }
}
