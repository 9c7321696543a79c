package dev.podsonde.cli.demo;

import java.util.Locale;

/** What the demo's DNS server does wrong. */
public enum Fault {
  /** Nothing. */
  NONE,
  /** The first AAAA query gets no answer; its repetition does. */
  DROP_AAAA,
  /** No query gets an answer. */
  DROP_ALL,
  /** Answers come after the client has given up. */
  LATE,
  /** SERVFAIL instead of an answer. */
  SERVFAIL,
  /** REFUSED instead of an answer. */
  REFUSED,
  /** Answers are cut: the TC bit is set, and there is no TCP to turn to. */
  TRUNCATE;

  /** {@return the name as one types it} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
