package dev.podsonde.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarWriterTest {
  @TempDir Path directory;

  @Test
  void tarListsWhatWasWritten() throws IOException, InterruptedException {
    String longName = "d".repeat(80) + "/" + "f".repeat(60);
    Path archive = directory.resolve("a.tar");
    try (var tar = new TarWriter(Files.newOutputStream(archive))) {
      tar.directory("etc");
      tar.file("etc/motd", 0644, "hello".getBytes(UTF_8));
      tar.symbolicLink("lib", "usr/lib");
      tar.file(longName, 0755, new byte[512]);
    }
    Process list =
        new ProcessBuilder("tar", "--numeric-owner", "--utc", "-tvf", archive.toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(list.getInputStream().readAllBytes(), UTF_8);
    assertThat(list.waitFor()).isZero();
    assertThat(text.lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "drwxr-xr-x 0/0 0 1980-01-01 00:00 etc/",
            "-rw-r--r-- 0/0 5 1980-01-01 00:00 etc/motd",
            "lrwxrwxrwx 0/0 0 1980-01-01 00:00 lib -> usr/lib",
            "-rwxr-xr-x 0/0 512 1980-01-01 00:00 " + longName);
  }
}
