package dev.podsonde.packet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
  private static final IpAddress COREDNS = new IpAddress(4, 0, 0x0af4_0003L);

  private final HostNames names = new HostNames();

  @Test
  void aNameIsFoundByTheBytesOfItsAddress() {
    names.put(COREDNS, "kube-system/coredns-abc");
    assertThat(nameOf("0af40003")).isEqualTo("kube-system/coredns-abc");
    assertThat(nameOf("0af40004")).isNull();
  }

  @Test
  void aMappedAddressHasItsOwnName() {
    names.put(COREDNS, "four");
    assertThat(nameOf("000000000000000000000000" + "0af40003")).isNull();
  }

  @Test
  void theLastNameHolds() {
    names.put(COREDNS, "before");
    names.put(COREDNS, "after");
    assertThat(nameOf("0af40003")).isEqualTo("after");
    assertThat(names.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "two words", "bell\u0007", "\u001b[31m", "delete\u007f", "b\u00fccher"})
  void whatATerminalMightObeyIsRefused(String name) {
    assertThat(names.put(COREDNS, name)).isFalse();
    assertThat(nameOf("0af40003")).isNull();
    assertThat(names.refused()).isEqualTo(1);
  }

  @Test
  void aNameLongerThanAnyDomainNameIsRefused() {
    assertThat(names.put(COREDNS, "a".repeat(HostNames.NAME_LENGTH_MAX))).isTrue();
    assertThat(names.put(COREDNS, "a".repeat(HostNames.NAME_LENGTH_MAX + 1))).isFalse();
  }

  @Test
  void oneAddressTooManyIsRefusedAndCounted() {
    for (int i = 0; i < HostNames.NAMES_MAX; i++) {
      assertThat(names.put(new IpAddress(16, 0x2001L << 48, i), "host" + i)).isTrue();
    }
    assertThat(names.put(COREDNS, "late")).isFalse();
    assertThat(names.put(new IpAddress(16, 0x2001L << 48, 7), "renamed")).isTrue();
    assertThat(names.size()).isEqualTo(HostNames.NAMES_MAX);
    assertThat(names.refused()).isEqualTo(1);
    assertThat(nameOf("20010000000000000000000000000007")).isEqualTo("renamed");
    assertThat(nameOf("2001000000000000000000000000ffff")).isEqualTo("host65535");
  }

  @Test
  void onlyNamesGivenSinceAreHandedOut() {
    names.put(COREDNS, "first");
    long change = names.changes();
    names.put(COREDNS, "first");
    IpAddress other = new IpAddress(4, 0, 1);
    names.put(other, "second");
    Map<IpAddress, String> seen = new HashMap<>();
    names.forEachSince(change, seen::put);
    assertThat(seen).containsExactly(Map.entry(other, "second"));
  }

  private @Nullable String nameOf(String addressHex) {
    byte[] memory = HexFormat.of().parseHex(addressHex);
    var bytes = new WireBytes();
    bytes.wrap(memory, 0, memory.length);
    byte[] name = names.get(bytes, 0, memory.length);
    return name == null ? null : new String(name, US_ASCII);
  }
}
