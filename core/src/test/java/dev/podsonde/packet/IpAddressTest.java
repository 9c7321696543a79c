package dev.podsonde.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "00000000, 0.0.0.0",
    "0a600001, 10.96.0.1",
    "ffffffff, 255.255.255.255",
  })
  void ipv4IsDottedDecimal(String hex, String text) {
    assertThat(IpAddress.ipv4(window(hex), 0)).hasToString(text);
  }

  // The expected texts are what inet_ntop of glibc prints.
  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000000, ::",
    "00000000000000000000000000000001, ::1",
    "20010db8000000000000000000000001, 2001:db8::1",
    "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
    "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
    "20010000000000010000000000000001, 2001:0:0:1::1",
    "fe800000000000000000000000000000, fe80::",
    "00010002000300040005000600000000, 1:2:3:4:5:6::",
    "00000002000300040005000600070008, 0:2:3:4:5:6:7:8",
    "00000000000000000000ffff0a600001, ::ffff:10.96.0.1",
    "ABCDEF01234567890abcdef012345678, abcd:ef01:2345:6789:abc:def0:1234:5678",
  })
  void ipv6IsTheTextOfRfc5952(String hex, String text) {
    assertThat(IpAddress.ipv6(window(hex), 0)).hasToString(text);
  }

  @Test
  void aMappedAddressIsNotTheIpv4Address() {
    assertThat(IpAddress.ipv6(window("00000000000000000000ffff0a600001"), 0))
        .isNotEqualTo(IpAddress.ipv4(window("0a600001"), 0));
  }

  @Test
  void aNumberBeyondIpv4IsRefused() {
    assertThatThrownBy(() -> new IpAddress(4, 0, 1L << 32))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static WireBytes window(String hex) {
    byte[] memory = HexFormat.of().parseHex(hex);
    var bytes = new WireBytes();
    bytes.wrap(memory, 0, memory.length);
    return bytes;
  }
}
