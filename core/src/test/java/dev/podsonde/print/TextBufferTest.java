package dev.podsonde.print;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextBufferTest {
  @Test
  void numbersOfEveryLength() {
    for (long power = 1; power <= Integer.MAX_VALUE; power *= 10) {
      for (long number : new long[] {power - 1, power, power + 1, 2 * power + 7, 9 * power}) {
        int part = (int) Math.min(number, Integer.MAX_VALUE);
        assertThat(new TextBuffer().append(part).toString()).isEqualTo(Integer.toString(part));
        assertThat(new TextBuffer().append(-part).toString()).isEqualTo(Integer.toString(-part));
        assertThat(new TextBuffer().appendDecimal(part, 10).toString())
            .isEqualTo("%010d".formatted(part));
      }
    }
    assertThat(new TextBuffer().append(Integer.MIN_VALUE).toString()).isEqualTo("-2147483648");
  }

  @Test
  void addressesWithOctetsOfEveryLength() {
    for (int octet = 0; octet < 256; octet++) {
      int address = 255 << 24 | octet << 16 | octet;
      assertThat(new TextBuffer().appendIpv4(address).append('!').toString())
          .isEqualTo("255.%d.0.%d!".formatted(octet, octet));
    }
  }
}
