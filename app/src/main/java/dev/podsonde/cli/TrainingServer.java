package dev.podsonde.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.podsonde.cluster.HelperImage;
import dev.podsonde.node.NodeSession;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * An API server of one node, to train with: it gives one answer to all questions, and what is to be
 * executed in a helper pod it does itself, for its own network namespace.
 */
final class TrainingServer implements Closeable {
  /** RFC 6455 §1.3. */
  private static final String ACCEPTING = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final Pattern WEB_SOCKET_KEY =
      Pattern.compile("^sec-websocket-key: *(\\S+)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  /** A length of a message that stands for the two bytes behind it. */
  private static final byte LONG = 126;

  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final int HEAD_LENGTH_MAX = 1 << 16;

  private final SSLServerSocket socket;
  private final String answer;

  TrainingServer(SSLContext tls) throws IOException {
    socket =
        (SSLServerSocket)
            tls.getServerSocketFactory().createServerSocket(0, 0, InetAddress.getLoopbackAddress());
    socket.setWantClientAuth(true);
    answer =
        """
        {"kind": "PodList", "metadata": {"name": "node"}, "items": [{
          "metadata": {"namespace": "default", "name": "web", "uid": "0", "labels": {"app": "web"}},
          "spec": {"nodeName": "node", "containers": [{"name": "web", "image": "%s"}]},
          "status": {"phase": "Running", "podIP": "10.0.0.1", "podIPs": [{"ip": "10.0.0.1"}]}}]}
        """
            .formatted(HelperImage.defaultName());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        Thread.ofPlatform().daemon().start(() -> serve(connection));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void serve(Socket connection) {
    try (connection;
        var in = new DataInputStream(new BufferedInputStream(connection.getInputStream()))) {
      OutputStream out = connection.getOutputStream();
      for (String head = readHead(in); !head.isEmpty(); head = readHead(in)) {
        Matcher key = WEB_SOCKET_KEY.matcher(head);
        if (key.find()) {
          execute(key.group(1), in, out);
          return;
        }
        out.write(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
                .formatted(answer.length(), answer)
                .getBytes(UTF_8));
      }
    } catch (IOException _) {
      // the command is over
    }
  }

  /** {@return a request without its body, of which there is none; empty at the end} */
  private static String readHead(DataInputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf(END_OF_HEAD, head.length() - END_OF_HEAD.length()) < 0) {
      int next = in.read();
      if (next < 0 || head.length() == HEAD_LENGTH_MAX) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void execute(String key, DataInputStream in, OutputStream out) throws IOException {
    String head =
        """
        HTTP/1.1 101 Switching Protocols\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Accept: %s\r
        Sec-WebSocket-Protocol: v4.channel.k8s.io\r
        \r
        """
            .formatted(Base64.getEncoder().encodeToString(sha1(key + ACCEPTING)));
    out.write(head.getBytes(ISO_8859_1));
    new NodeSession(new Messages(in), new MessageOutput(out), Path.of("/proc/self/ns/net")).run();
    out.write(new byte[] {(byte) 0x88, 0}); // close
  }

  private static byte[] sha1(String text) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(text.getBytes(ISO_8859_1));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** What the client sends to standard input, one stream out of messages of a few bytes each. */
  private static final class Messages extends InputStream {
    private final DataInputStream in;
    private byte[] message = {};
    private int next;

    Messages(DataInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
      while (next == message.length) {
        boolean isClosing = (in.readByte() & 0xf) == 8;
        int messageLength = in.readByte() & 0x7f;
        message = new byte[messageLength == LONG ? in.readUnsignedShort() : messageLength];
        byte[] mask = in.readNBytes(4);
        in.readFully(message);
        for (int i = 0; i < message.length; i++) {
          message[i] ^= mask[i & 3];
        }
        if (isClosing) {
          return -1;
        }
        next = 1; // behind the number of the stream
      }
      int count = Math.min(length, message.length - next);
      System.arraycopy(message, next, target, start, count);
      next += count;
      return count;
    }
  }

  /** Standard output as messages. */
  private static final class MessageOutput extends OutputStream {
    private static final int PART_LENGTH_MAX = 0xfffe;

    private final OutputStream out;

    MessageOutput(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
      for (int done = 0; done < length; done += PART_LENGTH_MAX) {
        int part = Math.min(PART_LENGTH_MAX, length - done);
        var message = ByteBuffer.allocate(5 + part);
        message.put((byte) 0x82); // final, binary
        if (part + 1 < LONG) {
          message.put((byte) (part + 1));
        } else {
          message.put(LONG).putShort((short) (part + 1));
        }
        message.put((byte) 1).put(bytes, start + done, part); // of stream 1
        out.write(message.array(), 0, message.position());
      }
    }
  }
}
