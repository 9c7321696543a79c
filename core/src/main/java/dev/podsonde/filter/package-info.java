/** Capture filters in the pcap-filter(7) language, compiled and run by libpcap. */
@NullMarked
package dev.podsonde.filter;

import org.jspecify.annotations.NullMarked;
