package dev.podsonde.node;

import dev.podsonde.pcap.BulkInput;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ProtocolFamily;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Messages of DNS sent to a server from one socket, and what comes back: bytes, of which only the
 * ID is looked at. Runs in the network namespace of the thread that runs it.
 */
final class Exchange {
  private static final int MESSAGES_MAX = 16;
  private static final int ATTEMPTS_MAX = 10;
  private static final int TIMEOUT_MILLIS_MAX = 30_000;
  private static final int MESSAGE_LENGTH_MAX = 1 << 16;

  /** What fits into a {@link NodeMessage} as Base64. */
  private static final int REPLIES_LENGTH_MAX = 40 << 10;

  private final InetSocketAddress server;
  private final boolean isTcp;
  private final int attempts;
  private final int timeoutMillis;
  private final List<byte[]> messages;
  private final @Nullable Reply[] replies;
  private int repliesLength;
  private long startNanos;
  private int localPort;
  private String error = "";

  /** What came for one message, so many nanoseconds after the exchange began. */
  private record Reply(long afterNanos, String base64) {}

  private Exchange(
      InetSocketAddress server, boolean isTcp, int attempts, int timeout, List<byte[]> messages) {
    this.server = server;
    this.isTcp = isTcp;
    this.attempts = attempts;
    this.timeoutMillis = timeout;
    this.messages = messages;
    replies = new Reply[messages.size()];
  }

  /**
   * {@return the exchange that a command asks for}
   *
   * @throws IOException when it asks for none, or for more than there may be
   */
  static Exchange of(NodeMessage command) throws IOException {
    List<byte[]> messages = new ArrayList<>();
    try {
      for (String each : command.text("messages").split(",", -1)) {
        messages.add(Base64.getUrlDecoder().decode(each));
      }
      InetAddress address = InetAddress.ofLiteral(command.text("server"));
      int port = (int) command.number("port");
      if (port < 1
          || port > 0xffff
          || messages.size() > MESSAGES_MAX
          || messages.stream().anyMatch(message -> message.length < Short.BYTES)) {
        throw new IllegalArgumentException("port, or number or length of messages");
      }
      return new Exchange(
          new InetSocketAddress(address, port),
          command.text("transport").equals("tcp"),
          Math.clamp(command.number("attempts"), 1, ATTEMPTS_MAX),
          Math.clamp(command.number("timeout"), 1, TIMEOUT_MILLIS_MAX),
          messages);
    } catch (IllegalArgumentException malformed) {
      throw new IOException("not an exchange: " + malformed.getMessage());
    }
  }

  /** {@return the event that tells what came of it} */
  NodeMessage run(String id) {
    startNanos = System.nanoTime();
    try {
      if (isTcp) {
        overTcp();
      } else {
        overUdp();
      }
    } catch (PortUnreachableException _) {
      error = "refused: ICMP port unreachable";
    } catch (SocketTimeoutException _) {
      error = "no connection within " + timeoutMillis + " ms";
    } catch (IOException failure) {
      error = String.valueOf(failure.getMessage());
    }
    return NodeMessage.of(
        "exchanged",
        "id",
        id,
        "port",
        localPort,
        "took",
        System.nanoTime() - startNanos,
        "replies",
        repliesText(),
        "error",
        error);
  }

  private String repliesText() {
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < replies.length; index++) {
      Reply reply = replies[index];
      if (reply != null) {
        texts.add(index + ":" + reply.afterNanos + ":" + reply.base64);
      }
    }
    return texts.stream().collect(Collectors.joining(","));
  }

  private ProtocolFamily family() {
    return server.getAddress() instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  private void overUdp() throws IOException {
    try (DatagramChannel channel = DatagramChannel.open(family())) {
      DatagramSocket socket = channel.socket();
      socket.connect(server);
      localPort = socket.getLocalPort();
      for (int attempt = 0; attempt < attempts && isOpen(); attempt++) {
        for (int index = 0; index < replies.length; index++) {
          if (replies[index] == null) {
            byte[] message = messages.get(index);
            socket.send(new DatagramPacket(message, message.length));
          }
        }
        receive(socket);
      }
    }
  }

  private void receive(DatagramSocket socket) throws IOException {
    var datagram = new DatagramPacket(new byte[MESSAGE_LENGTH_MAX], MESSAGE_LENGTH_MAX);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    while (isOpen()) {
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (leftMillis <= 0) {
        return;
      }
      socket.setSoTimeout((int) leftMillis);
      try {
        datagram.setLength(MESSAGE_LENGTH_MAX);
        socket.receive(datagram);
        accept(Arrays.copyOf(datagram.getData(), datagram.getLength()));
      } catch (SocketTimeoutException _) {
        return;
      }
    }
  }

  private void overTcp() throws IOException {
    boolean isConnected = false;
    try (SocketChannel channel = SocketChannel.open(family())) {
      Socket socket = channel.socket();
      socket.bind(null); // so that its port is known even when it does not connect
      localPort = socket.getLocalPort();
      socket.connect(server, timeoutMillis);
      isConnected = true;
      int length = messages.stream().mapToInt(message -> Short.BYTES + message.length).sum();
      ByteBuffer all = ByteBuffer.allocate(length);
      messages.forEach(message -> all.putShort((short) message.length).put(message));
      socket.getOutputStream().write(all.array());
      var in = new DataInputStream(new TimedInput(socket, timeoutMillis));
      while (isOpen()) {
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        accept(message);
      }
    } catch (EOFException _) {
      error = "the server closed the connection";
    } catch (SocketTimeoutException timeout) {
      if (!isConnected) {
        throw timeout;
      }
      error = "no answer on the connection within " + timeoutMillis + " ms";
    }
  }

  /** What a connection brings within a time, however slowly. */
  private static final class TimedInput extends BulkInput {
    private final Socket socket;
    private final long deadline;

    TimedInput(Socket socket, int timeoutMillis) {
      this.socket = socket;
      deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (leftMillis <= 0) {
        throw new SocketTimeoutException();
      }
      socket.setSoTimeout((int) leftMillis);
      return socket.getInputStream().read(target, offset, length);
    }
  }

  private boolean isOpen() {
    return Arrays.asList(replies).contains(null);
  }

  /** Takes the first reply with a message's ID for that message; others are left to the capture. */
  private void accept(byte[] bytes) throws IOException {
    long afterNanos = System.nanoTime() - startNanos;
    for (int index = 0; index < replies.length; index++) {
      byte[] message = messages.get(index);
      boolean hasId =
          bytes.length >= Short.BYTES && bytes[0] == message[0] && bytes[1] == message[1];
      if (hasId && replies[index] == null) {
        repliesLength += bytes.length;
        if (repliesLength > REPLIES_LENGTH_MAX) {
          throw new IOException("replies of more than " + REPLIES_LENGTH_MAX + " bytes");
        }
        String base64 = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        replies[index] = new Reply(afterNanos, base64);
        return;
      }
    }
  }
}
