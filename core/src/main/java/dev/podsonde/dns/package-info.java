/** The DNS wire format: header, names, and the IANA registries. Text is made in {@code print}. */
@NullMarked
package dev.podsonde.dns;

import org.jspecify.annotations.NullMarked;
