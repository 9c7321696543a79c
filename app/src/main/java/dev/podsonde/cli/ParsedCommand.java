package dev.podsonde.cli;

import java.io.IOException;

/** A command whose options picocli reads into it. */
interface ParsedCommand {
  /** Does what it is for; {@return one of {@link ExitStatus}} */
  int run() throws IOException, InterruptedException, UsageException;
}
