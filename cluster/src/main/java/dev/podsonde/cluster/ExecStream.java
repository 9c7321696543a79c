package dev.podsonde.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.podsonde.pcap.BulkInput;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The standard streams of a command in a container, over one WebSocket: each message begins with
 * the number of its stream.
 */
final class ExecStream extends BulkInput implements WebSocket.Listener, Closeable {
  private static final byte STDIN = 0;
  private static final byte STDOUT = 1;
  private static final byte STDERR = 2;
  private static final byte STATUS = 3;

  /** Messages that wait for a reader; the next is not asked for before there is room. */
  private static final int MESSAGES_MAX = 64;

  private static final int ERROR_TEXT_MAX = 4096;
  private static final ByteBuffer END = ByteBuffer.allocate(0);
  private static final int NORMAL_CLOSURE = 1000;

  private final String name;
  private final BlockingQueue<ByteBuffer> messages = new ArrayBlockingQueue<>(MESSAGES_MAX + 1);
  private final StringBuilder errorText = new StringBuilder();
  private @Nullable WebSocket socket;
  private ByteBuffer current = END;
  private volatile String failure = "";
  private boolean hasEnded;

  ExecStream(String name) {
    this.name = name;
  }

  void open(WebSocket opened) {
    socket = opened;
  }

  /** Writes to the command's standard input, whole and at once. */
  synchronized void send(String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    ByteBuffer message = ByteBuffer.allocate(1 + bytes.length).put(STDIN).put(bytes).flip();
    if (socket == null || !socket.send(message)) {
      throw new IOException(name + ": the stream is closed");
    }
  }

  /** {@return what the command wrote to its standard error and why it ended, so far} */
  String errorText() {
    String text;
    synchronized (errorText) {
      text = errorText.toString().strip();
    }
    return failure.isEmpty() ? text : (text + " " + failure).strip();
  }

  @Override
  public void onMessage(WebSocket webSocket, ByteBuffer message) {
    if (message.hasRemaining()) {
      take(message);
    }
    webSocket.request();
  }

  private void take(ByteBuffer message) {
    switch (message.get()) {
      case STDOUT -> {
        if (message.hasRemaining()) {
          put(message);
        }
      }
      case STDERR -> {
        synchronized (errorText) {
          if (errorText.length() < ERROR_TEXT_MAX) {
            errorText.append(UTF_8.decode(message));
          }
        }
      }
      case STATUS -> {
        var status = ApiServer.parse(UTF_8.decode(message).toString());
        if (!ApiServer.text(status, "status").equals("Success")) {
          failure = ApiServer.text(status, "message");
        }
      }
      default -> {} // no other stream was asked for
    }
  }

  private void put(ByteBuffer message) {
    try {
      messages.put(message);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onMessage(WebSocket webSocket, String text) {
    webSocket.request();
  }

  @Override
  public void onClose(WebSocket webSocket, int code, String reason) {
    if (code != NORMAL_CLOSURE && failure.isEmpty()) {
      failure = "closed: " + code + " " + reason;
    }
    put(END);
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    failure = String.valueOf(error.getMessage());
    put(END);
  }

  @Override
  public int read(byte[] target, int start, int length) throws IOException {
    Objects.checkFromIndexSize(start, length, target.length);
    while (!current.hasRemaining()) {
      if (hasEnded) {
        return -1;
      }
      try {
        current = messages.take();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException(name);
      }
      hasEnded = !current.hasRemaining(); // END is the only empty one
    }
    int count = Math.min(length, current.remaining());
    current.get(target, start, count);
    return count;
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.sendClose(NORMAL_CLOSURE, "");
    }
  }
}
