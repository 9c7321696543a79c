/**
 * Capture filters in the pcap-filter(7) language, compiled and run by libpcap.
 *
 * <p>{@link dev.podsonde.filter.PacketFilter} selects among packets that are here already, {@link
 * dev.podsonde.filter.BpfProgram} is what one link type's filter compiles to: for the kernel, or to
 * be shown.
 */
@NullMarked
package dev.podsonde.filter;

import org.jspecify.annotations.NullMarked;
