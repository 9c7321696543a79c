package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.packet.IpAddress;

/** How one server answered. */
final class ServerCount {
  private static final int SILENT_MIN = 3;

  private final IpAddress address;
  long udpAnswered;
  long udpSilent;
  long tcpAnswered;
  private long ednsAnswered;
  private long refused;
  private long lastReplyNanos = Long.MIN_VALUE;
  private long firstSilentNanos = Long.MAX_VALUE;

  ServerCount(IpAddress address) {
    this.address = address;
  }

  IpAddress address() {
    return address;
  }

  /** {@return whether it answers over TCP, and never over UDP though it is asked often enough} */
  boolean isUdpBlocked() {
    return tcpAnswered > 0 && udpAnswered == 0 && udpSilent >= SILENT_MIN;
  }

  /** {@return whether it answers nothing and refuses, if not each query: ICMP is rationed} */
  boolean isRefusing() {
    return refused > 0 && udpAnswered + tcpAnswered == 0;
  }

  /** {@return whether it answered queries with EDNS} */
  boolean takesEdns() {
    return ednsAnswered > 0;
  }

  /** {@return whether it answered, and from some time on nothing that it was asked} */
  boolean isGone() {
    return udpAnswered > 0 && udpSilent >= SILENT_MIN && firstSilentNanos > lastReplyNanos;
  }

  /** {@return when the first query was sent that it did not answer} */
  long firstSilentNanos() {
    return firstSilentNanos;
  }

  void count(Attempt attempt) {
    refused += IcmpRefusal.isRefused(attempt) ? 1 : 0;
    if (attempt.reply() == null) {
      firstSilentNanos = Math.min(firstSilentNanos, attempt.timestampNanos());
      // What came from another address or with another ID is no silence.
      udpSilent += attempt.isTcp() || !attempt.anomalies().isEmpty() ? 0 : 1;
      return;
    }
    ednsAnswered += attempt.query().hasEdns() && attempt.isFinal() ? 1 : 0;
    lastReplyNanos = Math.max(lastReplyNanos, attempt.replyTimestampNanos());
    if (attempt.isTcp()) {
      tcpAnswered++;
    } else {
      udpAnswered++;
    }
  }
}
