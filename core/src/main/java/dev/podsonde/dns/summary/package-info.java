/** What all lookups together were: counts, latency, the course of time, and who cost most. */
@NullMarked
package dev.podsonde.dns.summary;

import org.jspecify.annotations.NullMarked;
