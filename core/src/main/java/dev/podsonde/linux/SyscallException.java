package dev.podsonde.linux;

import java.io.IOException;

/** Says that the kernel refused: which call, with which errno, and what to do about it. */
public final class SyscallException extends IOException {
  private static final long serialVersionUID = 1;

  private final String call;
  private final int errno;

  /**
   * Makes one that reads {@code socket: EPERM (needs CAP_NET_RAW)}.
   *
   * @param call the call, perhaps with its argument
   * @param errno as the call left it
   * @param hint what to do; empty when the errno says it all
   */
  public SyscallException(String call, int errno, String hint) {
    super(call + ": " + Errno.name(errno) + (hint.isEmpty() ? "" : " (" + hint + ")"));
    this.call = call;
    this.errno = errno;
  }

  /** {@return the call, perhaps with its argument} */
  public String call() {
    return call;
  }

  /** {@return the number of errno(3)} */
  public int errno() {
    return errno;
  }

  /** {@return the same refusal with what to do about it} */
  SyscallException withHint(String hint) {
    SyscallException better = new SyscallException(call, errno, hint);
    better.setStackTrace(getStackTrace());
    return better;
  }
}
