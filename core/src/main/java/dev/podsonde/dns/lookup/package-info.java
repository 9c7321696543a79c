/**
 * What happened to every DNS lookup in a stream of packets.
 *
 * <p>{@link dev.podsonde.dns.lookup.LookupEngine} takes packets and hands each {@link
 * dev.podsonde.dns.lookup.Call} to its {@link dev.podsonde.dns.lookup.LookupListener}s when it has
 * ended. From large to small:
 *
 * <ul>
 *   <li>a <em>call</em> is what an application asked for: A and AAAA, every name that its search
 *       list makes, retries, the fallback to TCP;
 *   <li>a {@link dev.podsonde.dns.lookup.Lookup} is all attempts of one client for one name and
 *       type in it;
 *   <li>a {@link dev.podsonde.dns.lookup.Transaction} is the attempts among them of one socket,
 *       server and ID;
 *   <li>an {@link dev.podsonde.dns.lookup.Attempt} is one query packet with its reply, the ICMP
 *       error it drew, or silence, and with all that was odd about it.
 * </ul>
 *
 * <p>Every packet is at most one of these: a query, the reply of one attempt, a copy ({@link
 * dev.podsonde.dns.lookup.Observation}) of one of both at another interface or after address
 * translation, an {@link dev.podsonde.dns.lookup.Anomaly} of an attempt, or {@linkplain
 * dev.podsonde.dns.lookup.StrayPacket stray}. Nothing here judges: what is a fault is for {@code
 * dns.finding} to say.
 *
 * <p>Calls, lookups and attempts are reused, so that nothing is allocated for the ordinary packet;
 * {@link dev.podsonde.dns.lookup.Call#keep} takes one out of circulation. Every table has a limit
 * and {@link dev.podsonde.dns.lookup.EngineCounters} says what it refused.
 */
@NullMarked
package dev.podsonde.dns.lookup;

import org.jspecify.annotations.NullMarked;
