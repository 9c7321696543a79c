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
  private long refused;

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

  void count(Attempt attempt) {
    refused += IcmpRefusal.isRefused(attempt) ? 1 : 0;
    if (attempt.reply() == null) {
      udpSilent += attempt.isTcp() ? 0 : 1;
    } else if (attempt.isTcp()) {
      tcpAnswered++;
    } else {
      udpAnswered++;
    }
  }
}
