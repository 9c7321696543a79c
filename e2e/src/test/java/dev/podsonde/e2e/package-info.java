/**
 * The command as its user has it, run against the cluster that {@code e2e/cluster up} makes. What
 * it yields is read with other programs: tshark, kubectl. Start with {@link
 * dev.podsonde.e2e.ScenarioIT}.
 */
@NullMarked
package dev.podsonde.e2e;

import org.jspecify.annotations.NullMarked;
