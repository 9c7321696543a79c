/** Lookups made from inside a pod, the way of each of their packets, and the verdict. */
@NullMarked
package dev.podsonde.cli.trace;

import org.jspecify.annotations.NullMarked;
