import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Writes a pcap file of the DNS traffic of a Kubernetes cluster, the same for the same seed: glibc
 * clients with a search list and ndots:5 (A and AAAA on one socket, NXDOMAIN after NXDOMAIN), Go
 * clients with EDNS, answers with CNAME chains, truncation followed by TCP, and 0.2 % of lost
 * replies repeated after 5 s.
 *
 * <p>usage: java DnsTraffic.java PACKETS FILE [SEED]
 */
public final class DnsTraffic {
  private static final int A = 1;
  private static final int AAAA = 28;
  private static final int NOERROR = 0;
  private static final int NXDOMAIN = 3;
  private static final int CLIENTS = 200;
  private static final int CALLS_PER_SECOND = 2_000;
  private static final double LOSS = 0.002;
  private static final long RETRY_MICROS = 5_000_000;
  private static final int SERVER = 0x0a60000a; // 10.96.0.10
  private static final String[] SEARCH = {
    "shop.svc.cluster.local", "svc.cluster.local", "cluster.local"
  };
  private static final String[] EXTERNAL = {
    "api.github.com", "storage.googleapis.com", "s3.eu-central-1.amazonaws.com", "www.google.com",
    "registry-1.docker.io", "hooks.slack.com", "sts.amazonaws.com", "login.microsoftonline.com",
    "api.stripe.com", "sentry.io", "pypi.org", "collector.newrelic.com"
  };
  private static final String[] SERVICES = {
    "cart", "orders", "payments", "redis-master", "postgres", "kafka-headless", "search", "auth"
  };

  /** A frame and when it passes. */
  private record Frame(long micros, long order, byte[] bytes) {}

  private final PriorityQueue<Frame> pending =
      new PriorityQueue<>(Comparator.comparingLong(Frame::micros).thenComparingLong(Frame::order));
  private final SplittableRandom random;
  private final int[] nextPort = new int[CLIENTS];
  private final long packetLimit;
  private final OutputStream out;
  private final ByteBuffer scratch = ByteBuffer.allocate(4096);
  private long order;
  private long written;

