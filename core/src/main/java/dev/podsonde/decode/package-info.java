/**
 * Protocol headers, one file per protocol: offsets named as in the RFC, and static readers on a
 * {@link dev.podsonde.packet.WireBytes} window. Nothing here allocates, prints or keeps state.
 */
@NullMarked
package dev.podsonde.decode;

import org.jspecify.annotations.NullMarked;
