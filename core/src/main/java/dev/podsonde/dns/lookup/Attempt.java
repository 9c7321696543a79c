package dev.podsonde.dns.lookup;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.IpAddress;
import dev.podsonde.packet.LinkType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One query packet, with its reply, the ICMP error it drew, or silence.
 *
 * <p>Reused: valid until the {@link LookupListener} method that gave its {@link Call} returns,
 * unless that call is {@linkplain Call#keep kept}.
 */
public final class Attempt {
  /** Bounds the copies and anomalies kept of each attempt; more are counted. */
  static final int EVIDENCE_MAX = 16;

  long key;
  long socketKey;
  @Nullable Attempt previousOfKey;
  @Nullable Attempt nextOfKey;
  @Nullable Attempt previousOfSocket;
  @Nullable Attempt nextOfSocket;
  @Nullable Lookup lookup;

  int addressLength;
  long clientHigh;
  long clientLow;
  long serverHigh;
  long serverLow;
  int clientPort;
  int serverPort;
  boolean isTcp;
  long frame;
  long timestampNanos;
  long answeredBeforeFrame;
  @Nullable CaptureInterface captureInterface;
  int cookedInterfaceIndex;
  int point;
  int identification;
  ChecksumStatus checksum = ChecksumStatus.UNVERIFIED;
  MessageFacts query = new MessageFacts();

  boolean hasReply;
  boolean isReplyComplete;
  boolean isReplyFragmented;
  boolean isReplyQuestionMissing;
  boolean isReplyRefused;
  boolean isReplyLost;
  boolean isReplyWhereAsked;
  long replyFrame;
  long replyTimestampNanos;
  @Nullable CaptureInterface replyInterface;
  int replyPoint;
  long replySourceHigh;
  long replySourceLow;
  long replyDestinationHigh;
  long replyDestinationLow;
  int replyIdentification;
  ChecksumStatus replyChecksum = ChecksumStatus.UNVERIFIED;
  MessageFacts reply = new MessageFacts();

  @Nullable IcmpError icmpError;
  Outcome outcome = Outcome.PENDING;
  private final EvidenceBudget budget;
  private @Nullable Evidence evidence;

  /** What only few attempts have, kept apart so that the others stay small. */
  private static final class Evidence {
    final List<Observation> queryCopies = new ArrayList<>(1);
    final List<Observation> replyCopies = new ArrayList<>(1);
    final List<Anomaly> anomalies = new ArrayList<>(1);
    private int refused;

    private <T> boolean add(List<T> list, T item, EvidenceBudget budget) {
      boolean isTaken = list.size() < EVIDENCE_MAX && budget.take();
      if (isTaken) {
        list.add(item);
      } else {
        refused++;
      }
      return isTaken;
    }

    /** One that was delivered late goes before those that were captured after it. */
    private void addInTime(List<Observation> copies, Observation copy, EvidenceBudget budget) {
      if (add(copies, copy, budget)) {
        int at = copies.size() - 1;
        while (at > 0 && copies.get(at - 1).timestampNanos() > copy.timestampNanos()) {
          Collections.swap(copies, at - 1, at);
          at--;
        }
      }
    }

    private int size() {
      return queryCopies.size() + replyCopies.size() + anomalies.size();
    }
  }

  Attempt(EvidenceBudget budget) {
    this.budget = budget;
  }

  void reset() {
    lookup = null;
    captureInterface = null;
    replyInterface = null;
    hasReply = false;
    isReplyComplete = false;
    isReplyFragmented = false;
    isReplyQuestionMissing = false;
    isReplyRefused = false;
    isReplyLost = false;
    isReplyWhereAsked = false;
    checksum = ChecksumStatus.UNVERIFIED;
    replyChecksum = ChecksumStatus.UNVERIFIED;
    icmpError = null;
    outcome = Outcome.PENDING;
    evidence = null;
  }

  private Evidence evidence() {
    if (evidence == null) {
      evidence = new Evidence();
    }
    return evidence;
  }

  void addQueryCopy(Observation copy) {
    evidence().addInTime(evidence().queryCopies, copy, budget);
  }

  void addReplyCopy(Observation copy) {
    evidence().addInTime(evidence().replyCopies, copy, budget);
  }

  void takeReplyCopiesOf(Attempt other) {
    if (other.evidence != null) {
      evidence().replyCopies.addAll(other.evidence.replyCopies);
      other.evidence.replyCopies.clear();
    }
  }

  void addAnomaly(Anomaly anomaly) {
    boolean _ = evidence().add(evidence().anomalies, anomaly, budget);
  }

  /** Makes room for the evidence of others: nothing is added to this attempt any more. */
  void endEvidence() {
    budget.giveBack(evidence == null ? 0 : evidence.size());
  }

  /** Notes that the client did not get the reply that was seen here. */
  void loseReply() {
    isReplyLost = true;
    outcome = Outcome.UNANSWERED;
  }

  /** {@return whether packets may still be added to it} */
  boolean isOpen() {
    return lookup != null && lookup.call != null && lookup.call.queue != null;
  }

  boolean isClient(long high, long low) {
    return clientLow == low && clientHigh == high;
  }

  /** {@return whether that address was asked} */
  public boolean isServer(IpAddress address) {
    return address.length() == addressLength && isServer(address.high(), address.low());
  }

  boolean isServer(long high, long low) {
    return serverLow == low && serverHigh == high;
  }

  /** {@return the lookup it belongs to} */
  public Lookup lookup() {
    if (lookup == null) {
      throw new IllegalStateException("attempt was given back");
    }
    return lookup;
  }

  /** {@return number of the query packet in the capture, the first is 1} */
  public long frame() {
    return frame;
  }

  /** {@return when the query was captured, in nanoseconds since the Unix epoch} */
  public long timestampNanos() {
    return timestampNanos;
  }

  /** {@return where the query was captured first} */
  public CaptureInterface captureInterface() {
    if (captureInterface == null) {
      throw new IllegalStateException("attempt was given back");
    }
    return captureInterface;
  }

  /** {@return who asked, as seen where the query was captured first} */
  public IpAddress client() {
    return new IpAddress(addressLength, clientHigh, clientLow);
  }

  /** {@return who was asked, as seen where the query was captured first} */
  public IpAddress server() {
    return new IpAddress(addressLength, serverHigh, serverLow);
  }

  /** {@return whether both attempts asked the same server address} */
  public boolean hasServerOf(Attempt other) {
    return isServer(other.serverHigh, other.serverLow);
  }

  /** {@return the client's port} */
  public int clientPort() {
    return clientPort;
  }

  /** {@return the server's port} */
  public int serverPort() {
    return serverPort;
  }

  /**
   * {@return the frame of the same query (port, ID and question) that was answered up to 16 s
   * before in a call that has ended; 0 when there was none. The client did not get that reply.}
   */
  public long answeredBeforeFrame() {
    return answeredBeforeFrame;
  }

  /** {@return a hash of client, port, transport and server: one for all attempts of a flow} */
  public long flowHash() {
    return socketKey ^ (serverHigh + serverLow) * 0x9e37_79b9_7f4a_7c15L;
  }

  /** {@return whether it went over TCP} */
  public boolean isTcp() {
    return isTcp;
  }

  /** {@return what the query says} */
  public MessageFacts query() {
    return query;
  }

  /** {@return the transport checksum of the query} */
  public ChecksumStatus checksum() {
    return checksum;
  }

  /** {@return what became of it} */
  public Outcome outcome() {
    return outcome;
  }

  /** {@return what the reply says; null without a matching reply} */
  public @Nullable MessageFacts reply() {
    return hasReply ? reply : null;
  }

  /** {@return whether all of the reply was seen; false while fragments of it are missing} */
  public boolean isReplyComplete() {
    return hasReply && isReplyComplete;
  }

  /** {@return whether the reply came in IP fragments} */
  public boolean isReplyFragmented() {
    return hasReply && isReplyFragmented;
  }

  /** {@return whether the client refused the reply by an ICMP error: it no longer waited} */
  public boolean isReplyRefused() {
    return hasReply && isReplyRefused;
  }

  /**
   * {@return whether the reply came back to where the query was seen first}
   *
   * <p>Only a query seen at several points tells that its reply was lost on the way back; with one
   * point any reply counts.
   */
  public boolean isReplyBack() {
    return hasReply && (isReplyWhereAsked || queryCopies().isEmpty());
  }

  /**
   * {@return whose address the reply had when it came to the client, where that is not the one that
   * was asked; null when all was well, or when no reply came so far}
   */
  @SuppressWarnings("ReferenceEquality") // interfaces are told apart by identity
  public @Nullable IpAddress wrongReplySource() {
    boolean isCooked = // then one interface of the capture is many of the machine
        captureInterface().linkType().equals(LinkType.LINUX_SLL)
            || captureInterface().linkType().equals(LinkType.LINUX_SLL2);
    if (!hasReply || isReplyWhereAsked || isCooked || queryCopies().isEmpty()) {
      return null;
    }
    if (replyInterface == captureInterface && isClient(replyDestinationHigh, replyDestinationLow)) {
      return replySource();
    }
    for (Observation copy : replyCopies()) {
      IpAddress to = copy.destination();
      if (copy.captureInterface() == captureInterface && isClient(to.high(), to.low())) {
        return copy.source();
      }
    }
    return null;
  }

  /** {@return whether the reply repeats no question, which some clients ignore (Go)} */
  public boolean isReplyQuestionMissing() {
    return hasReply && isReplyQuestionMissing;
  }

  /** {@return where the reply was captured first} */
  public CaptureInterface replyInterface() {
    if (replyInterface == null) {
      throw new IllegalStateException("attempt has no reply");
    }
    return replyInterface;
  }

  /** {@return who sent the reply, as seen where it was captured first} */
  public IpAddress replySource() {
    return new IpAddress(addressLength, replySourceHigh, replySourceLow);
  }

  /** {@return whom the reply was for, as seen where it was captured first} */
  public IpAddress replyDestination() {
    return new IpAddress(addressLength, replyDestinationHigh, replyDestinationLow);
  }

  /** {@return the reply's time to live, or hop limit, where it was captured first; -1 without} */
  public int replyTimeToLive() {
    return hasReply ? replyPoint & 0xff : -1;
  }

  /** {@return number of the reply packet; 0 without a matching reply} */
  public long replyFrame() {
    return hasReply ? replyFrame : 0;
  }

  /** {@return when the reply was captured; 0 without a matching reply} */
  public long replyTimestampNanos() {
    return hasReply ? replyTimestampNanos : 0;
  }

  /** {@return the transport checksum of the reply} */
  public ChecksumStatus replyChecksum() {
    return replyChecksum;
  }

  /** {@return time from query to reply, never negative; -1 without a matching reply} */
  public long latencyNanos() {
    return hasReply ? Math.max(0, replyTimestampNanos - timestampNanos) : -1;
  }

  /** {@return the first ICMP error that quoted the query; null when there was none} */
  public @Nullable IcmpError icmpError() {
    return icmpError;
  }

  /** {@return when something ended the attempt: reply or ICMP error; -1 when nothing did} */
  public long endNanos() {
    return hasReply ? replyTimestampNanos : icmpError == null ? -1 : icmpError.timestampNanos();
  }

  /** {@return further sights of the query packet, in the order of time} */
  public List<Observation> queryCopies() {
    return evidence == null ? List.of() : evidence.queryCopies;
  }

  /** {@return further sights of the reply packet, in the order of time} */
  public List<Observation> replyCopies() {
    return evidence == null ? List.of() : evidence.replyCopies;
  }

  /** {@return packets that belong here without being the reply, in order of capture} */
  public List<Anomaly> anomalies() {
    return evidence == null ? List.of() : evidence.anomalies;
  }

  /** {@return whether there is an anomaly of that kind} */
  public boolean has(Anomaly.Kind kind) {
    for (Anomaly anomaly : anomalies()) {
      if (anomaly.kind() == kind) {
        return true;
      }
    }
    return false;
  }

  /** {@return copies and anomalies that were not kept, being too many} */
  public int evidenceRefused() {
    return evidence == null ? 0 : evidence.refused;
  }

  /**
   * {@return whether the question was answered for good: an RCODE of 0 or 3, not truncated, whole,
   * back at the client, not refused by it and not too long for the way to it}
   */
  public boolean isFinal() {
    return hasReply
        && isReplyComplete
        && !isReplyRefused
        && !isReplyLost
        && !isReplyQuestionMissing
        && isReplyBack()
        && !reply.isTruncatedResponse()
        && (reply.rcode() == 0 || reply.rcode() == 3)
        && !has(Anomaly.Kind.REPLY_TOO_BIG);
  }
}
