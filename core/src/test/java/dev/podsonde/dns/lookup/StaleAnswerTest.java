package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.between;
import static dev.podsonde.dns.lookup.DnsBytes.question;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A client connects to the address that it has just been told. */
class StaleAnswerTest extends Conversations {
  private static final String CLIENT = "0a000001";
  private static final String OLD = "0a010005"; // 10.1.0.5
  private static final String NEW = "0a010006";
  private static final int FLAG_SYN = 2;
  private static final int FLAG_RST = 4;
  private static final int FLAG_ACK = 0x10;

  private void resolve(String... addresses) {
    byte[] reply = question(port, 0x8180, addresses.length, "db.example", A);
    for (String address : addresses) {
      reply = join(reply, hex("c00c 0001 0001 0000001e 0004"), hex(address));
    }
    answered("db.example", A, reply);
    micros -= SECOND - 1_000;
  }

  private void syn(String address) {
    byte[] syn = tcp(port, 5_432, 7, 0, FLAG_SYN, "", new byte[0]);
    capture.accept(micros, between(CLIENT, address, ipv4(6, syn)));
  }

  private void reply(String address, int flags) {
    byte[] reply = tcp(5_432, port, 9, 8, flags, "", new byte[0]);
    capture.accept(micros + 200, between(address, CLIENT, ipv4(6, reply)));
    next();
  }

  private void accepted(String address) {
    syn(address);
    reply(address, FLAG_SYN | FLAG_ACK);
  }

  private void refused(String address) {
    syn(address);
    reply(address, FLAG_RST | FLAG_ACK);
  }

  private void silent(String address, int seconds) {
    for (int i = 0; i < seconds; i++) {
      syn(address);
      micros += SECOND;
    }
    next();
  }

  @Test
  void addressThatIsSilentAndReplacedByALaterAnswerIsStale() {
    resolve(OLD);
    silent(OLD, 5);
    resolve(NEW);
    accepted(NEW);
    assertThat(findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("R19");
          assertThat(finding.what()).startsWith("connections to 10.1.0.5, just answered");
          assertThat(finding.frames()).hasSize(2);
        });
  }

  @Test
  void addressThatRefusesAndIsReplacedByALaterAnswerIsStale() {
    resolve(OLD);
    refused(OLD);
    resolve(NEW);
    accepted(NEW);
    assertThat(rules()).containsExactly("R19");
  }

  @Test
  void addressesThatAcceptAreNotStale() {
    resolve(OLD);
    accepted(OLD);
    resolve(NEW);
    accepted(NEW);
    assertThat(rules()).isEmpty();
  }

  @Test
  void applicationThatIsDownIsNoStaleAnswer() {
    for (int i = 0; i < 3; i++) {
      resolve(OLD);
      refused(OLD);
    }
    resolve(OLD);
    accepted(OLD);
    assertThat(rules()).isEmpty();
  }

  @Test
  void oneOfSeveralAddressesThatRefusesIsNotStale() {
    resolve(OLD, NEW);
    refused(OLD);
    accepted(NEW);
    resolve(NEW, OLD);
    accepted(NEW);
    assertThat(rules()).isEmpty();
  }

  @Test
  void addressThatAcceptedBeforeIsAlive() {
    resolve(OLD);
    accepted(OLD);
    resolve(OLD);
    refused(OLD);
    resolve(NEW);
    accepted(NEW);
    assertThat(rules()).isEmpty();
  }

  @Test
  void connectionThatNobodyAskedAnAddressForTellsNothing() {
    refused(OLD);
    resolve(NEW);
    accepted(NEW);
    assertThat(rules()).isEmpty();
  }

  @Test
  void connectionsBeyondTheLimitAreCounted() {
    resolve(OLD);
    for (int i = 0; i <= AddressUses.CONNECTIONS_MAX; i++) {
      syn(OLD);
      port++;
    }
    assertThat(capture.end().engine.counters().refusedAddressUses()).isEqualTo(1);
  }
}
