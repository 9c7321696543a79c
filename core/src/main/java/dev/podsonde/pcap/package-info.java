/** Capture files: pcap and pcapng, read and written, plain or compressed. */
@NullMarked
package dev.podsonde.pcap;

import org.jspecify.annotations.NullMarked;
