package dev.podsonde.cli;

/** The entry point of every command. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.err.println("podsonde: no command given");
    System.exit(2);
  }
}
