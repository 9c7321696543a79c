package dev.podsonde.dns.lookup;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the engine counted; {@link LookupEngine#counters} gives the one that goes on counting. */
public final class EngineCounters {
  long packets;
  long queries;
  long replies;
  long copies;
  long cutPackets;
  long notDns;
  long tcpPackets;
  long laterFragments;
  long unreadable;
  long malformed;
  long multicast;
  long netBios;
  long overTls;
  long refusedPorts;
  long refusedAddressUses;
  long strays;
  long forcedCalls;
  long forgottenNames;
  long forgottenClients;
  long droppedPackets;
  long refusedFragments;
  long refusedConnections;
  long refusedTcpBytes;
  long refusedEvidence;
  long refusedEarlyReplies;
  long firstNanos;
  long lastNanos;
  final SortedMap<Integer, Long> unreadPorts = new TreeMap<>();
  final Map<ChecksumStatus, Long> checksums = new EnumMap<>(ChecksumStatus.class);

  EngineCounters() {}

  /** {@return all packets, of whatever kind} */
  public long packets() {
    return packets;
  }

  /** {@return queries, copies left out: the attempts} */
  public long queries() {
    return queries;
  }

  /** {@return replies, copies left out} */
  public long replies() {
    return replies;
  }

  /** {@return further sights of queries and replies that were counted already} */
  public long copies() {
    return copies;
  }

  /** {@return packets of which the capture lacks a part that was needed (snaplen)} */
  public long cutPackets() {
    return cutPackets;
  }

  /** {@return packets that are not about DNS, and messages that look nothing up: NOTIFY, UPDATE} */
  public long notDns() {
    return notDns;
  }

  /** {@return packets over TCP, of whatever port; none when the capture left them out} */
  public long tcpPackets() {
    return tcpPackets;
  }

  /**
   * {@return fragments behind the first one of their datagram; a filter of ports leaves them out}
   */
  public long laterFragments() {
    return laterFragments;
  }

  /** {@return payloads on a DNS port without a DNS header or a question that can be read} */
  public long unreadable() {
    return unreadable;
  }

  /** {@return DNS messages that break the format} */
  public long malformed() {
    return malformed;
  }

  /** {@return messages of multicast DNS and LLMNR, which are not matched} */
  public long multicast() {
    return multicast;
  }

  /** {@return packets to the NetBIOS Name Service, which are not matched} */
  public long netBios() {
    return netBios;
  }

  /** {@return attempts to connect for DNS over TLS, of which no question can be seen} */
  public long overTls() {
    return overTls;
  }

  /**
   * {@return UDP ports that are not read and yet have DNS queries and replies, with the queries
   * that were noticed: all of the first 4096 packets to such ports, then one in 64}
   */
  public SortedMap<Integer, Long> unreadPorts() {
    return Collections.unmodifiableSortedMap(unreadPorts);
  }

  /** {@return DNS messages noticed on further such ports, being too many} */
  public long refusedPorts() {
    return refusedPorts;
  }

  /** {@return connections to answered addresses that were not followed, being too many} */
  public long refusedAddressUses() {
    return refusedAddressUses;
  }

  /** {@return packets handed out as {@link StrayPacket}} */
  public long strays() {
    return strays;
  }

  /** {@return calls ended before their time, because there were too many attempts} */
  public long forcedCalls() {
    return forcedCalls;
  }

  /** {@return names forgotten to make room for others} */
  public long forgottenNames() {
    return forgottenNames;
  }

  /** {@return clients forgotten to make room for others} */
  public long forgottenClients() {
    return forgottenClients;
  }

  /** {@return packets that the capture lost, as far as it says} */
  public long droppedPackets() {
    return droppedPackets;
  }

  /** {@return fragmented datagrams not followed, being too many} */
  public long refusedFragments() {
    return refusedFragments;
  }

  /** {@return TCP connections not followed, being too many} */
  public long refusedConnections() {
    return refusedConnections;
  }

  /** {@return bytes of TCP streams that could not be put in order, for a gap or a limit} */
  public long refusedTcpBytes() {
    return refusedTcpBytes;
  }

  /** {@return further sights of packets, and odd ones, that were counted only, being too many} */
  public long refusedEvidence() {
    return refusedEvidence;
  }

  /** {@return replies that could not wait for a query captured after them, being too many} */
  public long refusedEarlyReplies() {
    return refusedEarlyReplies;
  }

  /** {@return when the first packet was captured, in nanoseconds since the Unix epoch} */
  public long firstNanos() {
    return firstNanos;
  }

  /** {@return when the latest packet was captured} */
  public long lastNanos() {
    return lastNanos;
  }

  /** {@return how many of the checksums looked at were so} */
  public long checksums(ChecksumStatus status) {
    return checksums.getOrDefault(status, 0L);
  }
}
