package dev.podsonde.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolvConfTest {
  private static final ResolvConf POD =
      ResolvConf.parse(
          """
          # of a pod
          search default.svc.cluster.local svc.cluster.local cluster.local
          nameserver 10.96.0.10
          options ndots:5 timeout:2 attempts:3 edns0
          """);

  @Test
  void linesOfAPodAreRead() {
    assertThat(POD.nameservers()).containsExactly("10.96.0.10");
    assertThat(POD.ndots()).isEqualTo(5);
    assertThat(POD.timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(POD.attempts()).isEqualTo(3);
    assertThat(POD.hasEdns()).isTrue();
    assertThat(POD.isTcpOnly()).isFalse();
  }

  @Test
  void nameWithFewDotsWalksTheSearchListFirst() {
    assertThat(POD.candidates("google.com"))
        .containsExactly(
            "google.com.default.svc.cluster.local.",
            "google.com.svc.cluster.local.",
            "google.com.cluster.local.",
            "google.com.");
  }

  @Test
  void nameWithManyDotsComesFirstAsItStands() {
    assertThat(POD.candidates("a.b.c.d.e.f").getFirst()).isEqualTo("a.b.c.d.e.f.");
    assertThat(POD.candidates("a.b.c.d.e.f")).hasSize(4);
  }

  @Test
  void nameWithADotAtItsEndStandsAlone() {
    assertThat(POD.candidates("google.com.")).containsExactly("google.com.");
  }

  @Test
  void atLeastOneAttemptIsMade() {
    assertThat(ResolvConf.parse("options attempts:0 timeout:0").attempts()).isOne();
    assertThat(ResolvConf.parse("options timeout:0").timeout()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void defaultsAreThoseOfGlibc() {
    ResolvConf empty =
        ResolvConf.parse("options ndots:x timeout:99999999999999999999 attempts\n\n;\n");
    assertThat(empty)
        .isEqualTo(
            new ResolvConf(
                List.of("127.0.0.1"), List.of(), 1, Duration.ofSeconds(5), 2, false, false));
  }
}
