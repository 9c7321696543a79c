package dev.podsonde.filter;

/**
 * One instruction of the classic BSD packet filter, {@code struct sock_filter}.
 *
 * @param code what it does, 16 bits
 * @param jumpTrue how many instructions a comparison that holds skips, 8 bits
 * @param jumpFalse how many instructions a comparison that fails skips, 8 bits
 * @param operand {@code k}; unsigned, whatever the sign of the Java number
 */
public record BpfInstruction(int code, int jumpTrue, int jumpFalse, int operand) {
  /** {@code SKF_AD_OFF} of linux/filter.h: loads from here on read what the kernel knows. */
  private static final int KERNEL_DATA = -0x1000;

  private static final int CLASS_MASK = 0x07;
  private static final int LD = 0x00;
  private static final int MODE_MASK = 0xe0;
  private static final int ABS = 0x20;

  /** Throws when a field does not fit its bits. */
  public BpfInstruction {
    if (code != (code & 0xffff)
        || jumpTrue != (jumpTrue & 0xff)
        || jumpFalse != (jumpFalse & 0xff)) {
      throw new IllegalArgumentException(
          "no BPF instruction: " + code + " " + jumpTrue + " " + jumpFalse + " " + operand);
    }
  }

  /** {@return whether it loads what only the kernel knows of a packet, such as its direction} */
  boolean isKernelLoad() {
    return (code & CLASS_MASK) == LD
        && (code & MODE_MASK) == ABS
        && operand < 0
        && operand >= KERNEL_DATA;
  }
}
