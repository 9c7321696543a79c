package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
}
