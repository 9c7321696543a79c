package dev.podsonde.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceNamesTest {
  @Test
  void firstLineOfAPortAndProtocolCounts() {
    ServiceNames names =
        ServiceNames.parse(
            Stream.of(
                "# comment",
                "domain\t\t53/tcp   # Domain Name Server",
                "domain\t\t53/udp",
                "dns 53/tcp nameserver",
                "https 443/tcp",
                "odd 70000/tcp",
                "odd x/tcp",
                "odd",
                "sctp-only 444/sctp",
                ""));

    assertThat(text(names.tcp(53))).isEqualTo("domain");
    assertThat(text(names.udp(53))).isEqualTo("domain");
    assertThat(text(names.tcp(443))).isEqualTo("https");
    assertThat(names.udp(443)).isNull();
    assertThat(names.tcp(444)).isNull();
  }

  private static @Nullable String text(byte @Nullable [] name) {
    return name == null ? null : new String(name, StandardCharsets.US_ASCII);
  }
}
