import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * DNS lookups at a given rate, and a server that answers each after 2 ms, one in fifty after 40 ms,
 * so that the 99th percentile of what the client measures is far above its own unsteadiness.
 *
 * <p>usage: java DnsLoad.java serve ADDRESS | ask ADDRESS PER-SECOND SECONDS, both on port 53 of an
 * address in 198.18.0.0/15 (RFC 2544, benchmarks). {@code ask} prints sent, answered, and p50, p99
 * and maximum in milliseconds.
 */
public final class DnsLoad {
  private static final int SOCKETS = 64;
  private static final int IDS = 1 << 16;
  private static final long FAST_NANOS = 2_000_000;
  private static final long SLOW_NANOS = 40_000_000;
  private static final int SLOW_EVERY = 50;
  private static final long PATIENCE_NANOS = 1_000_000_000;
  private static final byte[] NAME = "\5name0\3svc\4load\4test\0".getBytes();

  private record Held(ByteBuffer reply, java.net.SocketAddress client, long dueNanos) {}

  public static void main(String[] arguments) throws IOException {
    if (!arguments[1].startsWith("198.18.")) {
      System.err.println("DnsLoad: only 198.18.0.0/15 is for benchmarks: " + arguments[1]);
      System.exit(2);
    }
    InetSocketAddress server = new InetSocketAddress(arguments[1], 53);
    if (arguments[0].equals("serve")) {
      serve(server);
    } else {
      ask(server, Long.parseLong(arguments[2]), Long.parseLong(arguments[3]));
    }
  }

  /** Until it is killed. */
  private static void serve(InetSocketAddress address) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.setOption(java.net.StandardSocketOptions.SO_RCVBUF, 8 << 20);
    channel.bind(address).configureBlocking(false);
    System.out.println("serving");
    Queue<Held> fast = new ArrayDeque<>();
    Queue<Held> slow = new ArrayDeque<>();
    ByteBuffer query = ByteBuffer.allocateDirect(512);
    long count = 0;
    while (true) {
      query.clear();
      var client = channel.receive(query);
      long now = System.nanoTime();
      if (client != null) {
        boolean isSlow = count++ % SLOW_EVERY == 0;
        long due = now + (isSlow ? SLOW_NANOS : FAST_NANOS);
        (isSlow ? slow : fast).add(new Held(reply(query.flip()), client, due));
      }
      release(channel, fast, now);
      release(channel, slow, now);
      if (client == null) {
        Thread.onSpinWait();
      }
    }
  }

  private static void release(DatagramChannel channel, Queue<Held> held, long now)
      throws IOException {
    for (Held next = held.peek(); next != null && next.dueNanos <= now; next = held.peek()) {
      channel.send(next.reply, next.client);
      held.remove();
    }
  }

  /** The query with QR and one answer. */
  private static ByteBuffer reply(ByteBuffer query) {
    int length = query.remaining();
    ByteBuffer reply = ByteBuffer.allocate(length + 16);
    reply.put(query).putShort(2, (short) 0x8580).putShort(6, (short) 1);
    reply.putShort((short) 0xc00c).putShort((short) 1).putShort((short) 1).putInt(30);
    return reply.putShort((short) 4).putInt(0xc0000201).flip();
  }

  private static void ask(InetSocketAddress server, long perSecond, long seconds)
      throws IOException {
    DatagramChannel[] channels = new DatagramChannel[SOCKETS];
    long[][] sentNanos = new long[SOCKETS][IDS];
    for (int i = 0; i < SOCKETS; i++) {
      channels[i] = DatagramChannel.open();
      channels[i].setOption(java.net.StandardSocketOptions.SO_RCVBUF, 1 << 20);
      channels[i].connect(server).configureBlocking(false);
    }
    long[] latencies = new long[(int) (perSecond * seconds)];
    ByteBuffer query = ByteBuffer.allocateDirect(64);
    ByteBuffer reply = ByteBuffer.allocateDirect(512);
    long total = perSecond * seconds;
    long sent = 0;
    int answered = 0;
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000 + PATIENCE_NANOS;
    while (answered < total && System.nanoTime() < end) {
      long due = Math.min(total, (System.nanoTime() - start) * perSecond / 1_000_000_000);
      for (int burst = 0; sent < due && burst < 16; burst++, sent++) {
        int socket = (int) (sent % SOCKETS);
        int id = (int) (sent / SOCKETS % IDS);
        write(query, id, sent);
        sentNanos[socket][id] = System.nanoTime();
        channels[socket].write(query);
      }
      for (int i = 0; i < SOCKETS; i++) {
        reply.clear();
        while (channels[i].read(reply) > 0) {
          latencies[answered++] = System.nanoTime() - sentNanos[i][reply.getShort(0) & 0xffff];
          reply.clear();
        }
      }
    }
    Arrays.sort(latencies, 0, answered);
    System.out.printf(
        "%d %d %.3f %.3f %.3f%n",
        sent,
        answered,
        latencies[answered / 2] / 1e6,
        latencies[(int) (answered * 0.99)] / 1e6,
        latencies[answered - 1] / 1e6);
  }

  private static void write(ByteBuffer query, int id, long number) {
    query.clear();
    query.putShort((short) id).putShort((short) 0x0100).putShort((short) 1);
    query.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    query.put(NAME).put(17, (byte) ('0' + number % 10));
    query.putShort((short) 1).putShort((short) 1).flip();
  }
}
