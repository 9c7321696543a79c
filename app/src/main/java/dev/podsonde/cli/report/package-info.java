/** What is said about the lookups of a capture: as text, JSON, HTML, and as a file of evidence. */
@NullMarked
package dev.podsonde.cli.report;

import org.jspecify.annotations.NullMarked;
