package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.packet.IpAddress;

/** Tells the address of NodeLocal DNSCache from those of other servers. */
final class NodeLocal {
  private static final long LINK_LOCAL = 0xa9fe;

  /** 169.254.169.0/24, where clouds have their metadata and their resolvers. */
  private static final long OF_CLOUDS = 0xa9fea9;

  private NodeLocal() {}

  /**
   * {@return whether it is an IPv4 link-local address (RFC 3927) that no cloud uses; installed
   * without such an address, NodeLocal DNSCache cannot be told from the DNS service}
   */
  static boolean is(IpAddress server) {
    return server.isIpv4() && server.low() >>> 16 == LINK_LOCAL && server.low() >>> 8 != OF_CLOUDS;
  }

  static boolean isAsked(Attempt attempt) {
    return is(attempt.server());
  }
}
