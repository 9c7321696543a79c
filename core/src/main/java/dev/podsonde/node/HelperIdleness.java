package dev.podsonde.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Whether any session runs in this helper pod. */
final class HelperIdleness {
  private static final long IDLE_NANOS_MAX = TimeUnit.MINUTES.toNanos(1);
  private static final long LOOK_INTERVAL_MILLIS = 5_000;

  /** How a session's command line ends; arguments there are ended by zero bytes. */
  private static final String SESSION = "dev.podsonde.node.NodeMain\0session\0";

  private final Path proc;
  private final LongSupplier clockNanos;

  HelperIdleness(Path proc, LongSupplier clockNanos) {
    this.proc = proc;
    this.clockNanos = clockNanos;
  }

  /** Returns when there has been no session for a minute. */
  void await() throws IOException {
    String own = cgroup(proc.resolve("self"));
    long lastBusyNanos = clockNanos.getAsLong();
    while (clockNanos.getAsLong() - lastBusyNanos < IDLE_NANOS_MAX) {
      try {
        Thread.sleep(LOOK_INTERVAL_MILLIS);
      } catch (InterruptedException _) {
        return;
      }
      if (sessions(own) > 0) {
        lastBusyNanos = clockNanos.getAsLong();
      }
    }
  }

  /** {@return how many sessions but this process's run in the helper pod; 0 outside of one} */
  static int otherSessions() throws IOException {
    Path proc = Path.of("/proc");
    Path self = proc.resolve("self");
    boolean isSession = read(self.resolve("cmdline")).endsWith(SESSION);
    return isSession ? new HelperIdleness(proc, System::nanoTime).sessions(cgroup(self)) - 1 : 0;
  }

  /** {@return how many processes of a cgroup are sessions} */
  private int sessions(String cgroup) throws IOException {
    int count = 0;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        if (read(process.resolve("cmdline")).endsWith(SESSION) && cgroup(process).equals(cgroup)) {
          count++;
        }
      }
    }
    return count;
  }

  private static String cgroup(Path process) {
    return read(process.resolve("cgroup"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return ""; // the process has gone meanwhile
    }
  }
}
