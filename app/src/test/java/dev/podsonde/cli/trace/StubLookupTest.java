package dev.podsonde.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.cluster.DnsProbe;
import dev.podsonde.cluster.Exchanged;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** What a lookup sends to servers that say no, cut their answers over UDP, or do not answer. */
class StubLookupTest {
  private static final String TWO_SERVERS = "nameserver 10.96.0.10\nnameserver 10.96.0.11\n";

  private final List<String> sent = new ArrayList<>();

  private List<Query> lookUp(String conf, StubLookup.Exchanger servers) throws IOException {
    StubLookup.Exchanger pod =
        exchange -> {
          sent.add(
              "%s %s %d"
                  .formatted(
                      exchange.isTcp() ? "tcp" : "udp",
                      exchange.address(),
                      exchange.messages().size()));
          return servers.exchange(exchange);
        };
    List<Integer> types = List.of(Type.A, Type.AAAA);
    return new StubLookup(pod, ResolvConf.parse(conf), types).run("example.com.");
  }

  private static Exchanged silence(DnsProbe.Exchange exchange) {
    return new Exchanged(40_000, 1, Map.of(), "");
  }

  private static Exchanged no(DnsProbe.Exchange exchange) throws IOException {
    Map<Integer, Exchanged.Reply> replies = new TreeMap<>();
    for (byte[] query : exchange.messages()) {
      Message reply = new Message(query);
      reply.getHeader().setFlag(Flags.QR);
      reply.getHeader().setRcode(Rcode.NXDOMAIN);
      if (!exchange.isTcp()) {
        reply.getHeader().setFlag(Flags.TC);
      }
      String base64 = Base64.getUrlEncoder().encodeToString(reply.toWire());
      replies.put(replies.size(), new Exchanged.Reply(1, base64));
    }
    return new Exchanged(40_000, 1, replies, "");
  }

  @Test
  void cutAnswersAreAskedForAgainByTcp() throws IOException {
    List<Query> queries = lookUp("nameserver 10.96.0.10", StubLookupTest::no);
    assertThat(sent).containsExactly("udp 10.96.0.10 2", "tcp 10.96.0.10 1", "tcp 10.96.0.10 1");
    assertThat(queries)
        .extracting(Query::status)
        .containsExactly("TC", "TC", "NXDOMAIN", "NXDOMAIN");
  }

  @Test
  void useVcAsksByTcpAtOnce() throws IOException {
    List<Query> queries = lookUp("nameserver 10.96.0.10\noptions use-vc", StubLookupTest::no);
    assertThat(sent).containsExactly("tcp 10.96.0.10 2");
    assertThat(queries).allMatch(Query::isTcp).hasSize(2);
  }

  @Test
  void useVcAsksEachServerOnce() throws IOException {
    lookUp(TWO_SERVERS + "options use-vc attempts:3", StubLookupTest::silence);
    assertThat(sent).containsExactly("tcp 10.96.0.10 2", "tcp 10.96.0.11 2");
  }

  @Test
  void silentServersAreAskedInTurn() throws IOException {
    lookUp(TWO_SERVERS, StubLookupTest::silence);
    assertThat(sent)
        .containsExactly(
            "udp 10.96.0.10 2", "udp 10.96.0.11 2", "udp 10.96.0.10 2", "udp 10.96.0.11 2");
  }
}
