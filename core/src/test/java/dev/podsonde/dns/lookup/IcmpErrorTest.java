package dev.podsonde.dns.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.packet.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcmpErrorTest {
  @ParameterizedTest
  @CsvSource({
    "false, 3, 4, true, false", // fragmentation needed
    "false, 3, 3, false, true",
    "false, 3, 13, false, false", // prohibited
    "false, 2, 0, false, false",
    "true, 2, 0, true, false", // packet too big
    "true, 1, 4, false, true",
    "true, 1, 3, false, false", // address unreachable
    "true, 3, 4, false, false",
  })
  void typeAndCodeSayWhy(
      boolean isIpv6, int type, int code, boolean isTooBig, boolean isPortUnreachable) {
    var error = new IcmpError(isIpv6, type, code, new IpAddress(4, 0, 0x0a000001), 1, 0);
    assertThat(error.isPacketTooBig()).isEqualTo(isTooBig);
    assertThat(error.isPortUnreachable()).isEqualTo(isPortUnreachable);
  }
}
