package dev.podsonde.dns.finding;

import java.util.Set;

/**
 * What was captured, whether a packet came by or not.
 *
 * @param targets pods ({@code namespace/name}) and nodes ({@code node/name}), as the names of their
 *     interfaces begin
 * @param files captures of one time that were read as one, by name; of where they were made nothing
 *     is known but that it is on the way
 */
public record Places(Set<String> targets, Set<String> files) {
  /** Those only that packets tell of. */
  public static final Places UNKNOWN = new Places(Set.of(), Set.of());

  /** Copies the sets. */
  public Places {
    targets = Set.copyOf(targets);
    files = Set.copyOf(files);
  }
}
