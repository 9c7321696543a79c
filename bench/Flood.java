import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends UDP datagrams to port 9 of an IPv4 address with sendmmsg(2), as fast as the kernel takes
 * them or at a given rate, and prints how many per second went out. Run it inside the network
 * namespace that shall send; it refuses any address outside 198.18.0.0/15 (RFC 2544, benchmarks).
 *
 * <p>usage: java Flood.java ADDRESS COUNT PAYLOAD-BYTES [PACKETS-PER-SECOND]
 */
public final class Flood {
  private static final int BATCH_MAX = 64;

  /** At a slow rate each packet goes at its own time. */
  private static final int BATCHES_PER_SECOND = 1_000;

  private static final int MMSGHDR_LENGTH = 64;
  private static final int IOVEC_LENGTH = 16;
  private static final int MSG_IOV = 16;
  private static final int MSG_IOVLEN = 24;

  public static void main(String[] arguments) throws Throwable {
    byte[] address = InetAddress.getByName(arguments[0]).getAddress();
    if (address.length != 4 || (address[0] & 0xff) != 198 || (address[1] & 0xfe) != 18) {
      System.err.println("Flood: only 198.18.0.0/15 is for benchmarks: " + arguments[0]);
      System.exit(2);
    }
    long count = Long.parseLong(arguments[1]);
    int payload = Integer.parseInt(arguments[2]);
    long perSecond = arguments.length > 3 ? Long.parseLong(arguments[3]) : Long.MAX_VALUE;
    long batchMax = Math.clamp(perSecond / BATCHES_PER_SECOND, 1, BATCH_MAX);
    try (Arena arena = Arena.ofConfined()) {
      int socket = connectedSocket(arena, address);
      MemorySegment messages = messages(arena, payload);
      MethodHandle sendmmsg =
          downcall(
              "sendmmsg",
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
      long start = System.nanoTime();
      long sent = 0;
      while (sent < count) {
        int batch = (int) Math.min(batchMax, count - sent);
        int accepted = (int) sendmmsg.invokeExact(socket, messages, batch, 0);
        sent += Math.max(0, accepted);
        if (perSecond != Long.MAX_VALUE) {
          long ahead = start + sent * 1_000_000_000 / perSecond - System.nanoTime();
          if (ahead > 0) {
            LockSupport.parkNanos(ahead);
          }
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf("%d %.0f%n", sent, sent / seconds);
    }
  }

  private static int connectedSocket(Arena arena, byte[] address) throws Throwable {
    MethodHandle socket =
        downcall("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    MethodHandle connect =
        downcall("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    int descriptor = (int) socket.invokeExact(2, 2, 0);
    MemorySegment sockaddr = arena.allocate(16);
    sockaddr.set(JAVA_SHORT, 0, (short) 2);
    sockaddr.set(JAVA_BYTE, 3, (byte) 9);
    MemorySegment.copy(address, 0, sockaddr, JAVA_BYTE, 4, 4);
    if (descriptor < 0 || (int) connect.invokeExact(descriptor, sockaddr, 16) != 0) {
      throw new IllegalStateException("cannot connect a UDP socket");
    }
    return descriptor;
  }

  private static MemorySegment messages(Arena arena, int payload) {
    MemorySegment data = arena.allocate(payload);
    MemorySegment vectors = arena.allocate(IOVEC_LENGTH * BATCH_MAX, 8);
    MemorySegment messages = arena.allocate(MMSGHDR_LENGTH * BATCH_MAX, 8);
    for (long i = 0; i < BATCH_MAX; i++) {
      MemorySegment vector = vectors.asSlice(i * IOVEC_LENGTH, IOVEC_LENGTH);
      vector.set(ADDRESS, 0, data);
      vector.set(JAVA_LONG, 8, payload);
      messages.set(ADDRESS, i * MMSGHDR_LENGTH + MSG_IOV, vector);
      messages.set(JAVA_LONG, i * MMSGHDR_LENGTH + MSG_IOVLEN, 1);
    }
    return messages;
  }

  private static MethodHandle downcall(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }
}
