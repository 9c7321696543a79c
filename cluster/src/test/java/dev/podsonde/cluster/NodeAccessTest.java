package dev.podsonde.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.node.NodeMessage;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class NodeAccessTest {
  private final NodeAccess access = new NodeAccess();

  @Test
  void endOfTheSessionIsALoss() {
    try (NodeLink link = link()) {
      access.enter(link);
      access.lose(link);
      assertThat(access.link()).isNull();
      assertThat(access.lostNanos()).isNotZero();
    }
  }

  @Test
  void lateEndOfAnEarlierSessionLeavesItsSuccessor() {
    try (NodeLink earlier = link();
        NodeLink successor = link()) {
      access.enter(earlier);
      access.enter(successor);
      access.lose(earlier);
      assertThat(access.link()).isSameAs(successor);
      assertThat(access.lostNanos()).isZero();
    }
  }

  @Test
  void ownHelperPodFoundAgainStaysOurs() {
    var own = new HelperPod("default", "podsonde-1", "node2", "image", true);
    assertThat(access.take(own)).isNull();
    assertThat(access.take(new HelperPod("default", "podsonde-1", "node2", "image", false)))
        .isNull();
    assertThat(access.helper()).isSameAs(own);
  }

  @Test
  void helperPodThatIsLeftIsHandedOut() {
    var own = new HelperPod("default", "podsonde-1", "node2", "image", true);
    access.take(own);
    assertThat(access.take(new HelperPod("default", "podsonde-2", "node2", "image", false)))
        .isSameAs(own);
  }

  /** One to a node half that says nothing. */
  private static NodeLink link() {
    return new NodeLink("node2", new Silent(), new Deaf());
  }

  private record Silent() implements NodeTransport {
    @Override
    public void send(String line) {}

    @Override
    public InputStream input() {
      return InputStream.nullInputStream();
    }

    @Override
    public String errorText() {
      return "";
    }

    @Override
    public void close() {}
  }

  private record Deaf() implements NodeLink.Listener {
    @Override
    public void onEvent(NodeLink link, NodeMessage event) {}

    @Override
    public void onEnd(NodeLink link, String reason) {}

    @Override
    public void onProgress() {}
  }
}
