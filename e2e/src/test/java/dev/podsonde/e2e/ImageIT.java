package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image of the helper pods. */
class ImageIT {
  private static final long BYTES_MAX = 70 << 20;

  @TempDir Path directory;

  @Test
  void imageIsSmallAndTheSameEachTime() throws Exception {
    Path first = directory.resolve("first.tar");
    Path second = directory.resolve("second.tar");
    assertThat(Cluster.run("image", "-o", first.toString()).exitCode()).isZero();
    assertThat(Cluster.run("image", "-o", second.toString()).exitCode()).isZero();
    assertThat(second).hasSameBinaryContentAs(first);
    assertThat(Files.size(first)).isLessThan(BYTES_MAX);
  }

  /** A virtual machine that cannot use it goes on without, only slower. */
  @Test
  void classesComeFromTheArchive() throws Exception {
    Path image = directory.resolve("image.tar");
    assertThat(Cluster.run("image", "-o", image.toString()).exitCode()).isZero();
    Path root = Files.createDirectory(directory.resolve("root"));
    String unpack = "tar -xOf '%s' layer.tar.gz | tar -xzC '%s'".formatted(image, root);
    assertThat(Program.run(List.of("sh", "-c", unpack)).exitCode()).isZero();
    Program.Result started =
        Program.run(
            List.of(
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--mount-proc",
                "--root=" + root,
                "--wd=/podsonde",
                "/podsonde/runtime/bin/java",
                "@session.options",
                "-Xshare:on",
                "dev.podsonde.node.NodeMain",
                "session"));
    assertThat(started.out()).contains("hello version=");
    assertThat(started.err()).isEmpty();
  }
}
