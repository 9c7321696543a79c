/**
 * Capture files: pcap and pcapng, read and written, plain or compressed.
 *
 * <p>Read {@link dev.podsonde.pcap.CaptureFile} first.
 */
@NullMarked
package dev.podsonde.pcap;

import org.jspecify.annotations.NullMarked;
