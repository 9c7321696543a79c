package dev.podsonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.cli.testing.Containerd;
import dev.podsonde.cli.testing.Lab;
import dev.podsonde.cli.testing.Podsonde;
import dev.podsonde.cli.testing.Podsonde.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A container of a real containerd, found by its ID. Needs root. */
@Timeout(120)
@Isolated("live captures depend on time")
class ContainerdIT {
  private static final String ID = "0ddba11".repeat(9) + "0";
  private static final String SIBLING = "0ddba".repeat(12) + "0000";

  @TempDir private Path directory;

  @Test
  void containerIsCapturedWhileItResolvesAName() throws Exception {
    try (Lab lab = Lab.start();
        Containerd containerd = Containerd.start(directory)) {
      containerd.run(ID, lab.clientNetns());
      Path file = directory.resolve("out.pcapng");
      try (Podsonde capture =
          Podsonde.start(
              "capture",
              "container/0ddba11",
              "-w",
              file.toString(),
              "--",
              "--print",
              "-nc2",
              "port",
              "53")) {
        capture.awaitListening();
        String found = containerd.exec(ID, "/bin/nslookup", "-type=a", "google.com", "192.0.2.10");
        assertThat(found).contains("216.58.200.14");
        Result result = capture.end();
        assertThat(result.out()).contains("A? google.com. (28)", "A 216.58.200.14");
      }
      assertThat(Podsonde.run(List.of("capinfos", file.toString())).out())
          .contains("Description = containerd container " + ID);

      containerd.run(SIBLING, lab.clientNetns());
      Result ambiguous = Podsonde.run("capture", "container/0ddba");
      assertThat(ambiguous.exitCode()).isEqualTo(1);
      assertThat(ambiguous.err())
          .startsWith("podsonde: 2 containers have an ID that begins with 0ddba")
          .contains(ID, SIBLING);
    }
  }
}
