package dev.podsonde.dns.lookup;

import dev.podsonde.decode.IpProtocol;
import dev.podsonde.decode.PacketLocator;
import dev.podsonde.decode.Udp;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import dev.podsonde.packet.TruncatedException;
import dev.podsonde.packet.WireBytes;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns packets into calls: finds the DNS messages, matches replies and errors to queries, folds
 * attempts into lookups and calls, and hands out each call when it has ended.
 *
 * <p>One thread feeds it. It keeps what is open only, within limits, so that its memory does not
 * grow with the capture.
 */
public final class LookupEngine {
  /** Replies this soon after the start of a capture may answer queries from before it. */
  static final long START_GRACE_NANOS = 10_000_000_000L;

  /** An attempt that waited less when the capture ended is not called unanswered. */
  static final long END_GRACE_NANOS = 1_000_000_000L;

  /** Time this much back is a new beginning, as in joined files, and not disorder. */
  private static final long CLOCK_BACK_NANOS = 60_000_000_000L;

  private static final int CHECKSUMS_FROM_START = 4096;
  private static final int CHECKSUM_EVERY = 64;
  private static final long CONNECTION_SWEEP_NANOS = 1_000_000_000L;

  private static final int DNS_PORT = 53;
  private static final int LLMNR_PORT = 5355;
  private static final int OPCODE_NOTIFY = 4;
  private static final int OPCODE_UPDATE = 5;

  private final EngineCounters counters = new EngineCounters();
  private final NameHash hash = new NameHash();
  private final NameTable names = new NameTable();
  private final ClientTable clients = new ClientTable(hash);
  private final AttemptTable attempts = new AttemptTable();
  private final AttemptMatcher matcher = new AttemptMatcher(attempts, hash, counters);
  private final ReplyDelays replyDelays = new ReplyDelays();
  private final CallTable calls = new CallTable(hash, replyDelays, this::onCallEnd);
  private final RecentAnswers answers = new RecentAnswers();
  private final EarlyReplies earlyReplies = new EarlyReplies();
  private final FragmentTracker fragments = new FragmentTracker();
  private final TcpConnections connections = new TcpConnections(new TcpEvents());
  private final OtherNameTraffic otherTraffic = new OtherNameTraffic(hash);
  private final AddressUses addressUses = new AddressUses(this::onAddressUse);
  private final IcmpErrors icmpErrors;
  private final List<LookupListener> listeners;
  private final Packet packet = new Packet();
  private Sight sight = new Sight();
  private MessageFacts message = new MessageFacts();
  private long nowNanos = Long.MIN_VALUE;
  private long sweptNanos;
  private long repliedNanos;
  private long dropSinceNanos = Long.MAX_VALUE;
  private long dropUntilNanos = Long.MIN_VALUE;
  private boolean isAtEnd;
  private boolean isReadAgain;

  /** Makes an engine that tells {@code listeners} what it finds, in their order. */
  public LookupEngine(List<LookupListener> listeners) {
    this.listeners = List.copyOf(listeners);
    icmpErrors = new IcmpErrors(matcher, connections, hash);
  }

  /**
   * Feeds it a source up to its end, and ends.
   *
   * @throws IOException when the source fails; everything before the damage has been handed out
   */
  public void readAll(PacketSource source) throws IOException {
    var batch = new PacketBatch(1 << 20);
    try {
      while (source.read(batch)) {
        accept(batch);
      }
    } finally {
      end();
    }
  }

