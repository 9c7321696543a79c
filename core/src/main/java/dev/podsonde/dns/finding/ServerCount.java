package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.packet.IpAddress;

/** How one server answered. */
final class ServerCount {
  private final IpAddress address;
  long udpAnswered;
  long udpSilent;
  long tcpAnswered;

  ServerCount(IpAddress address) {
    this.address = address;
  }

  IpAddress address() {
    return address;
  }

  void count(Attempt attempt) {
    if (attempt.reply() == null) {
      udpSilent += attempt.isTcp() ? 0 : 1;
    } else if (attempt.isTcp()) {
      tcpAnswered++;
    } else {
      udpAnswered++;
    }
  }
}
