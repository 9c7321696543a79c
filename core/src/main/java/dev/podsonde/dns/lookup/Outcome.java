package dev.podsonde.dns.lookup;

/** What became of one attempt. */
public enum Outcome {
  /** The capture goes on, and so does the wait. */
  PENDING,
  /** A reply matched. */
  ANSWERED,
  /** An ICMP error quoted the query. */
  ICMP_ERROR,
  /** The TCP connection was reset or closed before the reply. */
  CONNECTION_CLOSED,
  /**
   * Silence for as long as attempts are kept, or a reply that was lost behind where it was seen.
   */
  UNANSWERED,
  /**
   * Silence that proves nothing: the capture ended or lost packets meanwhile, or a limit ended it.
   */
  UNKNOWN
}
