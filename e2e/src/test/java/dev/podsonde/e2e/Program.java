package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.fail;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A program that runs, and what it has written so far. */
final class Program implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int POLL_MILLIS = 20;

  private final List<String> command;
  private final Path out;
  private final Path err;
  private final Process process;

  /** What a program left when it ended. */
  record Result(int exitCode, String out, String err) {}

  private Program(List<String> command, Path out, Path err, Process process) {
    this.command = command;
    this.out = out;
    this.err = err;
    this.process = process;
  }

  @MustBeClosed
  static Program start(List<String> command) throws IOException {
    Path out = Files.createTempFile("e2e", ".out");
    Path err = Files.createTempFile("e2e", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Program(command, out, err, process);
  }

  /** Runs it to its end. */
  static Result run(List<String> command) throws IOException, InterruptedException {
    try (Program program = start(command)) {
      return program.end();
    }
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return new String(
          Files.readAllBytes(file), StandardCharsets.UTF_8); // some of it may be binary
    } catch (IOException failure) {
      return fail("cannot read " + file, failure);
    }
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** Waits until it has written the text to its standard error. */
  void awaitErr(String text) throws InterruptedException {
    await("\"" + text + "\" on standard error", () -> err().contains(text));
  }

  /** Waits until it has written the text to its standard output. */
  void awaitOut(String text) throws InterruptedException {
    await("\"" + text + "\" on standard output", () -> out().contains(text));
  }

  /** Waits until something holds; fails with all that was written when it takes too long. */
  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() && !condition.getAsBoolean()) {
        fail("it ended with %d before %s\n%s", process.exitValue(), what, this);
      }
      if (System.nanoTime() - deadline > 0) {
        fail("no %s within %d s\n%s", what, PATIENCE.toSeconds(), this);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Sends it what Ctrl-C sends. */
  void interrupt() throws IOException, InterruptedException {
    signal("INT");
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits for its end. */
  Result end() throws InterruptedException {
    if (!process.waitFor(4 * PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      fail("it does not end\n%s", this);
    }
    return new Result(process.exitValue(), out(), err());
  }

  /** Interrupts it, and waits for its end. */
  Result stop() throws IOException, InterruptedException {
    interrupt();
    return end();
  }

  @Override
  public String toString() {
    return "%s\n--- standard output\n%s\n--- standard error\n%s"
        .formatted(String.join(" ", command), out(), err());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    } catch (IOException failure) {
      fail("cannot remove the output", failure);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
