package dev.podsonde.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeMessageTest {
  @Test
  void anyTextSurvivesTheWay() {
    NodeMessage sent =
        NodeMessage.of("add", "id", 7, "filter", "udp port 53 and not (a=b)\n", "name", "ä/b:%2");
    String line = sent.line();
    assertThat(line).startsWith("add id=7 filter=").doesNotContain("\n");
    assertThat(NodeMessage.parse(line)).isEqualTo(sent);
  }

  @Test
  void whatIsNoNumberIsZero() {
    NodeMessage message = NodeMessage.parse("add ring=many node");
    assertThat(message.number("ring")).isZero();
    assertThat(message.number("snaplen")).isZero();
    assertThat(message.has("node")).isTrue();
    assertThat(message.text("node")).isEmpty();
  }

  @Test
  void brokenEncodingIsTakenAsItStands() {
    assertThat(NodeMessage.parse("add name=%zz").text("name")).isEqualTo("%zz");
  }
}
