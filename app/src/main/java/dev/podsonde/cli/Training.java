package dev.podsonde.cli;

/**
 * What the ahead-of-time cache is made from: one run that loads and profiles what the commands
 * need.
 */
public final class Training {
  private Training() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(Usage.TEXT);
  }
}
