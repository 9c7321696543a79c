/**
 * The vocabulary of the house: what a captured packet is, where packets come from, and the window
 * through which their bytes are read. Nothing here knows a protocol, a file format or the kernel.
 *
 * <p>Read {@link dev.podsonde.packet.PacketBatch} first: it is what flows from every source to
 * every reader.
 */
@NullMarked
package dev.podsonde.packet;

import org.jspecify.annotations.NullMarked;
