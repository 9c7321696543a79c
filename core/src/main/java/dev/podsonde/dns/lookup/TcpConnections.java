package dev.podsonde.dns.lookup;

import dev.podsonde.decode.Tcp;
import dev.podsonde.packet.WireBytes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The TCP connections to DNS ports that are open, or were not long ago. */
final class TcpConnections {
  static final int CONNECTIONS_MAX = 1 << 13;

  /** Longer than the longest step between two SYNs, and than servers let a connection idle. */
  static final long IDLE_NANOS = 60_000_000_000L;

  /** What is told of connections while their packets pass. */
  interface Events {
    /** The client asked to connect, for the first time or again. */
    void onSyn(TcpConnection connection, Sight sight);

    void onMessage(
        TcpConnection connection, boolean isFromClient, WireBytes bytes, int start, int end);

    /** It is over, or has been idle too long, or makes room for another. */
    void onEnd(TcpConnection connection);
  }

  private record Key(
      long clientHigh,
      long clientLow,
      long serverHigh,
      long serverLow,
      int clientPort,
      int serverPort) {}

  private final Map<Key, TcpConnection> connections = new LinkedHashMap<>(64, 0.75f, true);
  private final TcpBudget budget = new TcpBudget();
  private final Events events;
  private long refused;
  private long refusedBytes;

  TcpConnections(Events events) {
    this.events = events;
  }

  void onSegment(Sight sight, boolean isFromClient, int clientPort, int serverPort) {
    WireBytes bytes = sight.bytes;
    int tcp = sight.locator.transport();
    int flags = bytes.u8(tcp + Tcp.FLAGS);
    int sequence = bytes.i32(tcp + Tcp.SEQUENCE_NUMBER);
    int headerLength = Tcp.headerLength(bytes, tcp);
    int data = tcp + headerLength;
    int length = headerLength < Tcp.HEADER_LENGTH_MIN ? 0 : sight.locator.ipEnd() - data;
    Key key = key(sight, isFromClient, clientPort, serverPort);
    TcpConnection connection = connections.get(key);
    boolean isSyn = (flags & (Tcp.FLAG_SYN | Tcp.FLAG_ACK)) == Tcp.FLAG_SYN && isFromClient;
    if (isSyn && connection != null && connection.initialSequence != sequence) {
      end(key, connection);
      connection = null;
    }
    if (connection == null) {
      if (!isSyn && length <= 0) {
        return;
      }
      connection =
          open(key, new TcpConnection(sight, isFromClient, clientPort, serverPort, budget));
    }
    connection.lastNanos = sight.timestampNanos;
    if (isSyn) {
      connection.syns++;
      connection.initialSequence = sequence;
      connection.addSyn(sight);
      connection.fromClient.begin(sequence + 1);
      events.onSyn(connection, sight);
    } else if ((flags & Tcp.FLAG_SYN) != 0) {
      accept(connection, sequence, sight.timestampNanos);
    }
    if (length > 0) {
      TcpConnection receiver = connection;
      (isFromClient ? connection.fromClient : connection.fromServer)
          .accept(
              sequence,
              bytes,
              data,
              length,
              (message, start, end) ->
                  events.onMessage(receiver, isFromClient, message, start, end));
    }
    noteEnd(connection, flags, isFromClient, sight.timestampNanos);
    if (connection.isOver()) {
      end(key, connection);
    }
  }

  private static void accept(TcpConnection connection, int sequence, long nowNanos) {
    if (connection.acceptedNanos == TcpConnection.NEVER) {
      connection.acceptedNanos = nowNanos;
      connection.fromServer.begin(sequence + 1);
    }
  }

  private static void noteEnd(
      TcpConnection connection, int flags, boolean isFromClient, long nowNanos) {
    if ((flags & Tcp.FLAG_RST) != 0) {
      connection.resetNanos = nowNanos;
      connection.isResetByServer = !isFromClient;
    } else if ((flags & Tcp.FLAG_FIN) != 0 && isFromClient) {
      connection.clientEndNanos = nowNanos;
    } else if ((flags & Tcp.FLAG_FIN) != 0) {
      connection.serverEndNanos = nowNanos;
    }
  }

  private static Key key(Sight sight, boolean isFromClient, int clientPort, int serverPort) {
    var locator = sight.locator;
    return isFromClient
        ? new Key(
            locator.sourceHigh(),
            locator.sourceLow(),
            locator.destinationHigh(),
            locator.destinationLow(),
            clientPort,
            serverPort)
        : new Key(
            locator.destinationHigh(),
            locator.destinationLow(),
            locator.sourceHigh(),
            locator.sourceLow(),
            clientPort,
            serverPort);
  }

  private TcpConnection open(Key key, TcpConnection connection) {
    if (connections.size() == CONNECTIONS_MAX) {
      refused++;
      endOldest();
    }
    connections.put(key, connection);
    return connection;
  }

  /** {@return the connection whose packet an ICMP error quotes; null when it is not known} */
  @Nullable TcpConnection quoted(Sight quoted, int clientPort, int serverPort) {
    return connections.get(key(quoted, true, clientPort, serverPort));
  }

  void expire(long nowNanos) {
    while (!connections.isEmpty()) {
      TcpConnection oldest = connections.values().iterator().next();
      if (nowNanos - oldest.lastNanos <= IDLE_NANOS) {
        break;
      }
      endOldest();
    }
  }

  void endAll() {
    while (!connections.isEmpty()) {
      endOldest();
    }
  }

  private void endOldest() {
    Iterator<TcpConnection> oldest = connections.values().iterator();
    TcpConnection connection = oldest.next();
    oldest.remove();
    finish(connection);
  }

  private void end(Key key, TcpConnection connection) {
    connections.remove(key);
    finish(connection);
  }

  private void finish(TcpConnection connection) {
    refusedBytes += connection.fromClient.refusedBytes() + connection.fromServer.refusedBytes();
    connection.fromClient.forget();
    connection.fromServer.forget();
    events.onEnd(connection);
  }

  int size() {
    return connections.size();
  }

  /** {@return how many connections were ended to make room} */
  long refused() {
    return refused;
  }

  long refusedBytes() {
    return refusedBytes;
  }
}
