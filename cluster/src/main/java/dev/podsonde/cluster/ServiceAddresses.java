package dev.podsonde.cluster;

import java.util.Set;

/**
 * The addresses that the name of a service has to have.
 *
 * @param service {@code namespace/name}
 * @param isHeadless whether these are those of its ready endpoints, and not its own
 */
public record ServiceAddresses(String service, boolean isHeadless, Set<String> addresses) {}
