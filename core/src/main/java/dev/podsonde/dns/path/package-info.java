/** The ways of queries and replies through the places where they were captured. */
@NullMarked
package dev.podsonde.dns.path;

import org.jspecify.annotations.NullMarked;
