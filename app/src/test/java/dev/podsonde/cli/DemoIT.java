package dev.podsonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.cli.testing.Podsonde;
import dev.podsonde.cli.testing.Podsonde.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code podsonde demo} as a process. Needs root. */
@Timeout(60)
@Isolated("live captures depend on time")
class DemoIT {
  @TempDir private Path directory;

  @Test
  void lookupIsShownWrittenAndReadBack() throws Exception {
    Path file = directory.resolve("demo.pcapng");
    Result demo = Podsonde.run("demo", "-w", file.toString());
    assertThat(demo.exitCode()).as(demo.err()).isZero();
    assertThat(demo.out())
        .contains("A? google.com.default.svc.cluster.local. ", "NXDomain", "google.com. [30s] A");
    assertThat(Podsonde.run("read", "-nnvvv", file.toString()).out()).isEqualTo(demo.out());
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "servfail, ServFail",
    "refused, Refused",
    "truncate, |",
    "drop-all, the client found no address of google.com",
    "drop-aaaa, the client found google.com at 216.58.200.14",
  })
  void faultIsSeen(String fault, String sign) throws Exception {
    Path file = directory.resolve("demo.pcapng");
    Result demo = Podsonde.run("demo", "--fault", fault, "-w", file.toString());
    assertThat(demo.exitCode()).as(demo.err()).isZero();
    assertThat(demo.out() + demo.err()).contains(sign);
  }

  @Test
  void unknownFaultIsToldWithThoseThereAre() throws Exception {
    Result demo = Podsonde.run(List.copyOf(Podsonde.command("demo", "--fault", "none-such")));
    assertThat(demo.exitCode()).isEqualTo(2);
    assertThat(demo.err()).containsOnlyOnce("none-such").containsOnlyOnce("drop-aaaa");
  }
}
