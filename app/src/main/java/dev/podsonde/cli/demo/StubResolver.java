package dev.podsonde.cli.demo;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Resolves as a pod's libc does with the resolv.conf that Kubernetes writes: {@code ndots:5}, so
 * that every search domain is tried first, A and AAAA asked at once from one socket, a question
 * repeated once when its answer does not come.
 */
final class StubResolver {
  /** {@code options timeout:1}, so that a demo of silence stays short. */
  static final int TIMEOUT_MILLIS = 1_000;

  static final int A = 1;
  static final int AAAA = 28;

  private static final List<String> SEARCH =
      List.of("default.svc.cluster.local", "svc.cluster.local", "cluster.local");
  private static final int ATTEMPTS = 2;
  private static final int PORT = 53;
  private static final int HEADER_LENGTH = 12;
  private static final int FLAGS = 2;
  private static final int ANSWER_COUNT = 6;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int TRUNCATED = 0x0200;
  private static final int RCODE = 0x000f;
  private static final int RECORD_FIXED_LENGTH = 12;

  private final InetAddress server;

  private final SplittableRandom random = new SplittableRandom();
  private final AtomicInteger datagrams = new AtomicInteger();

  StubResolver(InetAddress server) {
    this.server = server;
  }

  /** {@return the addresses of {@code name}; none when it has none or nobody answered} */
  List<InetAddress> resolve(String name) throws IOException {
    List<String> candidates = new ArrayList<>();
    SEARCH.forEach(domain -> candidates.add(name + "." + domain));
    candidates.add(name);
    for (String candidate : candidates) {
      List<InetAddress> addresses = query(candidate);
      if (!addresses.isEmpty()) {
        return addresses;
      }
    }
    return List.of();
  }

  /** {@return datagrams sent and received so far} */
  int datagrams() {
    return datagrams.get();
  }

  private List<InetAddress> query(String name) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(server, PORT));
      byte[][] queries = {message(name, A), message(name, AAAA)};
      byte[][] answers = new byte[queries.length][];
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        for (int i = 0; i < queries.length; i++) {
          if (answers[i] == null) {
            socket.send(new DatagramPacket(queries[i], queries[i].length));
            datagrams.incrementAndGet();
          }
        }
        if (receiveAll(socket, queries, answers)) {
          break;
        }
      }
      List<InetAddress> addresses = new ArrayList<>();
      for (int i = 0; i < queries.length; i++) {
        if (answers[i] != null) {
          addAddress(answers[i], queries[i].length, addresses);
        }
      }
      return addresses;
    }
  }

  /** {@return whether every query has its answer before the time is up} */
  private boolean receiveAll(DatagramSocket socket, byte[][] queries, byte[][] answers)
      throws IOException {
    long deadlineNanos = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000L;
    DatagramPacket datagram = new DatagramPacket(new byte[512], 512);
    while (Arrays.asList(answers).contains(null)) {
      long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        return false;
      }
      socket.setSoTimeout((int) leftMillis);
      try {
        socket.receive(datagram);
      } catch (SocketTimeoutException _) {
        return false;
      }
      datagrams.incrementAndGet();
      for (int i = 0; i < queries.length; i++) {
        if (Arrays.equals(datagram.getData(), 0, 2, queries[i], 0, 2)) {
          answers[i] = Arrays.copyOf(datagram.getData(), datagram.getLength());
        }
      }
    }
    return true;
  }

  private byte[] message(String name, int type) {
    byte[] wireName = wireName(name);
    ByteBuffer message = ByteBuffer.allocate(HEADER_LENGTH + wireName.length + 4);
    message.putShort((short) random.nextInt(1 << Short.SIZE)).putShort((short) RECURSION_DESIRED);
    message.putShort((short) 1).position(HEADER_LENGTH);
    return message.put(wireName).putShort((short) type).putShort((short) 1).array();
  }

  private static void addAddress(byte[] answer, int questionEnd, List<InetAddress> addresses)
      throws IOException {
    ByteBuffer message = ByteBuffer.wrap(answer);
    int flags = message.getShort(FLAGS);
    if (message.getShort(ANSWER_COUNT) > 0 && (flags & (RCODE | TRUNCATED)) == 0) {
      int rdata = questionEnd + RECORD_FIXED_LENGTH;
      addresses.add(InetAddress.getByAddress(Arrays.copyOfRange(answer, rdata, answer.length)));
    }
  }

  /** {@return an ASCII domain name as labels (RFC 1035 §3.1)} */
  static byte[] wireName(String name) {
    ByteBuffer wire = ByteBuffer.allocate(name.length() + 2);
    for (String label : name.split("\\.", -1)) {
      wire.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    return wire.array();
  }
}
