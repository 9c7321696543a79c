package dev.podsonde.cli;

import dev.podsonde.filter.BpfProgram;

/** A compiled filter as -d, -dd and -ddd show it. */
final class ProgramText {
  private ProgramText() {}

  /** {@return its lines} */
  static String of(BpfProgram program, int form) {
    return switch (form) {
      case 1 -> program.assemblerText();
      case 2 -> program.arrayText();
      default -> program.decimalText();
    };
  }
}
