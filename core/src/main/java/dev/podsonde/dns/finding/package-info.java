/**
 * What is wrong with the lookups, why, and what to change: one rule per file.
 *
 * <p>{@link dev.podsonde.dns.finding.Diagnosis} shows every call of a {@link
 * dev.podsonde.dns.lookup.LookupEngine} to the rules that its {@linkplain
 * dev.podsonde.dns.finding.Symptom symptoms} concern, special rules before general ones, so that a
 * general rule leaves alone what a special one explained. At the end each rule that gathered enough
 * states a {@link dev.podsonde.dns.finding.Finding}.
 *
 * <p>Rules are written from the protocol and from how resolvers are known to behave; their
 * identifiers group them: L loss and delay, P refusals, N addresses and paths, T size and
 * transport, R response codes and content, I integrity.
 */
@NullMarked
package dev.podsonde.dns.finding;

import org.jspecify.annotations.NullMarked;
