package dev.podsonde.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.podsonde.node.NodeSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;

/** The node half in this very process, when it runs on the node. */
final class LocalTransport implements NodeTransport {
  private static final int COMMANDS_LENGTH = 1 << 16;
  private static final int PACKETS_LENGTH = 1 << 20;

  private final PipedOutputStream commands = new PipedOutputStream();
  private final PipedInputStream packets = new PipedInputStream(PACKETS_LENGTH);
  private volatile String failure = "";

  LocalTransport() throws IOException {
    var in = new PipedInputStream(commands, COMMANDS_LENGTH);
    var out = new PipedOutputStream(packets);
    var session = new NodeSession(in, out, NodeSession.nodeNetnsFromNode());
    Thread.ofPlatform().daemon().name("node").start(() -> run(session, out));
  }

  private void run(NodeSession session, PipedOutputStream out) {
    try (out) {
      session.run();
    } catch (IOException broken) {
      failure = String.valueOf(broken.getMessage());
    }
  }

  @Override
  public synchronized void send(String line) throws IOException {
    commands.write((line + "\n").getBytes(UTF_8));
    commands.flush();
  }

  @Override
  public InputStream input() {
    return packets;
  }

  @Override
  public String errorText() {
    return failure;
  }

  @Override
  public void close() {
    try {
      commands.close();
    } catch (IOException _) {
      // the session is at its end already
    }
  }
}
