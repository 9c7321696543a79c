package dev.podsonde.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.podsonde.node.NodeSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;

/**
 * The node half in this very process, when it runs on the node. Pipes of the kernel connect the
 * two: those of java.io break when a thread that has written to one ends.
 */
final class LocalTransport implements NodeTransport {
  private final OutputStream commands;
  private final InputStream packets;
  private volatile String failure = "";

  LocalTransport() throws IOException {
    Pipe there = Pipe.open();
    Pipe back = Pipe.open();
    commands = Channels.newOutputStream(there.sink());
    packets = Channels.newInputStream(back.source());
    OutputStream out = Channels.newOutputStream(back.sink());
    var session =
        new NodeSession(
            Channels.newInputStream(there.source()), out, NodeSession.nodeNetnsFromNode());
    Thread.ofPlatform().daemon().name("node").start(() -> run(session, out));
  }

  private void run(NodeSession session, OutputStream out) {
    try (out) {
      session.run();
    } catch (IOException broken) {
      failure = String.valueOf(broken.getMessage());
    }
  }

  @Override
  public synchronized void send(String line) throws IOException {
    boolean wasInterrupted = Thread.interrupted(); // which would close the pipe
    try {
      commands.write((line + "\n").getBytes(UTF_8));
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
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
