/**
 * tcpdump's text. One class per protocol turns bytes into the text that tcpdump 4.99.6 prints.
 *
 * <p>Read {@link dev.podsonde.print.PacketPrinter} first.
 */
@NullMarked
package dev.podsonde.print;

import org.jspecify.annotations.NullMarked;
