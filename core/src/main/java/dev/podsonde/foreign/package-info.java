/** Functions of C libraries, all called in one shape. */
@NullMarked
package dev.podsonde.foreign;

import org.jspecify.annotations.NullMarked;
