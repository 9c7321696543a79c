package dev.podsonde.dns.finding;

/** What a finding means for those who asked. */
public enum Weight {
  /** Lookups failed or waited. */
  FAULT,
  /** Lookups worked and cost more than they had to. */
  WASTE,
  /** Odd, and without harm as far as can be seen. */
  NOTICE
}
