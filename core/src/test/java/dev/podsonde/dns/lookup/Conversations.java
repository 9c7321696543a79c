package dev.podsonde.dns.lookup;

import static dev.podsonde.dns.lookup.DnsBytes.A;
import static dev.podsonde.dns.lookup.DnsBytes.CLIENT_PORT;
import static dev.podsonde.dns.lookup.DnsBytes.between;
import static dev.podsonde.dns.lookup.DnsBytes.query;
import static dev.podsonde.dns.lookup.DnsBytes.response;
import static dev.podsonde.dns.lookup.DnsBytes.toClient;
import static dev.podsonde.dns.lookup.DnsBytes.toServer;

import dev.podsonde.dns.finding.Diagnosis;
import dev.podsonde.dns.finding.Evidence;
import dev.podsonde.dns.finding.Finding;
import dev.podsonde.packet.HostNames;
import java.util.List;

/** A capture that is made up of queries and replies one after the other, and what the rules say. */
abstract class Conversations {
  /** In microseconds. */
  static final long SECOND = 1_000_000;

  final HostNames names = new HostNames();
  final Diagnosis diagnosis = new Diagnosis(Evidence.NONE, names);
  final CallRecorder capture = new CallRecorder(diagnosis);
  int port = CLIENT_PORT;
  long micros;

  final void answered(String name, int type, byte[] reply) {
    capture.accept(micros, toServer(port, query(port, name, type)));
    capture.accept(micros + 400, toClient(port, reply));
    next();
  }

  final void answered(String name) {
    answered(name, A, response(port, name, A, 0));
  }

  final void missing(String name) {
    answered(name, A, response(port, name, A, 3));
  }

  /** Asked twice from one socket, in vain, by a client whose address is in hex. */
  final void silent(String client) {
    silent(client, "lost" + port);
  }

  final void silent(String client, String name) {
    byte[] query = between(client, "0a000002", toServer(port, query(port, name, A)));
    capture.accept(micros, query);
    capture.accept(micros + 5 * SECOND, query);
    micros += 5 * SECOND;
    next();
  }

  final void next() {
    port++;
    micros += SECOND;
  }

  /** {@return the findings of a capture that goes on for a while and ends well} */
  final List<Finding> findings() {
    micros += 30 * SECOND;
    answered("last.example");
    return diagnosis.findings(capture.end().engine);
  }

  /** {@return the findings of the capture as it is} */
  final List<Finding> findingsNow() {
    return diagnosis.findings(capture.end().engine);
  }

  /** {@return the rules that find something in the capture as it is} */
  final List<String> diagnosed() {
    return findingsNow().stream().map(Finding::rule).toList();
  }

  final List<String> rules() {
    return findings().stream().map(Finding::rule).toList();
  }
}
