package dev.podsonde.packet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireBytesTest {
  private static final int COUNT_MAX = 40;

  private final WireBytes bytes = new WireBytes();

  private static byte[] letters(int count) {
    return "abcdefghijklmnopqrstuvwxyz0123456789 ~!.".substring(0, count).getBytes(US_ASCII);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x1f, 0x7f, 0x80, 0xa0, 0xff})
  void copyEndsAtTheFirstByteThatIsNotPrintable(int odd) {
    for (int count = 0; count <= COUNT_MAX; count++) {
      for (int at = 0; at <= count; at++) {
        byte[] memory = letters(count);
        if (at < count) {
          memory[at] = (byte) odd;
        }
        bytes.wrap(memory, 0, count);
        byte[] target = new byte[count];
        assertThat(bytes.copyPrintable(0, target, 0, count)).isEqualTo(at);
        assertThat(Arrays.copyOf(target, at)).isEqualTo(letters(at));
      }
    }
  }

  @Test
  void copyTakesNothingBehindItsCount() {
    bytes.wrap(letters(COUNT_MAX), 3, 20);
    byte[] target = new byte[COUNT_MAX];
    assertThat(bytes.copyPrintable(2, target, 5, 11)).isEqualTo(11);
    assertThat(new String(target, 5, 11, US_ASCII)).isEqualTo("fghijklmnop");
    assertThatThrownBy(() -> bytes.copyPrintable(10, target, 0, 11))
        .isInstanceOf(TruncatedException.class);
  }

  @Test
  void sumIsThatOfSixteenBitNumbers() {
    var random = new Random(1);
    for (int count = 0; count <= COUNT_MAX; count++) {
      byte[] memory = new byte[count + 1];
      random.nextBytes(memory);
      bytes.wrap(memory, 1, count);
      long expected = 0;
      for (int i = 0; i < count; i++) {
        expected += (long) bytes.u8(i) << (i % 2 == 0 ? 8 : 0);
      }
      assertThat(bytes.sum16(0, count) % 0xffff).isEqualTo(expected % 0xffff);
    }
  }
}
