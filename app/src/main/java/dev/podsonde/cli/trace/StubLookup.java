package dev.podsonde.cli.trace;

import dev.podsonde.cluster.DnsProbe;
import dev.podsonde.cluster.Exchanged;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/**
 * A lookup as a pod's libc makes it: all types from one socket at once, one name of the search list
 * after the other, repeated after a timeout, over TCP when an answer was cut or resolv.conf wants
 * it.
 */
public final class StubLookup {
  private static final int DNS_PORT = 53;

  /** What glibc says with EDNS (RESOLV_EDNS_BUFFER_SIZE). */
  private static final int EDNS_LENGTH = 1200;

  private final Exchanger pod;
  private final ResolvConf conf;
  private final List<Integer> types;
  private final List<Query> queries = new ArrayList<>();

  /** Sends messages from inside a pod. */
  interface Exchanger {
    Exchanged exchange(DnsProbe.Exchange exchange) throws IOException;
  }

  /** Prepares lookups of these types. */
  public StubLookup(DnsProbe probe, ResolvConf conf, List<Integer> types) {
    this(probe::exchange, conf, types);
  }

  StubLookup(Exchanger pod, ResolvConf conf, List<Integer> types) {
    this.pod = pod;
    this.conf = conf;
    this.types = List.copyOf(types);
  }

  /** {@return every question asked, in order, with what came of it} */
  public List<Query> run(String name) throws IOException {
    for (String candidate : conf.candidates(name)) {
      if (isOver(ask(candidate))) {
        break;
      }
    }
    return List.copyOf(queries);
  }

  /** As glibc: silence ends the walk; SERVFAIL, as no such name, does not. */
  private static boolean isOver(List<Query> asked) {
    return asked.stream().anyMatch(Query::isPositive)
        || asked.stream().allMatch(query -> query.reply() == null);
  }

  private List<Query> ask(String name) throws IOException {
    boolean isOneServer = conf.nameservers().size() == 1;
    // As glibc: over TCP each server is asked once.
    int rounds = isOneServer || conf.isTcpOnly() ? 1 : conf.attempts();
    List<Query> asked = List.of();
    for (int round = 0; round < rounds; round++) {
      for (String server : conf.nameservers()) {
        asked = ask(name, server, isOneServer ? conf.attempts() : 1);
        queries.addAll(asked);
        if (asked.stream().anyMatch(query -> query.isPositive() || query.isNegative())) {
          return asked;
        }
      }
    }
    return asked;
  }

  private List<Query> ask(String name, String server, int attempts) throws IOException {
    List<Message> messages = new ArrayList<>();
    for (int type : types) {
      Message message = Query.message(name, type);
      if (conf.hasEdns()) {
        Query.allow(message, EDNS_LENGTH);
      }
      messages.add(message);
    }
    List<Query> asked =
        exchange(pod, messages, server, DNS_PORT, conf.isTcpOnly(), conf.timeout(), attempts);
    List<Query> settled = new ArrayList<>();
    for (Query query : asked) {
      if (query.isTruncated() && !query.isTcp()) {
        queries.add(query);
        Message again = query.message().clone();
        settled.addAll(exchange(pod, List.of(again), server, DNS_PORT, true, conf.timeout(), 1));
      } else {
        settled.add(query);
      }
    }
    return settled;
  }

  /** {@return messages sent from one socket, and what came of each} */
  static List<Query> exchange(
      Exchanger pod,
      List<Message> messages,
      String server,
      int port,
      boolean isTcp,
      Duration timeout,
      int attempts)
      throws IOException {
    List<byte[]> bytes = messages.stream().map(Message::toWire).toList();
    var exchange = new DnsProbe.Exchange(server, port, isTcp, bytes, timeout, attempts);
    return queries(messages, exchange, pod.exchange(exchange));
  }

  /** {@return what came of each message of an exchange} */
  static List<Query> queries(
      List<Message> messages, DnsProbe.Exchange exchange, Exchanged exchanged) {
    List<Query> queries = new ArrayList<>();
    for (int index = 0; index < messages.size(); index++) {
      Exchanged.Reply reply = exchanged.replies().get(index);
      @Nullable Message parsed = reply == null ? null : parse(reply.message());
      String error = parsed == null && reply != null ? "a malformed reply" : exchanged.error();
      queries.add(
          new Query(
              messages.get(index),
              exchange.address(),
              exchange.port(),
              exchange.isTcp(),
              exchanged.port(),
              parsed,
              reply == null ? exchanged.tookNanos() : reply.afterNanos(),
              parsed == null ? error : ""));
    }
    return queries;
  }

  private static @Nullable Message parse(byte[] bytes) {
    try {
      return new Message(bytes);
    } catch (IOException _) {
      return null;
    }
  }

  /** {@return whether a server refused to look, as opposed to finding nothing} */
  static boolean isServerFailure(Query query) {
    Message reply = query.reply();
    return reply != null && reply.getRcode() != Rcode.NOERROR && reply.getRcode() != Rcode.NXDOMAIN;
  }
}
