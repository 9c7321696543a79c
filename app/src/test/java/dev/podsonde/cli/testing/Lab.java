package dev.podsonde.cli.testing;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.cli.demo.DemoLab;
import dev.podsonde.cli.demo.Fault;
import dev.podsonde.linux.CaptureTarget;
import java.io.IOException;

/** A DNS server in a netns of its own, to be captured by another process. */
public final class Lab implements AutoCloseable {
  private final DemoLab lab;

  private Lab(DemoLab lab) {
    this.lab = lab;
  }

  /** Makes it. Needs root, or to be root in a user namespace. */
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed with this object
  public static Lab start() throws IOException {
    return new Lab(DemoLab.start(Fault.NONE));
  }

  /** {@return the server's netns as a target for another process} */
  public String target() {
    return "netns/" + forOthers(lab.server());
  }

  /** {@return the file of the client's netns, for another process} */
  public String clientNetns() {
    return forOthers(lab.client());
  }

  private static String forOthers(CaptureTarget target) {
    String self = "/proc/" + ProcessHandle.current().pid();
    return target.netns().toString().replace("/proc/self", self);
  }

  /**
   * Has the client look a name up.
   *
   * @return how many packets that took so far
   */
  public int resolve() throws IOException {
    lab.resolve("google.com");
    return lab.datagrams();
  }

  @Override
  public void close() {
    lab.close();
  }
}
