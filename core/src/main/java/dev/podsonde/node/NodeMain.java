package dev.podsonde.node;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The program of a helper pod. {@code wait} is its container's process, and ends when there has
 * been no session for a minute; {@code session} is what {@code exec} runs in it.
 */
public final class NodeMain {
  private NodeMain() {}

  /** Runs, and exits with 0, or with 1 when a session fails. */
  public static void main(String[] arguments) {
    String verb = arguments.length == 0 ? "" : arguments[0];
    try {
      switch (verb) {
        case "wait" -> new HelperIdleness(Path.of("/proc"), System::nanoTime).await();
        case "session" ->
            new NodeSession(System.in, System.out, NodeSession.nodeNetnsFromHelper()).run();
        default -> throw new IOException("usage: podsonde-node wait | session");
      }
    } catch (IOException failure) {
      System.err.println("podsonde: " + failure.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }
}
