package dev.podsonde.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A containerd of our own, with nothing but a busybox to run. */
public final class Containerd implements AutoCloseable {
  private static final String BOOTED = "containerd successfully booted";

  private final Path directory;
  private final Process daemon;
  private final List<String> containers = new ArrayList<>();

  private Containerd(Path directory, Process daemon) {
    this.directory = directory;
    this.daemon = daemon;
  }

  /**
   * Starts it. Needs root.
   *
   * @param directory where all of it lies; sockets need a short path
   */
  @MustBeClosed
  public static Containerd start(Path directory) throws IOException {
    Path configuration =
        Files.writeString(
            directory.resolve("config.toml"),
            """
            version = 2
            root = "%1$s/root"
            state = "%1$s/state"
            disabled_plugins = ["io.containerd.grpc.v1.cri"]
            [grpc]
              address = "%1$s/containerd.sock"
            """
                .formatted(directory));
    Process daemon =
        new ProcessBuilder("containerd", "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.PIPE)
            .start();
    awaitBoot(daemon.inputReader());
    makeRootFileSystem(directory.resolve("rootfs"));
    return new Containerd(directory, daemon);
  }

  private static void awaitBoot(BufferedReader log) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      said.append(line).append('\n');
      if (line.contains(BOOTED)) {
        Thread.ofVirtual().start(() -> log.lines().forEach(_ -> {}));
        return;
      }
    }
    throw new AssertionError("containerd did not start: " + said);
  }

  private static void makeRootFileSystem(Path root) throws IOException {
    Path programs = Files.createDirectories(root.resolve("bin"));
    Files.copy(Path.of("/bin/busybox"), programs.resolve("busybox"));
    for (String name : List.of("sleep", "nslookup")) {
      Files.createSymbolicLink(programs.resolve(name), Path.of("busybox"));
    }
  }

  /**
   * Starts a container that waits.
   *
   * @param netns the file of the network namespace it is to be in
   */
  public void run(String id, String netns) throws IOException {
    containers.add(id);
    String rootFileSystem = directory.resolve("rootfs").toString();
    ctr(
        "run",
        "-d",
        "--with-ns",
        "network:" + netns,
        "--rootfs",
        rootFileSystem,
        id,
        "/bin/sleep",
        "300");
  }

  /** {@return what a program printed that was run in a container} */
  public String exec(String id, String... command) throws IOException {
    List<String> words = new ArrayList<>(List.of("task", "exec", "--exec-id", "probe", id));
    words.addAll(List.of(command));
    return ctr(words.toArray(String[]::new));
  }

  private String ctr(String... arguments) throws IOException {
    Podsonde.Result result = tryCtr(arguments);
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    return result.out();
  }

  private Podsonde.Result tryCtr(String... arguments) throws IOException {
    String socket = directory.resolve("containerd.sock").toString();
    List<String> command = new ArrayList<>(List.of("ctr", "-a", socket));
    command.addAll(List.of(arguments));
    return Podsonde.run(command);
  }

  @Override
  public void close() throws IOException {
    for (String id : containers) {
      tryCtr("task", "delete", "-f", id);
      tryCtr("container", "delete", id);
    }
    daemon.destroy();
    daemon.onExit().join();
  }
}
