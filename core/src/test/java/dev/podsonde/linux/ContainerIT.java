package dev.podsonde.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Finds a process that sits in a cgroup such as a runtime makes. Needs root. */
@Timeout(30)
class ContainerIT {
  private static final String ID =
      "feedc0de00000000000000000000000000000000000000000000000000000001";

  @Test
  void processIsFoundByItsRealCgroup() throws Exception {
    Path cgroup = hierarchy().resolve("cri-containerd-" + ID + ".scope");
    Process process = new ProcessBuilder("sleep", "25").start();
    try {
      Files.createDirectory(cgroup);
      Files.writeString(cgroup.resolve("cgroup.procs"), Long.toString(process.pid()));
      CaptureTarget target = new Targets().find("container/feedc0de");
      assertThat(target.netns()).isEqualTo(Path.of("/proc/" + process.pid() + "/ns/net"));
      assertThat(target.description()).isEqualTo("containerd container " + ID);
    } finally {
      process.destroyForcibly().waitFor();
      Files.deleteIfExists(cgroup);
    }
  }

  /** {@return where cgroups can be made: the one hierarchy of version 2, or one of version 1} */
  private static Path hierarchy() throws IOException {
    Path unified = Path.of("/sys/fs/cgroup");
    return Files.exists(unified.resolve("cgroup.procs")) ? unified : unified.resolve("pids");
  }
}
