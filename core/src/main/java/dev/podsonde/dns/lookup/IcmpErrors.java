package dev.podsonde.dns.lookup;

import dev.podsonde.decode.IpProtocol;
import dev.podsonde.decode.PacketLocator;
import dev.podsonde.decode.Udp;
import dev.podsonde.packet.TruncatedException;
import dev.podsonde.packet.WireBytes;
import org.jspecify.annotations.Nullable;

/** Ties ICMP and ICMPv6 errors to the attempt or connection whose packet they quote. */
final class IcmpErrors {
  private static final int DNS_PORT = 53;

  private static final int TYPE = 0;
  private static final int CODE = 1;

  /** Where the quoted packet starts (RFC 792; RFC 4443 §2.1). */
  private static final int QUOTED_PACKET = 8;

  private static final int TYPE_UNREACHABLE = 3;
  private static final int TYPE_TIME_EXCEEDED = 11;
  private static final int TYPE_PARAMETER_PROBLEM = 12;

  /** From here on ICMPv6 types are no errors (RFC 4443 §2.1). */
  private static final int TYPE_IPV6_INFORMATIONAL = 128;

  /** What an ICMP packet turned out to be. */
  enum Finding {
    NOT_DNS,
    OF_ATTEMPT,
    OF_CONNECTION,
    OF_NOTHING_OPEN
  }

  private final AttemptMatcher matcher;
  private final TcpConnections connections;
  private final NameHash hash;
  private final Sight quoted = new Sight();
  private final MessageFacts message = new MessageFacts();
  private @Nullable Attempt attempt;
  private int id;

  IcmpErrors(AttemptMatcher matcher, TcpConnections connections, NameHash hash) {
    this.matcher = matcher;
    this.connections = connections;
    this.hash = hash;
  }

  /** {@return the attempt that the last error was about; null when it was about none} */
  @Nullable Attempt attempt() {
    return attempt;
  }

  /** {@return the DNS ID quoted by the last error; -1 when it quoted none} */
  int id() {
    return id;
  }

  Finding accept(Sight sight) {
    attempt = null;
    id = -1;
    WireBytes bytes = sight.bytes;
    int icmp = sight.locator.transport();
    boolean isIpv6 = sight.locator.protocol() == IpProtocol.ICMPV6;
    int type = bytes.u8(icmp + TYPE);
    if (sight.locator.isFragment() || !isError(isIpv6, type)) {
      return Finding.NOT_DNS;
    }
    var error =
        new IcmpError(
            isIpv6, type, bytes.u8(icmp + CODE), sight.source(), sight.frame, sight.timestampNanos);
    quoted.bytes = bytes;
    try {
      return quoted.locator.locateQuoted(bytes, icmp + QUOTED_PACKET)
          ? acceptQuoted(error, sight)
          : Finding.NOT_DNS;
    } catch (TruncatedException cut) {
      // A router need not quote more than 8 bytes behind the IP header (RFC 792).
      return Finding.NOT_DNS;
    }
  }

  private static boolean isError(boolean isIpv6, int type) {
    return isIpv6
        ? type < TYPE_IPV6_INFORMATIONAL
        : type == TYPE_UNREACHABLE || type == TYPE_TIME_EXCEEDED || type == TYPE_PARAMETER_PROBLEM;
  }

  private Finding acceptQuoted(IcmpError error, Sight sight) {
    PacketLocator locator = quoted.locator;
    boolean isTcp = locator.protocol() == IpProtocol.TCP;
    if ((!isTcp && locator.protocol() != IpProtocol.UDP) || locator.fragmentOffset() > 0) {
      return Finding.NOT_DNS;
    }
    int sourcePort = Udp.sourcePort(quoted.bytes, locator.transport());
    int destinationPort = Udp.destinationPort(quoted.bytes, locator.transport());
    if (isTcp) {
      return DnsPorts.isDns(destinationPort)
          ? acceptConnection(error, sourcePort, destinationPort)
          : Finding.NOT_DNS;
    }
    if (DnsPorts.isDns(destinationPort)) {
      attempt = quotedQuery(sourcePort);
      return attempt == null ? Finding.OF_NOTHING_OPEN : acceptQuery(attempt, error);
    }
    if (DnsPorts.isDns(sourcePort)) {
      attempt = quotedReply(destinationPort);
      return attempt == null ? Finding.OF_NOTHING_OPEN : acceptReply(attempt, error, sight);
    }
    return Finding.NOT_DNS;
  }

  private Finding acceptConnection(IcmpError error, int clientPort, int serverPort) {
    TcpConnection connection = connections.quoted(quoted, clientPort, serverPort);
    if (connection == null) {
      return serverPort == DNS_PORT ? Finding.OF_NOTHING_OPEN : Finding.NOT_DNS;
    }
    if (connection.icmpError == null) {
      connection.icmpError = error;
    }
    return Finding.OF_CONNECTION;
  }

  private static Finding acceptQuery(Attempt attempt, IcmpError error) {
    if (attempt.icmpError == null) {
      attempt.icmpError = error;
    }
    if (attempt.outcome == Outcome.PENDING) {
      attempt.outcome = Outcome.ICMP_ERROR;
    }
    return Finding.OF_ATTEMPT;
  }

  private Finding acceptReply(Attempt attempt, IcmpError error, Sight sight) {
    if (error.isPacketTooBig()) {
      matcher.addAnomaly(attempt, Anomaly.Kind.REPLY_TOO_BIG, sight, error.code());
      if (attempt.hasReply) {
        attempt.loseReply();
      }
    } else if (error.isPortUnreachable() && error.source().equals(quoted.destination())) {
      // After a duplicate, or a reply from elsewhere, it is that one which was refused.
      attempt.isReplyRefused |= attempt.hasReply && attempt.anomalies().isEmpty();
      matcher.addAnomaly(attempt, Anomaly.Kind.REPLY_REFUSED_BY_CLIENT, sight, error.code());
    } else {
      return Finding.OF_NOTHING_OPEN;
    }
    return Finding.OF_ATTEMPT;
  }

  private @Nullable Attempt quotedQuery(int clientPort) {
    PacketLocator locator = quoted.locator;
    readQuoted();
    Attempt found =
        matcher.ofSocketAndId(
            matcher.socketKey(locator.sourceHigh(), locator.sourceLow(), clientPort, false),
            locator.sourceHigh(),
            locator.sourceLow(),
            clientPort,
            id);
    // Behind masquerading the client has another address; the question still tells.
    return found == null && message.nameLength > 0
        ? matcher.latestOf(matcher.key(message, clientPort, false))
        : found;
  }

  private @Nullable Attempt quotedReply(int clientPort) {
    PacketLocator locator = quoted.locator;
    readQuoted();
    return matcher.ofSocketAndId(
        matcher.socketKey(locator.destinationHigh(), locator.destinationLow(), clientPort, false),
        locator.destinationHigh(),
        locator.destinationLow(),
        clientPort,
        id);
  }

  private void readQuoted() {
    int udp = quoted.locator.transport();
    int start = udp + Udp.HEADER_LENGTH;
    message.nameLength = 0;
    if (quoted.bytes.has(udp, Udp.HEADER_LENGTH)
        && message.read(
            quoted.bytes, start, Math.max(start, udp + quoted.bytes.u16(udp + Udp.LENGTH)), hash)) {
      id = message.id();
    }
  }
}
