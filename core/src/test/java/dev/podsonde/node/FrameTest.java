package dev.podsonde.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {
  private final List<String> heard = new ArrayList<>();

  private final FrameInput.Listener listener =
      new FrameInput.Listener() {
        @Override
        public void onHeartbeat(long nanos) {
          heard.add("heartbeat " + nanos);
        }

        @Override
        public void onEvent(NodeMessage event) {
          heard.add(event.line());
        }
      };

  @Test
  void framesAreAKindALengthAndBytes() throws IOException {
    var stream = new ByteArrayOutputStream();
    var frames = new FrameOutput(stream);
    frames.packets().write(ByteBuffer.wrap(new byte[] {1, 2}));
    frames.heartbeat(258);
    assertThat(HexFormat.of().formatHex(stream.toByteArray()))
        .isEqualTo("50000002" + "0102" + "54000008" + "0000000000000102");
  }

  @Test
  void whatStandsBetweenPacketsIsHeardInItsTurn() throws IOException {
    var stream = new ByteArrayOutputStream();
    var frames = new FrameOutput(stream);
    frames.event(NodeMessage.of("hello", "version", 1));
    frames.packets().write(ByteBuffer.wrap("abc".getBytes(US_ASCII)));
    frames.heartbeat(5);
    frames.packets().write(ByteBuffer.wrap("de".getBytes(US_ASCII)));
    var input = new FrameInput(new ByteArrayInputStream(stream.toByteArray()), listener);
    assertThat(new String(input.readNBytes(3), US_ASCII)).isEqualTo("abc");
    assertThat(heard).containsExactly("hello version=1");
    assertThat(new String(input.readAllBytes(), US_ASCII)).isEqualTo("de");
    assertThat(heard).containsExactly("hello version=1", "heartbeat 5");
  }

  @Test
  void otherThingsThanFramesAreRefused() {
    assertThatThrownBy(() -> read("4f434920")) // "OCI runtime exec failed"
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("not a frame of ours");
    assertThatThrownBy(() -> read("58000000")).hasMessageStartingWith("not a frame of ours");
  }

  @Test
  void frameCutInTheMiddleIsNoEnd() throws IOException {
    assertThatThrownBy(() -> read("5000000201")).hasMessageContaining("in the middle of a frame");
    assertThatThrownBy(() -> read("5400000800")).hasMessageContaining("in the middle of a frame");
    assertThat(read("")).isZero();
  }

  private int read(String hex) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return new FrameInput(new ByteArrayInputStream(bytes), listener).readAllBytes().length;
  }
}
