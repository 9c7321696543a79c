package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.question;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.packet.WireBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageFactsTest {
  private static final byte[] ADDRESS = hex("0001 0001 0000001e 0004 c0000201");

  @ParameterizedTest
  @ValueSource(ints = {1, 48, 49, 63})
  void labelOfUpTo63BytesIsRead(int length) {
    MessageFacts asked = facts(query(1, "a".repeat(length) + ".example", A));
    assertThat(asked.isMalformed()).isFalse();
    assertThat(asked.nameLength).isEqualTo(1 + length + 1 + 7 + 1);
  }

  @Test
  void labelOf64BytesIsMalformed() {
    assertThat(facts(query(1, "a".repeat(64) + ".example", A)).malformedReason())
        .isEqualTo("label longer than 63");
  }

  @ParameterizedTest
  @ValueSource(ints = {48, 49, 63})
  void ownerWithALabelOfUpTo63BytesIsRead(int length) {
    MessageFacts reply = facts(answeredBy(DnsBytes.name("a".repeat(length) + ".example")));
    assertThat(reply.isMalformed()).isFalse();
    assertThat(reply.ttlSecondsMin()).isEqualTo(30);
  }

  @Test
  void ownerWithALabelOf64BytesIsMalformed() {
    assertThat(facts(answeredBy(DnsBytes.name("a".repeat(64)))).malformedReason())
        .isEqualTo("name of a record");
  }

  @Test
  void ownerMayBeAPointerToTheQuestion() {
    assertThat(facts(answeredBy(hex("c00c"))).isMalformed()).isFalse();
  }

  /** The answer starts at byte 27 = 0x1b; 0x1d is behind the label in front of the pointer. */
  @ParameterizedTest
  @ValueSource(strings = {"c01b", "c01c", "c03f", "0161 c01b", "0161 c01d"})
  void ownerThatPointsToItselfOrFurtherIsMalformed(String owner) {
    MessageFacts reply = facts(answeredBy(hex(owner)));
    assertThat(reply.malformedReason()).isEqualTo("name of a record");
    assertThat(reply.malformedOffset()).isEqualTo(27);
  }

  @Test
  void bytesBehindTheLastRecordAreMalformed() {
    MessageFacts reply = facts(join(answeredBy(hex("c00c")), hex("00 00")));
    assertThat(reply.malformedReason()).isEqualTo("bytes behind the last record");
    assertThat(reply.malformedOffset()).isEqualTo(27 + 2 + ADDRESS.length);
    assertThat(reply.trailingLength()).isEqualTo(2);
  }

  /** As a snaplen does: what the capture lacks is not wrong. */
  @Test
  void messageCutBehindItsLastRecordIsNotMalformed() {
    byte[] message = query(1, "a.example", A);
    assertThat(facts(message, message.length + 4).isMalformed()).isFalse();
  }

  private static byte[] answeredBy(byte[] owner) {
    return join(question(1, 0x8180, 1, "a.example", A), owner, ADDRESS);
  }

  private static MessageFacts facts(byte[] message) {
    return facts(message, message.length);
  }

  private static MessageFacts facts(byte[] message, int end) {
    var bytes = new WireBytes();
    bytes.wrap(message, 0, message.length);
    var facts = new MessageFacts();
    assertThat(facts.read(bytes, 0, end, new NameHash())).isTrue();
    return facts;
  }
}
