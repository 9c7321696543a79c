package dev.podsonde.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class HelperImageTest {
  @Test
  @Timeout(5)
  void archiveThatCannotBeWrittenIsToldBeforeAnythingIsBuilt(@TempDir Path directory) {
    assertThatThrownBy(() -> HelperImage.build("test", directory.resolve("none/helper.tar")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(directory.resolve("none").toString());
    assertThatThrownBy(() -> HelperImage.build("test", directory))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(directory + ": is a directory");
  }
}