  /** Takes the next packets; frames are numbered from 1 over all batches. */
  public void accept(PacketBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i, packet);
      accept(packet);
    }
  }

  /** Takes the next packet. */
  public void accept(Packet next) {
    counters.packets++;
    long nanos = next.timestampNanos();
    if (nanos > nowNanos || nanos < nowNanos - CLOCK_BACK_NANOS) {
      advance(nanos);
    }
    try {
      if (sight.moveTo(next, counters.packets)) {
        onIpPacket();
      } else {
        counters.notDns++;
      }
    } catch (TruncatedException cut) {
      counters.cutPackets++;
    }
  }

  /**
   * Lets time pass without a packet, for a live capture that is silent: calls end that have waited
   * enough.
   */
  public void advance(long nanos) {
    if (counters.firstNanos == 0) {
      counters.firstNanos = nanos;
    }
    nowNanos = nanos;
    counters.lastNanos = Math.max(counters.lastNanos, nanos);
    Sight early = earlyReplies.expired(nanos);
    while (early != null) {
      readAgain(early);
      early = earlyReplies.expired(nanos);
    }
    calls.expire(nanos);
    if (nanos - sweptNanos > CONNECTION_SWEEP_NANOS || nanos < sweptNanos) {
      sweptNanos = nanos;
      connections.expire(nanos);
      addressUses.expire(nanos);
    }
  }

  /**
   * Notes that the capture lost packets between two times: silence in that time proves nothing.
   *
   * @param packets how many were lost
   */
  public void noteDrops(long packets, long sinceNanos, long untilNanos) {
    counters.droppedPackets += packets;
    dropSinceNanos = Math.min(dropSinceNanos, sinceNanos);
    dropUntilNanos = Math.max(dropUntilNanos, untilNanos);
  }

  /** Ends the capture: all open calls are handed out. */
  public void end() {
    isAtEnd = true;
    connections.endAll();
    addressUses.expire(counters.lastNanos);
    Sight early = earlyReplies.poll();
    while (early != null) {
      readAgain(early);
      early = earlyReplies.poll();
    }
    calls.closeAll();
    for (LookupListener listener : listeners) {
      listener.onEnd(counters());
    }
  }

  /** {@return what was counted; the same object goes on counting} */
  public EngineCounters counters() {
    counters.forcedCalls = calls.forced();
    counters.forgottenNames = names.forgotten();
    counters.forgottenClients = clients.forgotten();
    counters.refusedFragments = fragments.refused();
    counters.refusedConnections = connections.refused();
    counters.refusedTcpBytes = connections.refusedBytes();
    counters.refusedEvidence = attempts.refusedEvidence();
    counters.refusedEarlyReplies = earlyReplies.refused();
    otherTraffic.tell(counters);
    counters.refusedAddressUses = addressUses.refused();
    return counters;
  }

  /** {@return the names asked most, the most asked first} */
  public List<QueryName> namesMostAsked(int count) {
    return names.mostAsked(count);
  }

  /** {@return the busiest clients, the busiest first} */
  public List<Client> clientsBusiest(int count) {
    return clients.busiest(count);
  }

  private void onIpPacket() {
    PacketLocator locator = sight.locator;
    switch (locator.protocol()) {
      case IpProtocol.UDP -> onUdp(locator);
      case IpProtocol.TCP -> onTcp(locator);
      case IpProtocol.ICMP, IpProtocol.ICMPV6 -> onIcmp();
      default -> counters.notDns++;
    }
  }

  private void onUdp(PacketLocator locator) {
    if (locator.fragmentOffset() > 0) {
      onLaterFragment(locator);
      return;
    }
    WireBytes bytes = sight.bytes;
    int udp = locator.transport();
    int sourcePort = Udp.sourcePort(bytes, udp);
    int destinationPort = Udp.destinationPort(bytes, udp);
    if (!DnsPorts.isDns(sourcePort) && !DnsPorts.isDns(destinationPort)) {
      counters.notDns++;
      otherTraffic.onUdp(sight, udp, sourcePort, destinationPort);
      return;
    }
    if (isMulticast(locator) || destinationPort == LLMNR_PORT) {
      counters.multicast++;
      return;
    }
    int start = udp + Udp.HEADER_LENGTH;
    // A fragment ends before its datagram; that the rest is elsewhere is for the tracker to say.
    int end = udp + bytes.u16(udp + Udp.LENGTH);
    onMessage(bytes, start, Math.max(start, end), sourcePort, destinationPort, null);
  }

  private static boolean isMulticast(PacketLocator locator) {
    return locator.addressLength() == 4
        ? locator.destinationLow() >>> 28 == 0xe
        : locator.destinationHigh() >>> 56 == 0xff;
  }

  private void onTcp(PacketLocator locator) {
    counters.tcpPackets++;
    if (locator.fragmentOffset() > 0) {
      counters.notDns++;
      return;
    }
    int sourcePort = Udp.sourcePort(sight.bytes, locator.transport());
    int destinationPort = Udp.destinationPort(sight.bytes, locator.transport());
    if (isServerPort(destinationPort, sourcePort)) {
      connections.onSegment(sight, true, sourcePort, destinationPort);
    } else if (isServerPort(sourcePort, destinationPort)) {
      connections.onSegment(sight, false, destinationPort, sourcePort);
    } else {
      counters.notDns++;
      otherTraffic.onTcp(sight, locator.transport(), destinationPort);
      addressUses.onSegment(sight, sourcePort, destinationPort);
    }
  }

  /** {@return whether {@code port} is the server's: of two DNS ports, 53 is} */
  private static boolean isServerPort(int port, int otherPort) {
    return port == DNS_PORT || (DnsPorts.isDns(port) && otherPort != DNS_PORT);
  }

  private void onMessage(
      WireBytes bytes,
      int start,
      int end,
      int sourcePort,
      int destinationPort,
      @Nullable TcpConnection connection) {
    if (!message.read(bytes, start, end, hash)) {
      if (end - start < MessageFacts.HEADER_LENGTH) {
        counters.unreadable++;
      } else {
        counters.cutPackets++;
      }
      return;
    }
    boolean isOddPort = sourcePort != DNS_PORT && destinationPort != DNS_PORT;
    boolean isOther =
        isOddPort
            && !isPlausible(message)
            && !isWaitedWithoutQuestion(destinationPort, connection != null);
    if (isOther || looksNothingUp(message)) {
      counters.notDns++;
      return;
    }
    if (message.isMalformed() && !isReadAgain) {
      counters.malformed++;
    }
    if (message.isResponse()) {
      onReply(destinationPort, connection != null);
    } else {
      onQuery(sourcePort, destinationPort, connection);
    }
  }

  /** What servers of a zone tell each other, and who changes it tells them, is no lookup. */
  private static boolean looksNothingUp(MessageFacts message) {
    return message.opcode() == OPCODE_NOTIFY || message.opcode() == OPCODE_UPDATE;
  }

  /** Other protocols use the odd ports too. */
  private static boolean isPlausible(MessageFacts message) {
    return message.questionCount() == 1
        && message.nameLength > 0
        && message.opcode() <= OPCODE_UPDATE
        && !message.isMalformed();
  }

  /** {@return whether a query waits for it, though it repeats no question, as some errors do} */
  private boolean isWaitedWithoutQuestion(int clientPort, boolean isTcp) {
    if (!message.isResponse() || message.questionCount() > 0) {
      return false;
    }
    long high = sight.locator.destinationHigh();
    long low = sight.locator.destinationLow();
    long socketKey = matcher.socketKey(high, low, clientPort, isTcp);
    Attempt attempt = matcher.ofSocketAndId(socketKey, high, low, clientPort, message.id());
    return attempt != null && !attempt.hasReply;
  }

  private void onQuery(int sourcePort, int destinationPort, @Nullable TcpConnection connection) {
    if (message.nameLength == 0) {
      counters.unreadable++;
      return;
    }
    boolean isTcp = connection != null;
    long key = matcher.key(message, sourcePort, isTcp);
    Attempt seen = matcher.queryCopyOf(key, message, sight);
    if (seen != null) {
      counters.copies++;
      if (!sight.isMirrorOf(seen)) {
        seen.addQueryCopy(sight.observation());
      }
      return;
    }
    counters.queries++;
    if (attempts.isFull()) {
      calls.forceOldest();
    }
    PacketLocator locator = sight.locator;
    Client client = clients.get(locator.addressLength(), locator.sourceHigh(), locator.sourceLow());
    client.count();
    QueryName name = names.intern(message.nameHash, hash.name(), message.nameLength);
    name.count();
    Attempt earlier = matcher.earlierOf(key, sight);
    if (earlier != null && earlier.lookup().attempts().size() == Lookup.ATTEMPTS_MAX) {
      calls.force(earlier.lookup().call());
      earlier = null;
    }
    Lookup lookup =
        earlier != null
            ? earlier.lookup()
            : calls.lookupFor(client, name, message, sourcePort, sight.timestampNanos);
    Attempt attempt = newAttempt(key, sourcePort, destinationPort, isTcp);
    noteSharedSocket(client, attempt, lookup.call());
    lookup.add(attempt);
    matcher.put(attempt);
    boolean isRepeated = lookup.attempts().size() > 1;
    attempt.checksum = checksum(isRepeated);
    if (connection != null) {
      connection.call = lookup.call();
    }
    calls.touch(lookup, nowNanos);
    if (!isTcp) {
      readEarlyReply(sourcePort, attempt.query.id());
    }
  }

  private void readEarlyReply(int clientPort, int id) {
    Sight early = earlyReplies.take(clientPort, id);
    if (early != null) {
      readAgain(early);
    }
  }

  /** Reads a reply that fitted nothing when it came; what does not fit now either is stray. */
  private void readAgain(Sight early) {
    Sight current = sight;
    sight = early;
    isReadAgain = true;
    try {
      onUdp(sight.locator);
    } catch (TruncatedException cut) {
      counters.cutPackets++;
    } finally {
      sight = current;
      isReadAgain = false;
    }
  }

  private Attempt newAttempt(long key, int sourcePort, int destinationPort, boolean isTcp) {
    PacketLocator locator = sight.locator;
    Attempt attempt = attempts.take();
    MessageFacts spare = attempt.query;
    attempt.query = message;
    message = spare;
    attempt.key = key;
    attempt.addressLength = locator.addressLength();
    attempt.clientHigh = locator.sourceHigh();
    attempt.clientLow = locator.sourceLow();
    attempt.serverHigh = locator.destinationHigh();
    attempt.serverLow = locator.destinationLow();
    attempt.clientPort = sourcePort;
    attempt.serverPort = destinationPort;
    attempt.isTcp = isTcp;
    attempt.socketKey = matcher.socketKey(attempt.clientHigh, attempt.clientLow, sourcePort, isTcp);
    attempt.answeredBeforeFrame =
        isTcp ? 0 : answers.frame(key ^ attempt.socketKey, sight.timestampNanos);
    attempt.frame = sight.frame;
    attempt.timestampNanos = sight.timestampNanos;
    attempt.captureInterface = sight.captureInterface;
    attempt.cookedInterfaceIndex = locator.cookedInterfaceIndex();
    attempt.point = sight.point;
    attempt.identification = locator.identification();
    return attempt;
  }

  /** A stub resolver opens a socket for each name; a forwarder uses one for many. */
  private void noteSharedSocket(Client client, Attempt attempt, Call call) {
    Attempt other = attempts.firstOfSocket(attempt.socketKey);
    if (other != null
        && other.socketKey == attempt.socketKey
        && !other.isTcp
        && other.lookup().call() != call) {
      client.sharesSocket();
    }
  }

  private ChecksumStatus checksum(boolean isRepeated) {
    boolean isSample =
        counters.queries < CHECKSUMS_FROM_START || counters.packets % CHECKSUM_EVERY == 0;
    if (!isSample && !isRepeated) {
      return ChecksumStatus.UNVERIFIED;
    }
    ChecksumStatus status = ChecksumStatus.of(sight.bytes, sight.locator);
    counters.checksums.merge(status, 1L, Long::sum);
    return status;
  }

  private void onReply(int clientPort, boolean isTcp) {
    repliedNanos = nowNanos;
    long key = matcher.key(message, clientPort, isTcp);
    Attempt seen = matcher.replyCopyOf(key, sight);
    Attempt attempt = seen == null ? matcher.waitingOf(key, sight) : null;
    if (seen == null && attempt == null) {
      seen = matcher.translatedReplyOf(key, message, sight);
    }
    if (seen != null) {
      counters.copies++;
      seen.addReplyCopy(sight.observation());
      seen.isReplyWhereAsked |= sight.isWhereAsked(seen);
      calls.touch(seen.lookup(), nowNanos);
    } else if (attempt == null) {
      onUnfittingReply(key, clientPort, isTcp);
    } else if (attempt.hasReply) {
      matcher.addAnomaly(attempt, Anomaly.Kind.DUPLICATE_REPLY, sight, message.rcode());
      calls.touch(attempt.lookup(), nowNanos);
    } else {
      onAnswer(attempt);
    }
  }

  private void onAnswer(Attempt waiting) {
    FragmentTracker.Datagram datagram =
        sight.locator.isFragment() ? fragments.add(sight.locator, nowNanos) : null;
    MessageFacts spare = waiting.reply;
    MessageFacts reply = message;
    Attempt attempt =
        matcher.answer(waiting, sight, reply, datagram == null || datagram.isComplete());
    message = attempt == waiting ? spare : new MessageFacts();
    if (datagram != null) {
      attempt.isReplyFragmented = true;
      datagram.attempt = attempt;
      datagram.firstFrame = sight.frame;
    }
    replyDelays.note(attempt);
    attempt.replyChecksum = checksum(attempt.lookup().attempts().size() > 1);
    if (!attempt.isTcp && attempt.isFinal() && reply.hasAddresses()) {
      addressUses.onAnswer(sight, reply, attempt.lookup().name());
    }
    Call call = attempt.lookup().call();
    if (reply.isTruncatedResponse()) {
      call.client().truncatedCall = call;
    }
    if (attempt != waiting) {
      calls.touch(waiting.lookup(), nowNanos);
    }
    calls.touch(attempt.lookup(), nowNanos);
  }

  private void onLaterFragment(PacketLocator locator) {
    counters.laterFragments++;
    FragmentTracker.Datagram datagram = fragments.add(locator, nowNanos);
    Attempt attempt = datagram.attempt;
    boolean completes =
        attempt != null
            && attempt.isOpen()
            && attempt.hasReply
            && !attempt.isReplyComplete
            && attempt.replyFrame == datagram.firstFrame
            && datagram.isComplete();
    if (attempt != null && completes) {
      attempt.isReplyComplete = true;
      attempt.replyTimestampNanos = sight.timestampNanos;
      attempt.outcome = Outcome.ANSWERED;
      calls.touch(attempt.lookup(), nowNanos);
    }
  }

  /** A reply that lacks something: the source, the ID, the question, or any query at all. */
  private void onUnfittingReply(long key, int clientPort, boolean isTcp) {
    PacketLocator locator = sight.locator;
    Attempt attempt = matcher.ofOtherServer(key, sight);
    if (attempt != null) {
      note(attempt, Anomaly.Kind.WRONG_SOURCE, -1);
      return;
    }
    long high = locator.destinationHigh();
    long low = locator.destinationLow();
    long socketKey = matcher.socketKey(high, low, clientPort, isTcp);
    attempt = matcher.ofSocketAndId(socketKey, high, low, clientPort, message.id());
    if (attempt != null) {
      boolean isWithoutQuestion =
          message.questionCount() == 0
              && !attempt.hasReply
              && attempt.isServer(locator.sourceHigh(), locator.sourceLow());
      if (isWithoutQuestion) {
        onAnswer(attempt);
      } else {
        note(attempt, Anomaly.Kind.WRONG_QUESTION, message.rcode());
      }
      return;
    }
    attempt = matcher.ofSocketAndQuestion(socketKey, high, low, clientPort, message);
    if (attempt != null) {
      note(attempt, Anomaly.Kind.WRONG_ID, message.id());
      return;
    }
    if (!isTcp && !isReadAgain) {
      setAside(clientPort);
      return;
    }
    boolean isEarly = sight.timestampNanos - counters.firstNanos < START_GRACE_NANOS;
    onStray(
        isEarly ? StrayPacket.Kind.REPLY_TO_EARLIER_QUERY : StrayPacket.Kind.UNSOLICITED_REPLY,
        message.id(),
        message.nameLength == 0
            ? ""
            : names.intern(message.nameHash, hash.name(), message.nameLength).toString());
  }

  private void setAside(int clientPort) {
    Sight oldest = earlyReplies.add(sight.copy(), clientPort, message.id());
    if (oldest != null) {
      readAgain(oldest);
    }
  }

  private void note(Attempt attempt, Anomaly.Kind kind, int value) {
    matcher.addAnomaly(attempt, kind, sight, value);
    calls.touch(attempt.lookup(), nowNanos);
  }

  private void onStray(StrayPacket.Kind kind, int id, String name) {
    counters.strays++;
    var stray =
        new StrayPacket(
            kind, sight.frame, sight.timestampNanos, sight.source(), sight.destination(), id, name);
    for (LookupListener listener : listeners) {
      listener.onStray(stray);
    }
  }

  private void onAddressUse(AddressUse use) {
    for (LookupListener listener : listeners) {
      listener.onAddressUse(use);
    }
  }

  private void onIcmp() {
    switch (icmpErrors.accept(sight)) {
      case NOT_DNS -> counters.notDns++;
      case OF_NOTHING_OPEN -> onStray(StrayPacket.Kind.ICMP_ERROR, icmpErrors.id(), "");
      case OF_ATTEMPT -> {
        Attempt attempt = icmpErrors.attempt();
        if (attempt != null) {
          calls.touch(attempt.lookup(), nowNanos);
        }
      }
      case OF_CONNECTION -> {}
    }
  }

  private void onCallEnd(Call call) {
    for (Lookup lookup : call.lookups()) {
      if (!fragments.hasLaterFragments()) {
        lookup.believeFragment();
      }
      lookup.loseFragments();
      replyDelays.settle(lookup);
      for (Attempt attempt : lookup.attempts()) {
        attempts.remove(attempt);
        if (attempt.hasReply) {
          answers.put(attempt.key ^ attempt.socketKey, attempt.frame, attempt.timestampNanos);
        }
        if (attempt.outcome == Outcome.PENDING) {
          attempt.outcome = isSilenceKnown(attempt, call) ? Outcome.UNANSWERED : Outcome.UNKNOWN;
        }
      }
    }
    call.endedNanos = counters.lastNanos;
    call.isEarly = call.startNanos() - counters.firstNanos < START_GRACE_NANOS;
    call.client().learn(call);
    for (LookupListener listener : listeners) {
      listener.onCall(call);
    }
    if (!call.isKept()) {
      for (Lookup lookup : call.lookups()) {
        lookup.attempts().forEach(attempts::recycle);
      }
      calls.recycle(call);
    }
  }

  private boolean isSilenceKnown(Attempt attempt, Call call) {
    boolean isDropPossible =
        attempt.timestampNanos <= dropUntilNanos
            && attempt.timestampNanos >= dropSinceNanos - CallTable.SILENCE_NANOS;
    long nobodyAnsweredNanos = nowNanos - Math.max(repliedNanos, counters.firstNanos);
    // A flood ends calls so soon that only the silence of all tells that of each.
    boolean isCut = isAtEnd || (call.isForced() && nobodyAnsweredNanos < END_GRACE_NANOS);
    long waitedNanos = counters.lastNanos - attempt.timestampNanos;
    boolean isTooSoon =
        isCut
            && ((waitedNanos < END_GRACE_NANOS && !isGivenUp(attempt))
                || replyDelays.isSoon(waitedNanos));
    return !isDropPossible && !isTooSoon;
  }

  /** {@return whether the client itself waited no longer, and asked again} */
  private boolean isGivenUp(Attempt attempt) {
    return calls.isGivenUp(attempt.lookup().last().timestampNanos() - attempt.timestampNanos());
  }

  private final class TcpEvents implements TcpConnections.Events {
    @Override
    public void onSyn(TcpConnection connection, Sight syn) {
      Call call = connection.call;
      if (call == null) {
        Client client =
            clients.get(connection.addressLength, connection.clientHigh, connection.clientLow);
        call = client.truncatedCall;
        if (call == null || !isOpenCallOf(call, client) || !isToServerOf(connection, call)) {
          return;
        }
        connection.call = call;
        call.add(connection);
      }
      if (call.queue != null && call.connections().contains(connection)) {
        calls.touch(call, nowNanos);
      }
    }

    private static boolean isOpenCallOf(Call call, Client client) {
      return call.queue != null && call.client() == client && !call.isQuiet();
    }

    private static boolean isToServerOf(TcpConnection connection, Call call) {
      return connection.serverPort == DNS_PORT
          || connection.serverPort == call.lookups().getLast().last().serverPort();
    }

    @Override
    public void onMessage(
        TcpConnection connection, boolean isFromClient, WireBytes bytes, int start, int end) {
      if (isFromClient) {
        connection.queries++;
      } else {
        connection.replies++;
      }
      int sourcePort = isFromClient ? connection.clientPort : connection.serverPort;
      int destinationPort = isFromClient ? connection.serverPort : connection.clientPort;
      LookupEngine.this.onMessage(bytes, start, end, sourcePort, destinationPort, connection);
    }

    @Override
    public void onEnd(TcpConnection connection) {
      connection.isCutShort =
          isAtEnd && counters.lastNanos - connection.firstNanos < END_GRACE_NANOS;
      if (connection.isOver()) {
        closeAttempts(connection);
      }
      // What uses an odd port and asks nothing is another protocol.
      if (connection.serverPort == DNS_PORT || connection.isOfCall()) {
        for (LookupListener listener : listeners) {
          listener.onConnection(connection);
        }
      }
    }

    private void closeAttempts(TcpConnection connection) {
      long socketKey =
          matcher.socketKey(
              connection.clientHigh, connection.clientLow, connection.clientPort, true);
      Attempt attempt = attempts.firstOfSocket(socketKey);
      for (int i = 0; attempt != null && i < AttemptMatcher.CANDIDATES_MAX; i++) {
        if (attempt.socketKey == socketKey && attempt.outcome == Outcome.PENDING) {
          attempt.outcome = Outcome.CONNECTION_CLOSED;
          calls.touch(attempt.lookup(), nowNanos);
        }
        attempt = attempt.nextOfSocket;
      }
    }
  }
}
