package dev.podsonde.dns.lookup;

import dev.podsonde.decode.Tcp;
import dev.podsonde.decode.Udp;
import dev.podsonde.packet.IpAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of TCP connections to addresses that were answered over UDP just before. A capture
 * without other TCP costs nothing but its first answers.
 */
final class AddressUses {
  /** Bounds the answers that are remembered; a later one takes the place of another. */
  static final int ANSWERS_MAX = 1 << 12;

  /** Bounds the connections that wait for their answer; the oldest is forgotten. */
  static final int CONNECTIONS_MAX = 1 << 10;

  private static final int REPLIES_FROM_START = 4096;

  /** A later connection goes by what an application remembers, not by DNS. */
  private static final long SOON_NANOS = 10_000_000_000L;

  /** The client has sent its SYN three times by then. */
  private static final long SILENCE_NANOS = 3_500_000_000L;

  private record Key(IpAddress client, IpAddress server, int clientPort, int serverPort) {}

  /** A connection that nobody has accepted yet. */
  private record Attempted(AddressAnswer answer, long frame, long nanos) {}

  private final @Nullable AddressAnswer[] answers = new AddressAnswer[ANSWERS_MAX];
  private final Map<Key, Attempted> open = new LinkedHashMap<>();
  private final Consumer<AddressUse> uses;
  private boolean hasConnections;
  private long replies;
  private long refused;

  AddressUses(Consumer<AddressUse> uses) {
    this.uses = uses;
  }

  /** Takes the reply at hand, which answers {@code name} with addresses. */
  void onAnswer(Sight sight, MessageFacts reply, QueryName name) {
    if (!hasConnections && replies++ >= REPLIES_FROM_START) {
      return;
    }
    List<IpAddress> addresses = new ArrayList<>(1);
    int udp = sight.locator.transport();
    reply.readAddresses(sight.bytes, udp + Udp.HEADER_LENGTH, addresses);
    var answer =
        new AddressAnswer(
            name,
            sight.destination(),
            sight.source(),
            addresses,
            sight.frame,
            sight.timestampNanos);
    for (IpAddress address : addresses) {
      answers[place(answer.client(), address)] = answer;
    }
  }

  private static int place(IpAddress client, IpAddress address) {
    return ((client.hashCode() * 31 + address.hashCode()) * 0x9e37_79b1) >>> 20;
  }

  /** Takes a segment of a connection that is not about DNS. */
  void onSegment(Sight sight, int sourcePort, int destinationPort) {
    int flags = sight.bytes.u8(sight.locator.transport() + Tcp.FLAGS);
    boolean isSyn = (flags & (Tcp.FLAG_SYN | Tcp.FLAG_ACK)) == Tcp.FLAG_SYN;
    if (isSyn) {
      hasConnections = true;
      onSyn(sight, sourcePort, destinationPort);
    } else if ((flags & (Tcp.FLAG_SYN | Tcp.FLAG_RST)) != 0 && !open.isEmpty()) {
      var key = new Key(sight.destination(), sight.source(), destinationPort, sourcePort);
      Attempted attempted = open.remove(key);
      if (attempted != null) {
        end(key, attempted, (flags & Tcp.FLAG_SYN) != 0);
      }
    }
  }

  private void onSyn(Sight sight, int clientPort, int serverPort) {
    IpAddress client = sight.source();
    IpAddress server = sight.destination();
    AddressAnswer answer = answers[place(client, server)];
    if (answer == null
        || !answer.client().equals(client)
        || !answer.addresses().contains(server)
        || sight.timestampNanos - answer.timestampNanos() > SOON_NANOS) {
      return;
    }
    if (open.size() == CONNECTIONS_MAX) {
      refused++;
      Iterator<Attempted> oldest = open.values().iterator();
      oldest.next();
      oldest.remove();
    }
    open.putIfAbsent(
        new Key(client, server, clientPort, serverPort),
        new Attempted(answer, sight.frame, sight.timestampNanos));
  }

  /** Ends connections that nobody has accepted for long. */
  void expire(long nowNanos) {
    Iterator<Map.Entry<Key, Attempted>> oldest = open.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Key, Attempted> entry = oldest.next();
      if (nowNanos - entry.getValue().nanos() < SILENCE_NANOS) {
        break;
      }
      oldest.remove();
      end(entry.getKey(), entry.getValue(), false);
    }
  }

  private void end(Key key, Attempted attempted, boolean isAccepted) {
    uses.accept(
        new AddressUse(
            attempted.answer(),
            key.server(),
            key.serverPort(),
            isAccepted,
            attempted.frame(),
            attempted.nanos()));
  }

  /** {@return connections that were not followed, being too many} */
  long refused() {
    return refused;
  }
}
