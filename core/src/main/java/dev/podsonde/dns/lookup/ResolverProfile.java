package dev.podsonde.dns.lookup;

/** The resolvers that can be told apart by the packets they send. */
public enum ResolverProfile {
  /** Too few packets, or none of the others. */
  UNKNOWN,
  /** glibc's getaddrinfo, and whatever calls it: Java's InetAddress, Python, curl. */
  GLIBC,
  /** musl's getaddrinfo: Alpine images. */
  MUSL,
  /** Go's own resolver. */
  GO,
  /** c-ares: dns.resolve of Node. */
  C_ARES,
  /** The DNS provider of Java's JNDI. */
  JAVA_JNDI,
  /** Something that asks for many on one socket: CoreDNS's forward plugin, a NodeLocal cache. */
  FORWARDER,
  /** dig: one query with a cookie. */
  DIG
}
