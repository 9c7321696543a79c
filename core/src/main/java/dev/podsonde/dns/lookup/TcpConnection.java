package dev.podsonde.dns.lookup;

import dev.podsonde.packet.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection to a DNS port, from what was seen of it. Times are in nanoseconds since 1970.
 */
public final class TcpConnection {
  static final long NEVER = -1;

  /** Bounds the kept sights of SYNs. */
  private static final int SYN_SIGHTS_MAX = 16;

  final TcpStream fromClient;
  final TcpStream fromServer;
  final int addressLength;
  final long clientHigh;
  final long clientLow;
  final long serverHigh;
  final long serverLow;
  final int clientPort;
  final int serverPort;
  final long firstFrame;
  long firstNanos;
  long lastNanos;
  int syns;
  int initialSequence;
  private final List<Observation> synSights = new ArrayList<>(0);
  long acceptedNanos = NEVER;
  long resetNanos = NEVER;
  boolean isResetByServer;
  long clientEndNanos = NEVER;
  long serverEndNanos = NEVER;
  int queries;
  int replies;
  boolean isCutShort;
  @Nullable IcmpError icmpError;
  @Nullable Call call;

  TcpConnection(
      Sight sight, boolean isFromClient, int clientPort, int serverPort, TcpBudget budget) {
    fromClient = new TcpStream(budget);
    fromServer = new TcpStream(budget);
    var locator = sight.locator;
    addressLength = locator.addressLength();
    clientHigh = isFromClient ? locator.sourceHigh() : locator.destinationHigh();
    clientLow = isFromClient ? locator.sourceLow() : locator.destinationLow();
    serverHigh = isFromClient ? locator.destinationHigh() : locator.sourceHigh();
    serverLow = isFromClient ? locator.destinationLow() : locator.sourceLow();
    this.clientPort = clientPort;
    this.serverPort = serverPort;
    firstFrame = sight.frame;
    firstNanos = sight.timestampNanos;
  }

  /** {@return who opened it} */
  public IpAddress client() {
    return new IpAddress(addressLength, clientHigh, clientLow);
  }

  /** {@return whom it is to} */
  public IpAddress server() {
    return new IpAddress(addressLength, serverHigh, serverLow);
  }

  /** {@return the client's port} */
  public int clientPort() {
    return clientPort;
  }

  /** {@return the server's port} */
  public int serverPort() {
    return serverPort;
  }

  /** {@return number of the first packet seen of it} */
  public long firstFrame() {
    return firstFrame;
  }

  /** {@return when the first packet of it was seen} */
  public long firstNanos() {
    return firstNanos;
  }

  /** {@return when the last packet of it was seen} */
  public long lastNanos() {
    return lastNanos;
  }

  /** {@return how many SYNs the client sent; 0 when the capture started later} */
  public int syns() {
    return syns;
  }

  /**
   * {@return where the client's SYN and its repetitions were seen, the first {@value
   * #SYN_SIGHTS_MAX} sights}
   */
  public List<Observation> synSights() {
    return synSights;
  }

  /** {@return the sequence number of its SYN, which address translation leaves alone} */
  public int initialSequence() {
    return initialSequence;
  }

  /** {@return when the server's SYN with ACK was seen; -1 when it was not} */
  public long acceptedNanos() {
    return acceptedNanos;
  }

  /**
   * {@return whether the client asked to connect and got no answer at all, though the capture went
   * on for long enough to see one}
   */
  public boolean isUnanswered() {
    return syns > 0
        && acceptedNanos == NEVER
        && resetNanos == NEVER
        && icmpError == null
        && !isCutShort;
  }

  /** {@return whether the client asked to connect and was refused by a reset or an ICMP error} */
  public boolean isRefused() {
    return syns > 0
        && acceptedNanos == NEVER
        && (icmpError != null || (resetNanos != NEVER && isResetByServer));
  }

  /** {@return when it was reset; -1 when it was not} */
  public long resetNanos() {
    return resetNanos;
  }

  /** {@return whether it was the server who reset it} */
  public boolean isResetByServer() {
    return isResetByServer;
  }

  /** {@return when the client's FIN was seen; -1 when it was not} */
  public long clientEndNanos() {
    return clientEndNanos;
  }

  /** {@return when the server's FIN was seen; -1 when it was not} */
  public long serverEndNanos() {
    return serverEndNanos;
  }

  /** {@return messages from the client} */
  public int queries() {
    return queries;
  }

  /** {@return messages from the server} */
  public int replies() {
    return replies;
  }

  /** {@return the first ICMP error that quoted a packet of it; null when there was none} */
  public @Nullable IcmpError icmpError() {
    return icmpError;
  }

  /** {@return whether a call asked over it, or opened it after a truncated reply} */
  public boolean isOfCall() {
    return call != null;
  }

  void addSyn(Sight sight) {
    if (synSights.size() < SYN_SIGHTS_MAX) {
      synSights.add(sight.observation());
    }
  }

  boolean isOver() {
    return resetNanos != NEVER || (clientEndNanos != NEVER && serverEndNanos != NEVER);
  }
}
