package dev.podsonde.linux;

import java.util.Locale;

/** What to tell an operator who lacks a capability(7). */
final class Capabilities {
  private Capabilities() {}

  /**
   * {@return both remedies when the refusal is for want of {@code capability}, such as {@code
   * CAP_NET_RAW}; else nothing}
   */
  static String hint(SyscallException refusal, String capability) {
    if (refusal.errno() != Errno.EPERM && refusal.errno() != Errno.EACCES) {
      return "";
    }
    String flag = capability.substring("CAP_".length()).toLowerCase(Locale.ROOT);
    return "needs %s: run as root (sudo), or with that capability (setpriv --ambient-caps +%s)"
        .formatted(capability, flag);
  }
}
