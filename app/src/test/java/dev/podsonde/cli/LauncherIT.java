package dev.podsonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.cli.testing.Podsonde;
import dev.podsonde.cli.testing.Podsonde.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The launcher on a checkout that was never built. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class LauncherIT {
  @TempDir private Path directory;

  @Test
  void freshCheckoutIsBuiltOnceWhereverItLies() throws Exception {
    Path checkout = checkOut(directory.resolve("a path with spaces"));
    Path link =
        Files.createSymbolicLink(
            directory.resolve("kubectl-podsonde"), checkout.resolve("podsonde"));

    // Not on the common pool, whose only thread, on two cores, tells of processes that end.
    FutureTask<Result> other = new FutureTask<>(() -> version(link));
    Thread.ofPlatform().start(other);
    Result one = version(checkout.resolve("podsonde"));
    Result two = other.get();

    assertThat(List.of(one.exitCode(), two.exitCode())).as(one.err() + two.err()).containsOnly(0);
    assertThat(List.of(one.out(), two.out())).allMatch(out -> out.startsWith("podsonde "));
    assertThat(one.err() + two.err()).containsOnlyOnce("building, once");
    assertThat(Podsonde.run(List.of(link.toString(), "--help")).out()).contains("kubectl podsonde");
    Path target = checkout.resolve("app/target/launcher");
    assertThat(List.of("basic", "read", "dns", "capture", "cluster"))
        .allMatch(cache -> Files.exists(target.resolve("lib").resolve(cache + ".aot")));
    assertThat(List.of("capture", "cluster"))
        .allMatch(cache -> log(target, cache).contains(" packets captured"));

    touchSource(checkout);
    assertThat(version(link).err()).contains("building, once");
  }

  @Test
  void missingJdkIsOneLineWithARemedy() throws Exception {
    Path launcher = Path.of("..", "podsonde").toRealPath();
    Result result =
        Podsonde.run(
            List.of("env", "PODSONDE_JAVA_HOME=/nonexistent", launcher.toString(), "--version"));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo("podsonde: PODSONDE_JAVA_HOME=/nonexistent is no JDK 25 or newer\n");
  }

  private static String log(Path target, String cache) {
    try {
      return Files.readString(target.resolve("training-" + cache + ".log"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Result version(Path launcher) {
    try {
      return Podsonde.run(List.of("env", "--chdir=/", launcher.toString(), "--version"));
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private static void touchSource(Path checkout) throws Exception {
    Path source = checkout.resolve("core/src/main/java/dev/podsonde/packet/Packet.java");
    Files.writeString(source, Files.readString(source) + "\n");
  }

  private static Path checkOut(Path target) throws Exception {
    Files.createDirectory(target);
    Result copied =
        Podsonde.run(
            List.of(
                "bash",
                "-c",
                "tar -C .. --exclude=target --exclude=.git -c . | tar -C \"$1\" -x",
                "bash",
                target.toString()));
    assertThat(copied.exitCode()).as(copied.err()).isZero();
    return target;
  }
}
