/**
 * System calls: packet rings, network namespaces and what /proc says of them. Capture does not
 * interpret: nothing here knows what is in a packet.
 */
@NullMarked
package dev.podsonde.linux;

import org.jspecify.annotations.NullMarked;
