package dev.podsonde.dns.lookup;

import dev.podsonde.decode.PacketLocator;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.IpAddress;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.WireBytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The packet at hand: when and where it was seen, and where its parts are. Reused. */
final class Sight {
  /** How long a packet takes from one interface to another at most. */
  private static final long COPY_NANOS = 1_000_000_000;

  /**
   * The same without an IP identification, when closeness alone tells a copy from a repetition: no
   * resolver repeats a query so soon, and few networks take so long.
   */
  private static final long COPY_WITHOUT_IDENTIFICATION_NANOS = 100_000_000;

  /** How much later a mirrored port shows a packet again at most. */
  private static final long MIRROR_NANOS = 10_000_000;

  private static final CaptureInterface NOWHERE = CaptureInterface.unnamed(LinkType.ETHERNET, 0, 9);

  final PacketLocator locator = new PacketLocator();
  WireBytes bytes = new WireBytes();
  CaptureInterface captureInterface = NOWHERE;
  long frame;
  long timestampNanos;

  /** What sets vantage points of one capture interface apart: cooked header and time to live. */
  int point;

  /** {@return whether there is an IP packet in it} */
  boolean moveTo(Packet packet, long frameNumber) {
    bytes = packet.bytes();
    captureInterface = packet.captureInterface();
    frame = frameNumber;
    timestampNanos = packet.timestampNanos();
    boolean isIp = locator.locate(bytes, captureInterface.linkType());
    point =
        (locator.cookedInterfaceIndex() * 8 + locator.cookedPacketType()) << 8
            | locator.timeToLive();
    return isIp;
  }

  /** {@return the same packet, which stays when this goes on to the next} */
  Sight copy() {
    byte[] memory = new byte[bytes.length()];
    bytes.copyTo(0, memory, 0, memory.length);
    var copy = new Sight();
    copy.bytes.wrap(memory, 0, memory.length);
    copy.captureInterface = captureInterface;
    copy.frame = frame;
    copy.timestampNanos = timestampNanos;
    copy.point = point;
    copy.locator.locate(copy.bytes, captureInterface.linkType());
    return copy;
  }

  IpAddress source() {
    return new IpAddress(locator.addressLength(), locator.sourceHigh(), locator.sourceLow());
  }

  IpAddress destination() {
    return new IpAddress(
        locator.addressLength(), locator.destinationHigh(), locator.destinationLow());
  }

  Observation observation() {
    return new Observation(
        frame,
        timestampNanos,
        captureInterface,
        locator.cookedInterfaceIndex(),
        source(),
        destination(),
        locator.timeToLive());
  }

  /** {@return whether a packet to the client was seen where the query was seen first} */
  @SuppressWarnings("ReferenceEquality") // interfaces are told apart by identity
  boolean isWhereAsked(Attempt attempt) {
    return captureInterface == attempt.captureInterface
        && locator.cookedInterfaceIndex() == attempt.cookedInterfaceIndex
        && ((attempt.isClient(locator.destinationHigh(), locator.destinationLow())
                && attempt.isServer(locator.sourceHigh(), locator.sourceLow()))
            || isTranslatedBack(attempt));
  }

  /**
   * What a host asks on its own is seen first when its addresses have been translated, and the
   * reply last when they have been translated back: between two interfaces of that host.
   */
  private boolean isTranslatedBack(Attempt attempt) {
    CaptureInterface first = attempt.replyInterface;
    if (!attempt.hasReply || first == null) {
      return false;
    }
    if (isBehind(first)
        && attempt.isClient(attempt.replyDestinationHigh, attempt.replyDestinationLow)
        && attempt.isServer(attempt.replySourceHigh, attempt.replySourceLow)) {
      return true;
    }
    for (Observation copy : attempt.replyCopies()) {
      IpAddress to = copy.destination();
      if (isBehind(copy.captureInterface())
          && attempt.isClient(to.high(), to.low())
          && attempt.isServer(copy.source())) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("ReferenceEquality") // interfaces are told apart by identity
  private boolean isBehind(CaptureInterface before) {
    return before != captureInterface && isOfOneHost(before, captureInterface);
  }

  /** Interfaces without a target in their names are those of the host that captured. */
  private static boolean isOfOneHost(CaptureInterface one, CaptureInterface other) {
    return one.target().equals(other.target())
        || (one.name().indexOf(':') < 0 && other.name().indexOf(':') < 0);
  }

  boolean isQueryCopyOf(Attempt attempt) {
    return isMirrorOf(attempt)
        || isCopy(
            attempt.captureInterface,
            attempt.point,
            attempt.identification,
            attempt.timestampNanos,
            attempt.queryCopies());
  }

  /**
   * {@return whether a query comes again at the same point, as from a mirrored port; a client that
   * repeats it makes a packet of another identification}
   */
  @SuppressWarnings("ReferenceEquality") // interfaces are told apart by identity
  boolean isMirrorOf(Attempt attempt) {
    return locator.identification() != 0
        && locator.identification() == attempt.identification
        && captureInterface == attempt.captureInterface
        && !captureInterface.linkType().equals(LinkType.LINUX_SLL) // where it may be another point
        && point == attempt.point
        && attempt.isClient(locator.sourceHigh(), locator.sourceLow())
        && attempt.isServer(locator.destinationHigh(), locator.destinationLow())
        && timestampNanos - attempt.timestampNanos <= MIRROR_NANOS;
  }

  boolean isReplyCopyOf(Attempt attempt) {
    return attempt.hasReply
        && isCopy(
            attempt.replyInterface,
            attempt.replyPoint,
            attempt.replyIdentification,
            attempt.replyTimestampNanos,
            attempt.replyCopies());
  }

  /**
   * {@return whether the packet is another sight of one seen before: the same IP identification at
   * a point where it was not seen yet}
   */
  @SuppressWarnings("ReferenceEquality") // interfaces are told apart by identity
  private boolean isCopy(
      @Nullable CaptureInterface seenAt,
      int seenPoint,
      int identification,
      long seenNanos,
      List<Observation> copies) {
    long age = Math.abs(timestampNanos - seenNanos);
    if (locator.identification() != identification
        || age > (identification == 0 ? COPY_WITHOUT_IDENTIFICATION_NANOS : COPY_NANOS)) {
      return false;
    }
    if (captureInterface == seenAt && point == seenPoint) {
      // A cooked header of version 1 does not say which interface: there one point may be several.
      return identification != 0 && captureInterface.linkType().equals(LinkType.LINUX_SLL);
    }
    for (int i = 0; i < copies.size(); i++) {
      Observation copy = copies.get(i);
      if (captureInterface == copy.captureInterface()
          && locator.cookedInterfaceIndex() == copy.cookedInterfaceIndex()
          && locator.timeToLive() == copy.timeToLive()
          && copy.source().low() == locator.sourceLow()) {
        return false;
      }
    }
    return true;
  }
}
