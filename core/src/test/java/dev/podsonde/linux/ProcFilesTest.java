package dev.podsonde.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFilesTest {
  @TempDir Path proc;

  /** In the place of one that was closed while the others were looked at stands one without end. */
  @Test
  void descriptorThatHasGoneHidesNoOther() throws IOException {
    Path descriptors = Files.createDirectories(proc.resolve("7/fd"));
    for (int descriptor = 0; descriptor < 20; descriptor++) {
      Path entry = descriptors.resolve(Integer.toString(descriptor));
      if (descriptor == 10) {
        Files.createFile(entry);
      } else {
        Files.createSymbolicLink(entry, Path.of("socket:[" + descriptor + "]"));
      }
    }
    assertThat(new ProcFiles(proc).openFiles(7)).hasSize(19).contains("socket:[0]", "socket:[19]");
  }

  @Test
  void processThatHasGoneHasNothingOpen() {
    assertThat(new ProcFiles(proc).openFiles(8)).isEmpty();
  }
}
