package dev.podsonde.cli.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, as its users meet it. */
public final class Podsonde implements AutoCloseable {
  /**
   * How it ended.
   *
   * @param out what stood on standard output
   * @param err what stood on standard error
   */
  public record Result(int exitCode, String out, String err) {}

  /** Nothing that a test starts goes on for longer, whatever it waits for. */
  private static final int MINUTES_MAX = 5;

  private final Process process;
  private final BufferedReader errors;
  private final StringBuilder said = new StringBuilder();
  private final CompletableFuture<String> out;

  private Podsonde(Process process) {
    this.process = process;
    CompletableFuture.delayedExecutor(MINUTES_MAX, TimeUnit.MINUTES)
        .execute(process::destroyForcibly);
    errors = process.errorReader(UTF_8);
    out =
        CompletableFuture.supplyAsync(
            () -> readAll(process), task -> Thread.ofVirtual().start(task));
  }

  private static String readAll(Process process) {
    try (var stream = process.getInputStream()) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** {@return the words that start it, for other programs to do so} */
  public static List<String> command(String... arguments) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.podsonde.cli.Main"));
    words.addAll(List.of(arguments));
    return words;
  }

  /** Starts it. */
  public static Podsonde start(String... arguments) throws IOException {
    return new Podsonde(new ProcessBuilder(command(arguments)).start());
  }

  /** Runs it to its end. */
  public static Result run(String... arguments) throws IOException {
    return run(command(arguments));
  }

  /** Runs any program to its end. */
  public static Result run(List<String> command) throws IOException {
    try (Podsonde started = new Podsonde(new ProcessBuilder(command).start())) {
      return started.end();
    }
  }

  /** Waits until a line on standard error begins with {@code start}. */
  public void awaitError(String start) throws IOException {
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      said.append(line).append('\n');
      if (line.startsWith(start)) {
        return;
      }
    }
    throw new AssertionError("never said \"" + start + "\", but: " + said);
  }

  /** Waits until it captures. */
  public void awaitListening() throws IOException {
    awaitError("podsonde: listening on ");
  }

  /** Sends a signal, such as {@code INT}. */
  public void signal(String name) throws IOException {
    Result sent = run(List.of("kill", "-" + name, Long.toString(process.pid())));
    assertThat(sent.err()).isEmpty();
  }

  /** {@return the process's ID} */
  public long pid() {
    return process.pid();
  }

  /** Waits for its end. */
  public Result end() throws IOException {
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      said.append(line).append('\n');
    }
    return new Result(process.onExit().join().exitValue(), out.join(), said.toString());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
