package dev.podsonde.dns.finding;

/** How sure a finding is. */
public enum Confidence {
  /** A hint; something else explains the packets as well. */
  LOW,
  /** The packets fit, but were few, or the vantage point leaves room. */
  MEDIUM,
  /** The packets allow hardly anything else. */
  HIGH;

  /** {@return one step less sure} */
  Confidence lower() {
    return this == HIGH ? MEDIUM : LOW;
  }
}
