/** The command line: commands, terminal, signals and exit codes. Only here text reaches a user. */
@NullMarked
package dev.podsonde.cli;

import org.jspecify.annotations.NullMarked;
