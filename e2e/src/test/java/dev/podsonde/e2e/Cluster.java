package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.MustBeClosed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The cluster that {@code e2e/cluster up} has made, and the command under test. */
final class Cluster {
  /** The service address of the cluster's DNS. */
  static final String DNS = "10.244.0.3";

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Something to wait for. */
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private Cluster() {}

  /** Starts a command of podsonde. */
  @MustBeClosed
  static Program podsonde(String... arguments) throws IOException {
    return Program.start(command(ROOT.resolve("podsonde"), arguments));
  }

  /** Starts a capture through helper pods, as from a laptop, and waits until it runs. */
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // the caller's, once it runs
  static Program capture(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("capture", "--via", "helper"));
    all.addAll(List.of(arguments));
    Program capture = podsonde(all.toArray(String[]::new));
    try {
      capture.awaitErr("listening on");
    } catch (InterruptedException | AssertionError failure) {
      capture.close();
      throw failure;
    }
    return capture;
  }

  /** Runs a command of podsonde to its end. */
  static Program.Result run(String... arguments) throws IOException, InterruptedException {
    return Program.run(command(ROOT.resolve("podsonde"), arguments));
  }

  /** {@return what kubectl prints} */
  static String kubectl(String... arguments) throws IOException, InterruptedException {
    return output(command(Path.of("kubectl"), arguments));
  }

  /** {@return whether kubectl succeeds} */
  static boolean does(String... arguments) throws IOException, InterruptedException {
    return Program.run(command(Path.of("kubectl"), arguments)).exitCode() == 0;
  }

  /** {@return what tshark prints of a file, with names taken from the file} */
  static String tshark(Path file, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("tshark", "-N", "n", "-r", file.toString()));
    all.addAll(List.of(arguments));
    return output(all);
  }

  /** Runs the script that makes the cluster. */
  static void script(String... arguments) throws IOException, InterruptedException {
    output(command(ROOT.resolve("e2e/cluster"), arguments));
  }

  /** Makes objects of YAML. */
  @FormatMethod
  static void apply(String yaml, Object... arguments) throws IOException, InterruptedException {
    Path file = Files.createTempFile("e2e", ".yaml");
    try {
      Files.writeString(file, yaml.formatted(arguments));
      kubectl("apply", "-f", file.toString());
    } finally {
      Files.delete(file);
    }
  }

  /** Posts an object that kubectl has no command for. */
  static void create(String path, String json) throws IOException, InterruptedException {
    Path file = Files.createTempFile("e2e", ".json");
    try {
      Files.writeString(file, json);
      kubectl("create", "--raw", path, "-f", file.toString());
    } finally {
      Files.delete(file);
    }
  }

  /** Has a pod of the scenario look google.com up at the service address. */
  static String nslookup(String pod) throws IOException, InterruptedException {
    return kubectl("exec", pod, "--", "nslookup", "google.com", DNS);
  }

  /** {@return the helper pods there are, by name} */
  static List<String> helpers() throws IOException, InterruptedException {
    return kubectl("get", "pods", "-A", "-l", "app.kubernetes.io/managed-by=podsonde", "-o", "name")
        .lines()
        .toList();
  }

  /** {@return the names of the pods of a namespace with a label} */
  static List<String> pods(String namespace, String selector)
      throws IOException, InterruptedException {
    return kubectl("get", "pods", "-n", namespace, "-l", selector, "-o", "name")
        .lines()
        .map(name -> name.substring("pod/".length()))
        .toList();
  }

  /** Waits until something holds in the cluster. */
  static void await(String what, Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        fail("not within %d s: %s", PATIENCE.toSeconds(), what);
      }
      Thread.sleep(50);
    }
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Program.Result result = Program.run(command);
    assertThat(result.exitCode()).as("%s: %s", command, result.err()).isZero();
    return result.out();
  }

  private static List<String> command(Path program, String... arguments) {
    List<String> all = new ArrayList<>(List.of(program.toString()));
    all.addAll(List.of(arguments));
    return all;
  }
}
