package dev.podsonde.dns.lookup;

import java.util.List;

/**
 * The attempts of one client socket with one question, server and ID.
 *
 * @param attempts at least one, in order of capture
 */
public record Transaction(List<Attempt> attempts) {
  boolean isOf(Attempt attempt) {
    Attempt first = attempts.getFirst();
    return first.isTcp() == attempt.isTcp()
        && first.clientPort() == attempt.clientPort()
        && first.query().id() == attempt.query().id()
        && first.isClient(attempt.clientHigh, attempt.clientLow)
        && first.hasServerOf(attempt);
  }
}