  private DnsTraffic(long packetLimit, OutputStream out, long seed) {
    this.packetLimit = packetLimit;
    this.out = out;
    random = new SplittableRandom(seed);
    Arrays.setAll(nextPort, _ -> 32768 + random.nextInt(28000));
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2) {
      System.err.println("usage: java DnsTraffic.java PACKETS FILE [SEED]");
      System.exit(2);
    }
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[1])), 1 << 20)) {
      new DnsTraffic(Long.parseLong(arguments[0]), out, seed).write();
    }
  }

  private void write() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
    header.putLong(0).putInt(262144).putInt(1);
    out.write(header.array());
    long micros = 1_700_000_000_000_000L;
    while (written < packetLimit) {
      micros += 1 + random.nextInt(2 * 1_000_000 / CALLS_PER_SECOND);
      while (!pending.isEmpty() && pending.peek().micros() <= micros && written < packetLimit) {
        emit(pending.poll());
      }
      call(micros);
    }
  }

  private void emit(Frame frame) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt((int) (frame.micros() / 1_000_000)).putInt((int) (frame.micros() % 1_000_000));
    header.putInt(frame.bytes().length).putInt(frame.bytes().length);
    out.write(header.array());
    out.write(frame.bytes());
    written++;
  }

  /** One getaddrinfo(): for an external name four names in turn, each A and AAAA. */
  private void call(long micros) {
    int client = random.nextInt(CLIENTS);
    boolean edns = client % 4 == 0;
    int kind = random.nextInt(100);
    long at = micros;
    if (kind < 35) {
      String base = EXTERNAL[random.nextInt(EXTERNAL.length)];
      for (String suffix : SEARCH) {
        at = pair(client, at, base + "." + suffix, NXDOMAIN, edns, false) + 20;
      }
      pair(client, at, base, NOERROR, edns, kind == 0);
    } else if (kind < 75) {
      String service = SERVICES[random.nextInt(SERVICES.length)];
      pair(client, at, service + "." + SEARCH[0], NOERROR, edns, false);
    } else {
      String service = SERVICES[random.nextInt(SERVICES.length)] + ".data";
      at = pair(client, at, service + "." + SEARCH[0], NXDOMAIN, edns, false) + 20;
      pair(client, at, service + "." + SEARCH[1], NOERROR, edns, false);
    }
  }

  /** A and AAAA of one name from one socket; returns when the later answer arrives. */
  private long pair(int client, long at, String name, int rcode, boolean edns, boolean truncated) {
    int port = nextPort[client] = 32768 + (nextPort[client] - 32768 + 1) % 28000;
    long end = at;
    for (int type : new int[] {A, AAAA}) {
      int id = random.nextInt(0x10000);
      long sent = at + (type == A ? 0 : 12);
      byte[] query = query(id, name, type, edns);
      add(sent, udp(client, port, true, query));
      long latency = 150 + (long) (-400 * Math.log(1 - random.nextDouble()));
      if (random.nextDouble() < LOSS) {
        sent += RETRY_MICROS;
        add(sent, udp(client, port, true, query));
      }
      byte[] reply = response(id, name, type, rcode, edns, truncated && type == A);
      add(sent + latency, udp(client, port, false, reply));
      end = Math.max(end, sent + latency);
      if (truncated && type == A) {
        end = overTcp(client, port + 1, end + 30, name, id);
      }
    }
    return end;
  }

  private long overTcp(int client, int port, long at, String name, int id) {
    byte[] query = prefixed(query(id, name, A, false));
    byte[] reply = prefixed(response(id, name, A, NOERROR, false, false));
    int mine = random.nextInt();
    int theirs = random.nextInt();
    int ack = 0x10;
    int push = 0x18;
    add(at, tcp(client, port, true, mine, 0, 0x02, new byte[0]));
    add(at + 90, tcp(client, port, false, theirs, mine + 1, 0x12, new byte[0]));
    add(at + 110, tcp(client, port, true, mine + 1, theirs + 1, ack, new byte[0]));
    add(at + 120, tcp(client, port, true, mine + 1, theirs + 1, push, query));
    int sent = mine + 1 + query.length;
    add(at + 400, tcp(client, port, false, theirs + 1, sent, push, reply));
    int received = theirs + 1 + reply.length;
    add(at + 420, tcp(client, port, true, sent, received, 0x11, new byte[0]));
    add(at + 500, tcp(client, port, false, received, sent + 1, 0x11, new byte[0]));
    add(at + 510, tcp(client, port, true, sent + 1, received + 1, ack, new byte[0]));
    return at + 510;
  }

  private void add(long micros, byte[] frame) {
    pending.add(new Frame(micros, order++, frame));
  }

  private byte[] query(int id, String name, int type, boolean edns) {
    ByteBuffer message = scratch.clear();
    header(message, id, 0x0100, 0, 0, edns ? 1 : 0);
    question(message, name, type);
    if (edns) {
      opt(message);
    }
    return Arrays.copyOf(scratch.array(), message.position());
  }

  private byte[] response(
      int id, String name, int type, int rcode, boolean edns, boolean truncated) {
    ByteBuffer message = scratch.clear();
    boolean external = !name.endsWith("cluster.local");
    int flags = 0x8180 | rcode | (external ? 0 : 0x0400) | (truncated ? 0x0200 : 0);
    int answers = rcode != NOERROR || truncated ? 0 : external ? 2 : 1;
    header(message, id, flags, answers, rcode == NXDOMAIN ? 1 : 0, edns ? 1 : 0);
    question(message, name, type);
    if (answers == 2) {
      int target = message.position() + 12;
      record(message, 0xc00c, 5, 300);
      byte[] alias = wireName("edge-" + name.length() + ".cdn.example.net");
      message.putShort((short) alias.length).put(alias);
      address(message, 0xc000 | target, type);
    } else if (answers == 1) {
      address(message, 0xc00c, type);
    } else if (rcode == NXDOMAIN) {
      soa(message, name);
    }
    if (edns) {
      opt(message);
    }
    return Arrays.copyOf(scratch.array(), message.position());
  }

  private static void header(
      ByteBuffer message, int id, int flags, int answers, int authorities, int additionals) {
    message.putShort((short) id).putShort((short) flags).putShort((short) 1);
    message.putShort((short) answers).putShort((short) authorities).putShort((short) additionals);
  }

  private static void question(ByteBuffer message, String name, int type) {
    message.put(wireName(name)).putShort((short) type).putShort((short) 1);
  }

  private static void record(ByteBuffer message, int pointer, int type, int ttlSeconds) {
    message.putShort((short) pointer).putShort((short) type).putShort((short) 1);
    message.putInt(ttlSeconds);
  }

  private void address(ByteBuffer message, int pointer, int type) {
    record(message, pointer, type, 30);
    if (type == A) {
      message.putShort((short) 4).putInt(0x0a600000 | random.nextInt(0x10000));
    } else {
      message.putShort((short) 16).putLong(0x2a00_1450_4001_0000L | random.nextInt(0x10000));
      message.putLong(random.nextInt(0x10000));
    }
  }

  private static void soa(ByteBuffer message, String name) {
    int zone = name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1;
    record(message, 0xc00c + zone, 6, 5);
    byte[] server = wireName("ns.dns.cluster.local");
    byte[] mailbox = wireName("hostmaster.cluster.local");
    message.putShort((short) (server.length + mailbox.length + 20)).put(server).put(mailbox);
    message.putInt(1_700_000_000).putInt(7200).putInt(1800).putInt(86400).putInt(5);
  }

  private static void opt(ByteBuffer message) {
    message.put((byte) 0).putShort((short) 41).putShort((short) 1232).putInt(0).putShort((short) 0);
  }

  private static byte[] wireName(String name) {
    byte[] wire = new byte[name.length() + 2];
    int at = 0;
    for (String label : name.split("\\.")) {
      wire[at++] = (byte) label.length();
      byte[] text = label.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, wire, at, text.length);
      at += text.length;
    }
    return wire;
  }

  private static byte[] prefixed(byte[] message) {
    return ByteBuffer.allocate(2 + message.length)
        .putShort((short) message.length)
        .put(message)
        .array();
  }

  private byte[] udp(int client, int port, boolean query, byte[] payload) {
    ByteBuffer udp = ByteBuffer.allocate(8 + payload.length);
    udp.putShort((short) (query ? port : 53)).putShort((short) (query ? 53 : port));
    udp.putShort((short) (8 + payload.length)).putShort((short) 0).put(payload);
    return ip(client, query, 17, udp.array(), 6);
  }

  private byte[] tcp(
      int client, int port, boolean query, int sequence, int ack, int flags, byte[] payload) {
    ByteBuffer tcp = ByteBuffer.allocate(20 + payload.length);
    tcp.putShort((short) (query ? port : 53)).putShort((short) (query ? 53 : port));
    tcp.putInt(sequence).putInt(ack).put((byte) 0x50).put((byte) flags);
    tcp.putShort((short) 64240).putInt(0).put(payload);
    return ip(client, query, 6, tcp.array(), 16);
  }

  private byte[] ip(int client, boolean query, int protocol, byte[] transport, int checksumAt) {
    int pod = 0x0af40000 | client / 50 << 8 | client % 50 + 2; // 10.244.0.0/16
    ByteBuffer frame = ByteBuffer.allocate(34 + transport.length);
    byte[] podMac = {2, 0, 10, (byte) 244, (byte) (pod >> 8), (byte) pod};
    byte[] gatewayMac = {2, 0, 10, (byte) 244, 0, 1};
    frame.put(query ? gatewayMac : podMac).put(query ? podMac : gatewayMac).putShort((short) 0x800);
    frame.putShort((short) 0x4500).putShort((short) (20 + transport.length));
    frame.putInt(random.nextInt(0x10000) << 16 | 0x4000).put((byte) 64).put((byte) protocol);
    frame.putShort((short) 0).putInt(query ? pod : SERVER).putInt(query ? SERVER : pod);
    frame.put(transport);
    byte[] bytes = frame.array();
    frame.putShort(24, (short) ~fold(sum(bytes, 14, 20)));
    long pseudo = sum(bytes, 26, 8) + protocol + transport.length;
    int checksum = ~fold(pseudo + sum(bytes, 34, transport.length)) & 0xffff;
    frame.putShort(34 + checksumAt, (short) (checksum == 0 ? 0xffff : checksum));
    return bytes;
  }

  private static long sum(byte[] bytes, int from, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (bytes[from + i] & 0xff) << ((i & 1) == 0 ? 8 : 0);
    }
    return sum;
  }

  private static int fold(long sum) {
    while (sum >> 16 != 0) {
      sum = (sum & 0xffff) + (sum >> 16);
    }
    return (int) sum;
  }
}
